/**
 * Clips as they are kept: sealed by AES-256-GCM (NIST SP 800-38D, 2007), with a key that is derived from a
 * private key of the shop's own, a nonce of their own, and bound to the interaction that they belong to.
 * Whoever has the shop's database and not its key sees nothing of them, and can put none in another's place.
 */
import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";

export interface ClipFacts {
  readonly cameraId: string;
  readonly mediaType: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Where it was taken to have happened when the clip was cut out: elsewhere it would show something else. */
  readonly gondola: number;
  readonly shelf: number;
  /** When the interaction happened, when the clip begins, and how long it is. */
  readonly happenedMs: number;
  readonly startMs: number;
  readonly durationMs: number;
}

export interface Clip extends ClipFacts {
  /** As a browser plays it. */
  readonly video: Uint8Array;
}

export interface ClipSeal {
  seal(evidenceId: string, clip: Clip): Uint8Array;
  /** Null where it was sealed with another key, belongs to something else, or was changed. */
  open(evidenceId: string, sealed: Uint8Array): Clip | null;
}

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
/** What SP 800-38D recommends; with random ones a key is good for 2^32 clips. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The form of what follows: another one would be another number. */
const FORM = 1;
const LENGTH_BYTES = 4;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/** Form, nonce and tag stand before what is sealed: the facts' length, the facts as JSON, the video. */
export function createClipSeal(privateKey: KeyObject): ClipSeal {
  const secret = privateKey.export({ type: "pkcs8", format: "der" });
  const key = new Uint8Array(hkdfSync("sha256", secret, "", "saunter evidence clips", KEY_BYTES));
  return {
    seal: (evidenceId, clip) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(makeBinding(evidenceId));
      const sealed = Buffer.concat([cipher.update(pack(clip)), cipher.final()]);
      return Buffer.concat([Uint8Array.of(FORM), nonce, cipher.getAuthTag(), sealed]);
    },
    open: (evidenceId, sealed) => {
      if (sealed.length < HEAD_BYTES + LENGTH_BYTES || sealed[0] !== FORM) return null;
      const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(makeBinding(evidenceId));
      decipher.setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEAD_BYTES));
      const opened = decipher.update(sealed.subarray(HEAD_BYTES));
      try {
        decipher.final();
      } catch (error) {
        // What is wrong with it, the cipher does not say; before this nothing of it counts.
        if (error instanceof Error) return null;
        throw error;
      }
      return unpack(opened);
    },
  };
}

function makeBinding(evidenceId: string): Uint8Array {
  return Buffer.from(JSON.stringify(["clip", evidenceId]));
}

function pack({ video, ...facts }: Clip): Buffer {
  const head = Buffer.from(JSON.stringify(facts));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, video]);
}

/** Of what was sealed here, and is unchanged therefore. */
function unpack(opened: Buffer): Clip {
  const end = LENGTH_BYTES + opened.readUInt32BE(0);
  const facts = JSON.parse(opened.toString("utf8", LENGTH_BYTES, end)) as ClipFacts;
  return { ...facts, video: opened.subarray(end) };
}
