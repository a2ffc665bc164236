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
