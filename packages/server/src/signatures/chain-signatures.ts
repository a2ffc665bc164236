/** Signatures of messages between shops and their chain, in a header: receivers of earlier versions ignore it. */
import { hash, type KeyObject } from "node:crypto";
import { isSignedBy, signText } from "./ed25519.ts";

export const SIGNATURE_HEADER = "Saunter-Signature";

/** Of a row of a shop's journal; its hash is of all rows before it, too. */
export interface SignedRow {
  readonly position: number;
  readonly hash: string;
}

const formatRow = (shopId: string, { position, hash: ofRow }: SignedRow): string =>
  `saunter row 1\n${shopId}\n${position}\n${ofRow}`;

export function signRow(key: KeyObject, shopId: string, row: SignedRow): string {
  return signText(key, formatRow(shopId, row));
}

/** Whether the row is signed by the key, for the shop. It doesn't check the row's hash. */
export function verifyRow(
  key: KeyObject,
  shopId: string,
  row: SignedRow,
  signature: string,
): boolean {
  return isSignedBy(key, formatRow(shopId, row), signature);
}

/** When a manifest was signed, and until when a shop may take it. */
export interface ManifestTimes {
  readonly issuedMs: number;
  readonly expiresMs: number;
}

const formatManifest = (
  shopId: string,
  text: Uint8Array,
  { issuedMs, expiresMs }: ManifestTimes,
): string =>
  `saunter manifest 1\n${shopId}\n${issuedMs}\n${expiresMs}\n${hash("sha256", text, "base64url")}`;

/** As the header has it. */
export function signManifest(
  key: KeyObject,
  shopId: string,
  text: Uint8Array,
  times: ManifestTimes,
): string {
  const signature = signText(key, formatManifest(shopId, text, times));
  return `${times.issuedMs} ${times.expiresMs} ${signature}`;
}

const MANIFEST_HEADER = /^(?<issuedMs>\d{1,16}) (?<expiresMs>\d{1,16}) (?<signature>[\w-]{86})$/;

/** Null if a header is none. Whether the signature is right is not checked. */
export function readManifestTimes(header: string): ManifestTimes | null {
  const groups = MANIFEST_HEADER.exec(header)?.groups;
  if (groups === undefined) return null;
  return { issuedMs: Number(groups.issuedMs), expiresMs: Number(groups.expiresMs) };
}

/** Null if a manifest is not signed by the key, for the shop. */
export function verifyManifest(
  key: KeyObject,
  shopId: string,
  text: Uint8Array,
  header: string,
): ManifestTimes | null {
  const times = readManifestTimes(header);
  if (times === null) return null;
  const { signature } = MANIFEST_HEADER.exec(header)!.groups!;
  return isSignedBy(key, formatManifest(shopId, text, times), signature!) ? times : null;
}

/** What a message between a shop and the chain is for. It's signed with the body, so a message counts for nothing else. */
export type MessageSubject =
  /** A request of the chain, and the shop's answer. */
  | readonly ["ask", what: string, reply: string]
  | readonly ["answer", reply: string]
  /** A call of a shop, and the chain's reply. */
  | readonly ["call", what: string]
  | readonly ["reply", what: string];

export interface MessageMark {
  /** By the sender's clock. */
  readonly issuedMs: number;
  /**
   * Of a request: the last nonce that the chain has of the shop. Of an answer: the shop's nonce for the next request. Of a
   * call: its own. Of a reply: that of its call.
   */
  readonly nonce: string;
}

/** In a request to a shop that has sent no nonce yet. */
export const NO_NONCE = "none";

const formatMessage = (
  shopId: string,
  subject: MessageSubject,
  body: Uint8Array,
  { issuedMs, nonce }: MessageMark,
): string =>
  `saunter message 1\n${shopId}\n${subject.join("\n")}\n${issuedMs}\n${nonce}\n${hash("sha256", body, "base64url")}`;

/** As the header has it. */
export function signMessage(
  key: KeyObject,
  shopId: string,
  subject: MessageSubject,
  body: Uint8Array,
  mark: MessageMark,
): string {
  const signature = signText(key, formatMessage(shopId, subject, body, mark));
  return `${mark.issuedMs} ${mark.nonce} ${signature}`;
}

const MESSAGE_HEADER = /^(?<issuedMs>\d{1,16}) (?<nonce>[\w-]{1,64}) (?<signature>[\w-]{86})$/;

/** Null if a header is none. The signature is not verified. */
export function readMark(header: string): MessageMark | null {
  const groups = MESSAGE_HEADER.exec(header)?.groups;
  if (groups === undefined) return null;
  return { issuedMs: Number(groups.issuedMs), nonce: groups.nonce! };
}

/** Null if a message isn't signed by the key, for the shop and the subject. */
export function verifyMessage(
  key: KeyObject,
  shopId: string,
  subject: MessageSubject,
  body: Uint8Array,
  header: string,
): MessageMark | null {
  const mark = readMark(header);
  if (mark === null) return null;
  const { signature } = MESSAGE_HEADER.exec(header)!.groups!;
  return isSignedBy(key, formatMessage(shopId, subject, body, mark), signature!) ? mark : null;
}
