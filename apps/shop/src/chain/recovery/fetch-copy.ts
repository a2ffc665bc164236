/** Gets the sealed copy of a shop back from the hub. */
import { hash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { decodeCopyHead } from "@saunter/protocol/chain/restore-messages";
import { nameCopyHead, nameCopyPart } from "@saunter/protocol/chain/subjects";
import { BackupError } from "../../store/store-error.ts";
import type { HubLine } from "../hub-line.ts";
import { createRecoverySeal } from "./recovery-key.ts";
import { COPY_BYTES_MAX } from "./recovery-limits.ts";
import { parseCopy, type ShopCopy } from "./shop-copy.ts";

const unzip = promisify(gunzip);
/** Text of a copy, unpacked. */
const TEXT_BYTES_MAX = 4 * COPY_BYTES_MAX;
/** A copy may be replaced while it is read. */
const ATTEMPTS_MAX = 3;

export interface SealedCopy {
  readonly number: number;
  /** Throws `pass-phrase-wrong` where the key is not the copy's. */
  open(recoveryKey: string): Promise<ShopCopy>;
}

/** Null where the hub has none. Throws `backup-damaged` where it is not what was put there. */
export async function fetchCopy(
  line: Pick<HubLine, "readCopy">,
  shopId: string,
): Promise<SealedCopy | null> {
  for (let attempt = 1; ; attempt++) {
    const message = await line.readCopy(nameCopyHead(shopId));
    if (message === null) return null;
    const head = decodeCopyHead(new TextDecoder().decode(message));
    if (head !== null) {
      const parts: Uint8Array[] = [];
      for (let part = 0; part < head.parts; part++) {
        const bytes = await line.readCopy(nameCopyPart(shopId, head.slot, part));
        if (bytes !== null) parts.push(bytes);
      }
      const sealed = Buffer.concat(parts);
      if (hash("sha256", sealed, "base64url") === head.hash) {
        return {
          number: head.number,
          open: (recoveryKey) => openCopy(sealed, shopId, recoveryKey),
        };
      }
    }
    if (attempt === ATTEMPTS_MAX) {
      throw new BackupError("backup-damaged", "the hub's copy of the shop is not whole");
    }
  }
}

async function openCopy(
  sealed: Uint8Array,
  shopId: string,
  recoveryKey: string,
): Promise<ShopCopy> {
  const packed = createRecoverySeal(recoveryKey).open(shopId, sealed);
  if (packed === null) {
    throw new BackupError("pass-phrase-wrong", "this is not the recovery key of the hub's copy");
  }
  const text = (await unzip(packed, { maxOutputLength: TEXT_BYTES_MAX })).toString("utf8");
  const copy = parseCopy(text);
  if (copy === null || copy.shopId !== shopId) {
    throw new BackupError(
      "backup-newer",
      "the hub's copy was made by a later Saunter; update Saunter",
    );
  }
  return copy;
}
