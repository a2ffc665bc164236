/**
 * Clips as they are kept: sealed by AES-256-GCM (NIST SP 800-38D, 2007), with a key that is derived from a
 * private key of the shop's own, a nonce of their own, and bound to the interaction that they belong to.
 * Whoever has the shop's database and not its key sees nothing of them, and can put none in another's place.
 */
import type { KeyObject } from "node:crypto";
import { createSecretSeal, SEAL_BYTES } from "../secret-seal.ts";

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

/** The form of what follows: another one would be another number. */
const FORM = 1;
const LENGTH_BYTES = 4;
const BYTES_LEAST = 1 + SEAL_BYTES + LENGTH_BYTES;

/** The form, then what is sealed: the facts' length, the facts as JSON, the video. */
export function createClipSeal(privateKey: KeyObject): ClipSeal {
  const { open, seal } = createSecretSeal(privateKey, "saunter evidence clips");
  return {
    seal: (evidenceId, clip) =>
      Buffer.concat([Uint8Array.of(FORM), seal(makeBinding(evidenceId), pack(clip))]),
    open: (evidenceId, sealed) => {
      if (sealed.length < BYTES_LEAST || sealed[0] !== FORM) return null;
      const opened = open(makeBinding(evidenceId), sealed.subarray(1));
      return opened === null ? null : unpack(Buffer.from(opened.buffer));
    },
  };
}

function makeBinding(evidenceId: string): string {
  return JSON.stringify(["clip", evidenceId]);
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
