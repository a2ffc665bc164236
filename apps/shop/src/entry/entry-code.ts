/**
 * Entry codes: a QR that changes every 15 seconds, signed with Ed25519. The gate checks it offline
 * with public keys alone, and can make no codes itself.
 *
 * Two kinds, both base64url text (numbers big-endian):
 *
 * issued: 1 | key id | customer id | slot (4) | party (1) | nonce (8) | the issuer's signature (64)
 * by phone: 2 | key id | customer id | device key (32) | not after (4, Unix s) | the issuer's
 * signature (64) | slot (4) | party (1) | nonce (8) | the phone's signature (64)
 *
 * Ids stand behind a byte of their length. A slot is the number of 15 s since 1970, the party how many
 * people come in on the code. The second kind begins with a certificate, which the phone fetches while
 * it has a network: with it the phone signs codes of its own. A signature covers its purpose
 * (`SIGNED_*`) and all bytes before it.
 */
import { type KeyObject, randomBytes, sign, verify } from "node:crypto";
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import type { EntryContext, EntryCredential, EntryMethod } from "../domain/entry-method.ts";
import { isFullOrderPoint } from "./ed25519-points.ts";
import { assertEntryKey, exportRawPublicKey, importRawPublicKey } from "./entry-keys.ts";
import {
  CERTIFICATE_LIFE_MS_MAX,
  CODE_CHARS_MAX,
  CUSTOMER_ID_CHARS_MAX,
  KEY_ID_CHARS_MAX,
  SLOT_MS,
  SLOTS_EITHER_SIDE,
} from "./entry-limits.ts";

const ISSUED = 1;
const BY_DEVICE = 2;
const SLOT_BYTES = 4;
const PARTY_BYTES = 1;
const NONCE_BYTES = 8;
const SIGNATURE_BYTES = 64;
const DEVICE_KEY_BYTES = 32;
const NOT_AFTER_BYTES = 4;
const SHOWING_BYTES = SLOT_BYTES + PARTY_BYTES + NONCE_BYTES + SIGNATURE_BYTES;
const CERTIFIED_BYTES = DEVICE_KEY_BYTES + NOT_AFTER_BYTES + SIGNATURE_BYTES;
/** What is signed begins with its purpose: a signature for one is none for another. */
const SIGNED_CODE = Buffer.from("saunter entry code\0");
const SIGNED_CERTIFICATE = Buffer.from("saunter entry certificate\0");

export interface IssuerOptions {
  readonly privateKey: KeyObject;
  /** What gates know the public key by. */
  readonly keyId: string;
  /** `NONCE_BYTES` that no code had before; random where not given. */
  readonly makeNonce?: () => Uint8Array;
}

export interface CertificateRequest {
  readonly customerId: string;
  /** The phone's own; its private key never leaves the phone. */
  readonly devicePublicKey: KeyObject;
  readonly nowMs: number;
  /** Whole seconds count. */
  readonly notAfterMs: number;
}

export interface CodeIssuer {
  /** A code for the customer and those with them, good for the slot of `nowMs` and its neighbours. */
  issueCode(customerId: string, nowMs: number, partySize?: number): string;
  /** Lets a phone sign the customer's codes for a while: at most `CERTIFICATE_LIFE_MS_MAX`. */
  certifyDevice(request: CertificateRequest): string;
}

/** Makes codes and certificates. Throws where the key or an id cannot serve. */
export function createCodeIssuer(options: IssuerOptions): CodeIssuer {
  const { privateKey, keyId, makeNonce } = options;
  assertEntryKey(privateKey, "private");
  assertId(keyId, KEY_ID_CHARS_MAX, "The key's id");
  return {
    issueCode(customerId, nowMs, partySize = 1) {
      const showing = packShowing(nowMs, partySize, makeNonce);
      const unsigned = [packHeader(ISSUED, keyId, customerId), showing];
      return appendSignature(SIGNED_CODE, unsigned, privateKey).toString("base64url");
    },
    certifyDevice({ customerId, devicePublicKey, nowMs, notAfterMs }) {
      const lifeMs = notAfterMs - nowMs;
      if (!(lifeMs > 0 && lifeMs <= CERTIFICATE_LIFE_MS_MAX)) {
        throw new RangeError(`A certificate lives up to ${CERTIFICATE_LIFE_MS_MAX} ms: ${lifeMs}.`);
      }
      const notAfter = Buffer.alloc(NOT_AFTER_BYTES);
      notAfter.writeUInt32BE(Math.floor(notAfterMs / 1000));
      const header = packHeader(BY_DEVICE, keyId, customerId);
      const unsigned = [header, exportRawPublicKey(devicePublicKey), notAfter];
      return appendSignature(SIGNED_CERTIFICATE, unsigned, privateKey).toString("base64url");
    },
  };
}

/** A code that a phone signs itself, with no network. Throws where the key cannot sign. */
export function signCodeOnDevice(
  certificate: string,
  devicePrivateKey: KeyObject,
  nowMs: number,
  partySize = 1,
): string {
  assertEntryKey(devicePrivateKey, "private");
  const unsigned = [Buffer.from(certificate, "base64url"), packShowing(nowMs, partySize)];
  return appendSignature(SIGNED_CODE, unsigned, devicePrivateKey).toString("base64url");
}

export interface QrOptions {
  /** By their ids; several let the issuer's key change: give gates the new one first. */
  readonly publicKeys: ReadonlyMap<string, KeyObject>;
  /**
   * Whether a phone's certificate has not been revoked; the key is base64url. Left out at a gate that knows public
   * keys alone: there a certificate is good until it ends.
   */
  readonly isPhoneAllowed?: (customerId: string, deviceKey: string, nowMs: number) => boolean;
}

/** Entry by QR code, of both kinds. Refuses with `entry-code-invalid` or `entry-code-expired`. */
export function createQrEntry(options: QrOptions): EntryMethod<string> {
  const { isPhoneAllowed = () => true } = options;
  const publicKeys = new Map(options.publicKeys);
  for (const key of publicKeys.values()) assertEntryKey(key, "public");
  return {
    name: "qr",
    isOffline: true,
    async verify(shown, context) {
      return verifyCode(shown, publicKeys, isPhoneAllowed, context);
    },
  };
}

function verifyCode(
  shown: unknown,
  publicKeys: ReadonlyMap<string, KeyObject>,
  isPhoneAllowed: NonNullable<QrOptions["isPhoneAllowed"]>,
  context: EntryContext,
): Result<EntryCredential> {
  const code = parseCode(shown);
  if (code === undefined)
    return refuse("entry-code-invalid", "This is not an entry code of this shop.");
  const issuerKey = publicKeys.get(code.keyId);
  if (issuerKey === undefined) {
    return refuse(
      "entry-code-invalid",
      "The code is signed with a key that this gate does not have: update its public keys.",
    );
  }
  const { certificate } = code;
  if (certificate !== null && !isSigned(SIGNED_CERTIFICATE, certificate.bytes, issuerKey)) {
    return refuse("entry-code-invalid", "The certificate's signature is wrong.");
  }
  if (certificate !== null && !isFullOrderPoint(certificate.deviceKey)) {
    return refuse("entry-code-invalid", "The phone's key is not one that can be trusted.");
  }
  const signer = certificate === null ? issuerKey : importRawPublicKey(certificate.deviceKey);
  if (!isSigned(SIGNED_CODE, code.bytes, signer)) {
    return refuse("entry-code-invalid", "The code's signature is wrong.");
  }
  if (certificate !== null && !(context.nowMs < certificate.notAfterMs)) {
    return refuse("entry-code-expired", "The phone has been offline for too long: go online once.");
  }
  const deviceKey = certificate?.deviceKey.toString("base64url");
  if (deviceKey !== undefined && !isPhoneAllowed(code.customerId, deviceKey, context.nowMs)) {
    return refuse(
      "entry-code-expired",
      "The phone has been signed out, or its codes were revoked: go online once.",
    );
  }
  const slotsLate = findSlot(context.nowMs) - code.slot;
  if (!(Math.abs(slotsLate) <= SLOTS_EITHER_SIDE)) {
    const when = slotsLate > 0 ? "before" : "after";
    const seconds = (Math.abs(slotsLate) * SLOT_MS) / 1000;
    return refuse("entry-code-expired", `The code was made ${seconds} s ${when} the gate's time.`);
  }
  return accept({
    method: "qr",
    payer: { kind: "customer", customerId: code.customerId },
    onceKey: `qr:${code.slot}:${code.nonce.toString("base64url")}:${code.customerId}`,
    partySize: code.partySize,
  });
}

interface EntryCode {
  readonly keyId: string;
  readonly customerId: string;
  readonly slot: number;
  readonly partySize: number;
  readonly nonce: Buffer;
  /** Null where the issuer made the code itself. */
  readonly certificate: Certificate | null;
  readonly bytes: Buffer;
}

interface Certificate {
  readonly bytes: Buffer;
  readonly deviceKey: Buffer;
  readonly notAfterMs: number;
}

function parseCode(shown: unknown): EntryCode | undefined {
  if (typeof shown !== "string" || shown.length > CODE_CHARS_MAX) return undefined;
  const bytes = Buffer.from(shown, "base64url");
  // Node skips what is no base64url: one code has one text.
  if (bytes.toString("base64url") !== shown) return undefined;
  const kind = bytes[0];
  if (kind !== ISSUED && kind !== BY_DEVICE) return undefined;
  const keyId = readId(bytes, 1);
  const customerAt = 2 + keyId.length;
  const customerId = readId(bytes, customerAt);
  const certifiedAt = customerAt + 1 + customerId.length;
  const showingAt = kind === ISSUED ? certifiedAt : certifiedAt + CERTIFIED_BYTES;
  if (bytes.length !== showingAt + SHOWING_BYTES) return undefined;
  const partyAt = showingAt + SLOT_BYTES;
  const nonceAt = partyAt + PARTY_BYTES;
  return {
    keyId,
    customerId,
    slot: bytes.readUInt32BE(showingAt),
    partySize: bytes[partyAt]!,
    nonce: bytes.subarray(nonceAt, nonceAt + NONCE_BYTES),
    certificate: kind === ISSUED ? null : readCertificate(bytes, certifiedAt),
    bytes,
  };
}

function readCertificate(bytes: Buffer, certifiedAt: number): Certificate {
  const notAfterAt = certifiedAt + DEVICE_KEY_BYTES;
  return {
    bytes: bytes.subarray(0, certifiedAt + CERTIFIED_BYTES),
    deviceKey: bytes.subarray(certifiedAt, notAfterAt),
    notAfterMs: bytes.readUInt32BE(notAfterAt) * 1000,
  };
}

/** Latin letters, one a byte: what a code's length is reckoned with. */
function readId(bytes: Buffer, lengthAt: number): string {
  const from = lengthAt + 1;
  return bytes.toString("latin1", from, from + (bytes[lengthAt] ?? 0));
}

function packHeader(kind: number, keyId: string, customerId: string): Buffer {
  assertId(customerId, CUSTOMER_ID_CHARS_MAX, "The customer's id");
  const ids = [keyId, customerId].flatMap((id) => [
    Buffer.from([id.length]),
    Buffer.from(id, "latin1"),
  ]);
  return Buffer.concat([Buffer.from([kind]), ...ids]);
}

function packShowing(
  nowMs: number,
  partySize: number,
  makeNonce: () => Uint8Array = drawNonce,
): Buffer {
  const slot = Buffer.alloc(SLOT_BYTES);
  // A buffer takes NaN for 0.
  if (!Number.isSafeInteger(nowMs)) throw new RangeError(`${nowMs} ms is not a valid time.`);
  slot.writeUInt32BE(findSlot(nowMs));
  const party = Buffer.alloc(PARTY_BYTES);
  party.writeUInt8(partySize);
  return Buffer.concat([slot, party, makeNonce()]);
}

function drawNonce(): Uint8Array {
  return randomBytes(NONCE_BYTES);
}

function findSlot(nowMs: number): number {
  return Math.floor(nowMs / SLOT_MS);
}

function appendSignature(purpose: Buffer, unsigned: readonly Buffer[], key: KeyObject): Buffer {
  const signature = sign(null, Buffer.concat([purpose, ...unsigned]), key);
  return Buffer.concat([...unsigned, signature]);
}

function isSigned(purpose: Buffer, bytes: Buffer, key: KeyObject): boolean {
  const end = bytes.length - SIGNATURE_BYTES;
  return verify(null, Buffer.concat([purpose, bytes.subarray(0, end)]), key, bytes.subarray(end));
}

/** Throws RangeError: an id that a code has no room for is a mistake of ours. */
function assertId(id: string, charsMax: number, name: string): void {
  if (id.length > charsMax || !/^[!-~]+$/.test(id)) {
    throw new RangeError(`${name} needs 1 to ${charsMax} letters of ASCII without spaces.`);
  }
}
