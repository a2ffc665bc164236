/**
 * An authenticator and browser in software, for tests: it makes what a phone would send, so that
 * ceremonies run from end to end. It guards its key with nothing and has no place in a shop.
 */
import {
  createHash,
  generateKeyPairSync,
  type KeyObject,
  type KeyPairKeyObjectResult,
  randomBytes,
  sign,
} from "node:crypto";
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";

/** What this device says of itself each time; tests make it lie. */
export interface AuthenticatorTraits {
  /** The page that asks. */
  readonly origin: string;
  readonly crossOrigin: boolean;
  /** The domain that the device answers for; that of the options where null. */
  readonly rpId: string | null;
  readonly isUserPresent: boolean;
  readonly isUserVerified: boolean;
  /** Signatures so far, this one too. Null: the device counts by itself. */
  readonly counter: number | null;
  /** The owner's name that the device keeps; null: what it was given when it was registered. */
  readonly userHandle: string | null;
  readonly attestationFormat: string;
  /** In CBOR; null: the device signs for itself where the format is `packed`, else nothing. */
  readonly attestationStatement: Uint8Array | null;
}

export type AuthenticatorAlgorithm = "ES256" | "EdDSA" | "RS256";

export interface SoftwareAuthenticator {
  readonly credentialId: string;
  /** What `navigator.credentials.create` would give. */
  register(
    options: PublicKeyCredentialCreationOptionsJSON,
    traits?: Partial<AuthenticatorTraits>,
  ): RegistrationResponseJSON;
  /** What `navigator.credentials.get` would give. */
  authenticate(
    options: PublicKeyCredentialRequestOptionsJSON,
    traits?: Partial<AuthenticatorTraits>,
  ): AuthenticationResponseJSON;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const CREDENTIAL_INCLUDED = 0x40;
const CREDENTIAL_ID_BYTES = 16;
const RSA_BITS = 2048;
/** COSE, of the registry that RFC 9053 began. */
const ALGORITHM_IDS = { ES256: -7, EdDSA: -8, RS256: -257 } as const;

const HONEST: Omit<AuthenticatorTraits, "origin"> = {
  crossOrigin: false,
  rpId: null,
  isUserPresent: true,
  isUserVerified: true,
  counter: null,
  userHandle: null,
  attestationFormat: "none",
  attestationStatement: null,
};

/** A device with one new key, whose browser shows pages of `origin`. */
export function createSoftwareAuthenticator(
  origin: string,
  algorithm: AuthenticatorAlgorithm = "ES256",
): SoftwareAuthenticator {
  const { privateKey, publicKey } = generateKeys(algorithm);
  const rawId = randomBytes(CREDENTIAL_ID_BYTES);
  const id = rawId.toString("base64url");
  const usual: AuthenticatorTraits = { ...HONEST, origin };
  const digest = algorithm === "EdDSA" ? null : "sha256";
  const signBoth = (data: Buffer, clientData: Buffer): Buffer =>
    sign(digest, Buffer.concat([data, hash(clientData)]), privateKey);
  let counter = 0;
  let userHandle = "";

  return {
    credentialId: id,
    register(options, changed = {}) {
      const traits = { ...usual, ...changed };
      userHandle = options.user.id;
      const credential = { id: rawId, publicKey };
      const count = traits.counter ?? counter;
      const data = packAuthenticatorData(traits, options.rp.id ?? "", count, credential);
      const clientData = packClientData("webauthn.create", options.challenge, traits);
      const usualStatement =
        traits.attestationFormat === "packed"
          ? encodeMap([
              [encodeText("alg"), encodeInteger(ALGORITHM_IDS[algorithm])],
              [encodeText("sig"), encodeBytes(signBoth(data, clientData))],
            ])
          : encodeMap([]);
      const attestationObject = encodeMap([
        [encodeText("fmt"), encodeText(traits.attestationFormat)],
        [encodeText("attStmt"), traits.attestationStatement ?? usualStatement],
        [encodeText("authData"), encodeBytes(data)],
      ]);
      return {
        id,
        rawId: id,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData.toString("base64url"),
          attestationObject: attestationObject.toString("base64url"),
          transports: ["internal"],
        },
      };
    },
    authenticate(options, changed = {}) {
      const traits = { ...usual, ...changed };
      counter = traits.counter ?? counter + 1;
      const data = packAuthenticatorData(traits, options.rpId ?? "", counter, null);
      const clientData = packClientData("webauthn.get", options.challenge, traits);
      return {
        id,
        rawId: id,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData.toString("base64url"),
          authenticatorData: data.toString("base64url"),
          signature: signBoth(data, clientData).toString("base64url"),
          userHandle: traits.userHandle ?? userHandle,
        },
      };
    },
  };
}

function packClientData(type: string, challenge: string, traits: AuthenticatorTraits): Buffer {
  const { origin, crossOrigin } = traits;
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin }));
}

/** Authenticator data, WebAuthn level 3, section 6.1. */
function packAuthenticatorData(
  traits: AuthenticatorTraits,
  rpId: string,
  counter: number,
  credential: { readonly id: Buffer; readonly publicKey: KeyObject } | null,
): Buffer {
  const flags =
    (traits.isUserPresent ? USER_PRESENT : 0) |
    (traits.isUserVerified ? USER_VERIFIED : 0) |
    (credential === null ? 0 : CREDENTIAL_INCLUDED);
  const fixed = Buffer.alloc(5);
  fixed.writeUInt8(flags, 0);
  fixed.writeUInt32BE(counter, 1);
  const parts = [hash(traits.rpId ?? rpId), fixed];
  if (credential !== null) {
    const idLength = Buffer.alloc(2);
    idLength.writeUInt16BE(credential.id.length);
    const makerId = Buffer.alloc(16);
    parts.push(makerId, idLength, credential.id, encodePublicKey(credential.publicKey));
  }
  return Buffer.concat(parts);
}

function generateKeys(algorithm: AuthenticatorAlgorithm): KeyPairKeyObjectResult {
  if (algorithm === "ES256") return generateKeyPairSync("ec", { namedCurve: "P-256" });
  if (algorithm === "EdDSA") return generateKeyPairSync("ed25519");
  return generateKeyPairSync("rsa", { modulusLength: RSA_BITS });
}

/** A COSE key: kty, alg, then crv, x and y or n and e (RFC 9053 section 7, RFC 8230). */
function encodePublicKey(publicKey: KeyObject): Buffer {
  const { x, y, n, e } = publicKey.export({ format: "jwk" });
  const bytes = (text: string) => encodeBytes(Buffer.from(text, "base64url"));
  const common = (type: number, algorithm: number) =>
    [
      [encodeInteger(1), encodeInteger(type)],
      [encodeInteger(3), encodeInteger(algorithm)],
    ] as const;
  if (n !== undefined) {
    return encodeMap([
      ...common(3, ALGORITHM_IDS.RS256),
      [encodeInteger(-1), bytes(n)],
      [encodeInteger(-2), bytes(e!)],
    ]);
  }
  if (y === undefined) {
    return encodeMap([
      ...common(1, ALGORITHM_IDS.EdDSA),
      [encodeInteger(-1), encodeInteger(6)],
      [encodeInteger(-2), bytes(x!)],
    ]);
  }
  const curve = [encodeInteger(-1), encodeInteger(1)] as const;
  return encodeMap([
    ...common(2, ALGORITHM_IDS.ES256),
    curve,
    [encodeInteger(-2), bytes(x!)],
    [encodeInteger(-3), bytes(y)],
  ]);
}

function hash(data: string | Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}

/** CBOR (RFC 8949): a major type and its number, in as few bytes as it needs. */
function encodeHead(major: number, value: number): Buffer {
  if (value < 24) return Buffer.of((major << 5) | value);
  if (value < 256) return Buffer.of((major << 5) | 24, value);
  return Buffer.of((major << 5) | 25, value >> 8, value & 255);
}

function encodeInteger(value: number): Buffer {
  return value < 0 ? encodeHead(1, -1 - value) : encodeHead(0, value);
}

function encodeBytes(bytes: Uint8Array): Buffer {
  return Buffer.concat([encodeHead(2, bytes.length), bytes]);
}

function encodeText(text: string): Buffer {
  return Buffer.concat([encodeHead(3, Buffer.byteLength(text)), Buffer.from(text)]);
}

function encodeMap(entries: readonly (readonly [Uint8Array, Uint8Array])[]): Buffer {
  return Buffer.concat([encodeHead(5, entries.length), ...entries.flat()]);
}
