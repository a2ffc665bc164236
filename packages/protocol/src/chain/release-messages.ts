/**
 * Releases of Saunter as the hub has them: an archive in parts, and a head that says what it is, signed by whoever
 * makes releases. The key is not the chain's: who has the hub or the chain cannot make one.
 */
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";

/** As versions are written; it becomes the name of a folder. */
const VERSION =
  "^\\d{1,5}\\.\\d{1,5}\\.\\d{1,5}(?:-[0-9A-Za-z-]{1,20}(?:\\.[0-9A-Za-z-]{1,20}){0,3})?$";
const IS_VERSION = new RegExp(VERSION);

export function isReleaseVersion(text: string): boolean {
  return IS_VERSION.test(text);
}

/**
 * What a release runs on: `linux-x64`, `linux-x64-musl`.
 *
 * @param report of Node.js, `process.report.getReport()`
 */
export function nameReleasePlatform(report: object): string {
  const { header } = report as { readonly header: PlatformHeader };
  const isMusl = header.platform === "linux" && header.glibcVersionRuntime === undefined;
  return `${header.platform}-${header.arch}${isMusl ? "-musl" : ""}`;
}

interface PlatformHeader {
  readonly platform: string;
  readonly arch: string;
  readonly glibcVersionRuntime?: string;
}

/** Bytes of each part but the last: a line of 0.3 Mbit/s takes one within the time of an answer. */
export const RELEASE_PART_BYTES = 128 * 1024;
/** Of an archive. */
export const RELEASE_BYTES_MAX = 2 ** 30;
const RELEASE_UNPACKED_BYTES_MAX = 2 ** 33;

const RELEASE_FACTS = Type.Object(
  {
    version: Type.String({ pattern: VERSION }),
    /** Of the computers that it runs on: `linux-x64`, as Node.js names them. */
    platform: Type.String({ pattern: "^[a-z0-9]{1,20}-[a-z0-9]{1,20}(-musl)?$" }),
    bytes: Type.Integer({ minimum: 1, maximum: RELEASE_BYTES_MAX }),
    /** What its files take on a disk. */
    unpackedBytes: Type.Integer({ minimum: 1, maximum: RELEASE_UNPACKED_BYTES_MAX }),
    /** SHA-256 of the archive, base64url. */
    hash: Type.String({ pattern: "^[\\w-]{43}$" }),
    madeMs: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type ReleaseFacts = Static<typeof RELEASE_FACTS>;

const RELEASE_HEAD = Type.Object(
  {
    /** The facts as JSON, to the letter as they were signed. */
    facts: Type.String({ maxLength: 1000 }),
    /** Ed25519, base64url. */
    signature: Type.String({ pattern: "^[\\w-]{86}$" }),
  },
  { additionalProperties: false },
);

export interface ReleaseHead {
  readonly facts: ReleaseFacts;
  /** What the signature is of. */
  readonly signed: string;
  readonly signature: string;
}

/** Of the text of a head. */
export const RELEASE_HEAD_BYTES_MAX = 4096;

export function encodeReleaseHead(facts: ReleaseFacts, sign: (signed: string) => string): string {
  const text = JSON.stringify(facts);
  return JSON.stringify({ facts: text, signature: sign(toSigned(text)) });
}

/** Null where a text is no head. Whether it is signed rightly is for the reader to check. */
export function decodeReleaseHead(text: string): ReleaseHead | null {
  const head = parse(text);
  if (!Check(RELEASE_HEAD, head)) return null;
  const facts = parse(head.facts);
  if (!Check(RELEASE_FACTS, facts)) return null;
  return { facts, signed: toSigned(head.facts), signature: head.signature };
}

/** Signed for nothing else. */
function toSigned(facts: string): string {
  return `saunter release 1\n${facts}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
