/**
 * Ends a connection whose packet would be longer than a device's may be, before it is read: the parser of the broker
 * keeps what has come of a packet until the whole of it is there. Fixed header: MQTT 3.1.1, section 2.2.
 */
import type { Socket } from "node:net";
import { PACKET_BYTES_MAX } from "../scale-limits.ts";

/** With more bytes a length is none, section 2.2.3. */
const LENGTH_BYTES_MAX = 4;

/** To be called once the broker reads the socket: then `data` only shows what the broker takes (node:stream, "Two reading modes"). */
export function boundPackets(socket: Socket): void {
  const isWithin = createPacketBound();
  socket.on("data", (chunk: Buffer) => {
    if (!isWithin(chunk)) socket.destroy(new Error("the packet is too long"));
  });
}

/** Follows a stream of packets; false from the first on that is too long. */
export function createPacketBound(): (chunk: Uint8Array) => boolean {
  /** Of the packet's body, those still to come. */
  let bytesLeft = 0;
  /** Bytes of the length that were read; null: the next byte is the packet's first. */
  let lengthBytes: number | null = null;
  let isWithin = true;
  const takeLengthByte = (byte: number): void => {
    bytesLeft += (byte & 0x7f) << (7 * lengthBytes!);
    lengthBytes! += 1;
    const isLast = byte < 0x80;
    isWithin = bytesLeft <= PACKET_BYTES_MAX && (isLast || lengthBytes! < LENGTH_BYTES_MAX);
    if (isLast) lengthBytes = null;
  };
  return (chunk) => {
    for (let at = 0; isWithin && at < chunk.length; ) {
      if (lengthBytes !== null) takeLengthByte(chunk[at++]!);
      else if (bytesLeft === 0) {
        lengthBytes = 0;
        at++;
      } else {
        const skipped = Math.min(bytesLeft, chunk.length - at);
        bytesLeft -= skipped;
        at += skipped;
      }
    }
    return isWithin;
  };
}
