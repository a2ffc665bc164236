/** Packed frames on a serial line, one after another: cut anywhere, with whatever else comes between. */
import { PACKED_BYTES_MAX, unpackFrame } from "@saunter/protocol/devices/packed-frame";
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";

export interface PackedLine {
  push(bytes: Uint8Array): void;
  reset(): void;
}

const MAGIC = "SF";
const HEAD_BYTES = 33;
const VALUE_BYTES = 4;
const CRC_BYTES = 4;

/** @param onFault is called once for bytes in a row that are no frame. */
export function createPackedLine(
  onFrame: (frame: ScaleFrame) => void,
  onFault: (fault: string) => void,
): PackedLine {
  let kept = Buffer.alloc(0);
  let isLost = false;
  const skip = (bytes: number, fault: string): void => {
    if (!isLost) onFault(fault);
    isLost = true;
    kept = kept.subarray(bytes);
  };
  /** Whether there may be more in what is kept. */
  const takeOne = (): boolean => {
    const from = kept.indexOf(MAGIC, 0, "latin1");
    if (from === -1) {
      if (kept.length > 1) skip(kept.length - 1, "not-a-frame");
      return false;
    }
    if (from > 0) skip(from, "not-a-frame");
    if (kept.length < HEAD_BYTES) return false;
    const [channels, samples, idLength] = [kept[28]!, kept[29]!, kept[32]!];
    const length = HEAD_BYTES + idLength + channels * (1 + samples * VALUE_BYTES) + CRC_BYTES;
    if (length > PACKED_BYTES_MAX) skip(MAGIC.length, "length");
    else if (kept.length < length) return false;
    else {
      const unpacked = unpackFrame(kept.subarray(0, length));
      if (unpacked.ok) {
        isLost = false;
        kept = kept.subarray(length);
        onFrame(unpacked.frame);
      } else skip(MAGIC.length, unpacked.fault);
    }
    return true;
  };
  return {
    push: (bytes) => {
      kept = Buffer.concat([kept, bytes]);
      while (takeOne());
    },
    reset: () => {
      kept = Buffer.alloc(0);
      isLost = false;
    },
  };
}
