/**
 * Passkeys (WebAuthn level 3): the shopper's own device signs a challenge, after it has made sure
 * of its owner in its own way. The shop holds a public key; finger, face and PIN stay on the device.
 * Customers enter and sign in by it, users sign in to the console.
 *
 * A ceremony is two calls: `begin…` gives options for the browser, `finish…` checks its response.
 */
import { createHash, randomBytes } from "node:crypto";
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { COSEALG, decodeAttestationObject, verifySignature } from "@simplewebauthn/server/helpers";
import Type, { type Static } from "typebox";
import { Value } from "typebox/value";
import type { EntryMethod } from "../domain/entry-method.ts";
import type { Actor } from "../security/record-security.ts";
import {
  ASSERTION_FIELD_CHARS_MAX,
  ATTESTATION_CHARS_MAX,
  CHALLENGE_LIFE_MS,
  CLIENT_DATA_CHARS_MAX,
  CREDENTIAL_ID_CHARS_MAX,
  PASSKEYS_PER_OWNER_MAX,
  TRANSPORT_CHARS_MAX,
  TRANSPORTS_MAX,
} from "./entry-limits.ts";
import type { ChallengeStore, Passkey, PasskeyOwner, PasskeyStore } from "./passkey-store.ts";

export interface PasskeyOptions {
  /** The domain that passkeys belong to; it can never change without losing them all. */
  readonly rpId: string;
  /** What the device shows its owner. */
  readonly rpName: string;
  /** Pages that may ask for a passkey, such as `https://shop.example`. */
  readonly origins: readonly string[];
  readonly passkeys: PasskeyStore;
  readonly challenges: ChallengeStore;
}

/** What an answer is good for; one for the console opens no gate. */
export type PasskeyPurpose =
  | { readonly kind: "sign-in"; readonly ownerKind: PasskeyOwner["kind"] }
  | { readonly kind: "entry"; readonly gateId: string };

export interface PasskeyProof {
  readonly owner: PasskeyOwner;
  readonly credentialId: string;
  /** Base64url; used up, and never given out again. */
  readonly challenge: string;
}

export interface PasskeyCeremonies {
  /** For an owner who is signed in. Refuses with `input-invalid` past the number one may have. */
  beginRegistration(
    owner: PasskeyOwner,
    userName: string,
    nowMs: number,
  ): Promise<Result<PublicKeyCredentialCreationOptionsJSON>>;
  /** Checks and keeps a new passkey, or refuses with `entry-passkey-refused`. */
  finishRegistration(
    owner: PasskeyOwner,
    response: unknown,
    nowMs: number,
    by?: Actor,
  ): Promise<Result<Passkey>>;
  /** The device itself knows whose passkeys it has: nobody needs to be named. */
  beginAuthentication(
    purpose: PasskeyPurpose,
    nowMs: number,
  ): Promise<PublicKeyCredentialRequestOptionsJSON>;
  /** Tells who signed, or refuses with `entry-passkey-refused`. */
  finishAuthentication(
    purpose: PasskeyPurpose,
    response: unknown,
    nowMs: number,
  ): Promise<Result<PasskeyProof>>;
}

const CHALLENGE_BYTES = 32;
/** What phones, security keys and computers sign with. */
const ALGORITHMS = [COSEALG.EdDSA, COSEALG.ES256, COSEALG.RS256];
/** Statements of devices about themselves without certificates. */
const FORMATS: readonly string[] = ["none", "packed"];
const TOO_MANY = `Nobody has more than ${PASSKEYS_PER_OWNER_MAX} passkeys: remove one first.`;
/** Well-formed, and nobody's: r = 1, s = 1 in DER. */
const ANY_SIGNATURE = Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1);

const base64url = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: "^[A-Za-z0-9_-]+$" });

const REGISTRATION = Type.Object({
  id: base64url(CREDENTIAL_ID_CHARS_MAX),
  rawId: base64url(CREDENTIAL_ID_CHARS_MAX),
  type: Type.Literal("public-key"),
  response: Type.Object({
    clientDataJSON: base64url(CLIENT_DATA_CHARS_MAX),
    attestationObject: base64url(ATTESTATION_CHARS_MAX),
    transports: Type.Optional(
      Type.Array(Type.String({ maxLength: TRANSPORT_CHARS_MAX }), { maxItems: TRANSPORTS_MAX }),
    ),
  }),
});

const AUTHENTICATION = Type.Object({
  id: base64url(CREDENTIAL_ID_CHARS_MAX),
  rawId: base64url(CREDENTIAL_ID_CHARS_MAX),
  type: Type.Literal("public-key"),
  response: Type.Object({
    clientDataJSON: base64url(CLIENT_DATA_CHARS_MAX),
    authenticatorData: base64url(ASSERTION_FIELD_CHARS_MAX),
    signature: base64url(ASSERTION_FIELD_CHARS_MAX),
    userHandle: Type.Optional(
      Type.Union([Type.String({ maxLength: ASSERTION_FIELD_CHARS_MAX }), Type.Null()]),
    ),
  }),
});

const CLIENT_DATA = Type.Object({
  challenge: Type.String(),
  origin: Type.String(),
  crossOrigin: Type.Optional(Type.Boolean()),
});

/** The ceremonies of one site. */
export function createPasskeyCeremonies(options: PasskeyOptions): PasskeyCeremonies {
  return {
    beginRegistration: (owner, userName, nowMs) =>
      beginRegistration(options, owner, userName, nowMs),
    finishRegistration: (owner, response, nowMs, by) =>
      finishRegistration(options, owner, response, nowMs, by),
    beginAuthentication: (purpose, nowMs) => beginAuthentication(options, purpose, nowMs),
    finishAuthentication: (purpose, response, nowMs) =>
      finishAuthentication(options, purpose, response, nowMs),
  };
}

/**
 * Entry by passkey, for customers: shown is the browser's response to the options that
 * `beginAuthentication` gave for this gate. Refuses with `entry-passkey-refused`.
 */
export function createPasskeyEntry(
  ceremonies: PasskeyCeremonies,
): EntryMethod<AuthenticationResponseJSON> {
  return {
    name: "passkey",
    // The phone fetches a challenge from the shop.
    isOffline: false,
    async verify(shown, context) {
      const purpose = { kind: "entry", gateId: context.gateId } as const;
      const proof = await ceremonies.finishAuthentication(purpose, shown, context.nowMs);
      if (!proof.ok) return proof;
      const { owner, challenge } = proof.value;
      return accept({
        method: "passkey",
        payer: { kind: "customer", customerId: owner.id },
        onceKey: `passkey:${challenge}`,
      });
    },
  };
}

async function beginRegistration(
  options: PasskeyOptions,
  owner: PasskeyOwner,
  userName: string,
  nowMs: number,
): Promise<Result<PublicKeyCredentialCreationOptionsJSON>> {
  const held = await options.passkeys.listByOwner(owner);
  if (held.length >= PASSKEYS_PER_OWNER_MAX) return refuse("input-invalid", TOO_MANY);
  return accept(
    await generateRegistrationOptions({
      rpID: options.rpId,
      rpName: options.rpName,
      userName,
      userID: makeUserHandle(owner),
      challenge: await makeChallenge(options, nameRegistration(owner), nowMs),
      timeout: CHALLENGE_LIFE_MS,
      attestationType: "none",
      excludeCredentials: held.map(({ credentialId, transports }) => ({
        id: credentialId,
        transports: [...transports],
      })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      supportedAlgorithmIDs: ALGORITHMS,
    }),
  );
}

async function finishRegistration(
  options: PasskeyOptions,
  owner: PasskeyOwner,
  response: unknown,
  nowMs: number,
  by?: Actor,
): Promise<Result<Passkey>> {
  if (!Value.Check(REGISTRATION, response))
    return refusePasskey("This is not a passkey's response.");
  const purpose = nameRegistration(owner);
  const answered = await takeChallenge(options, purpose, response.response.clientDataJSON, nowMs);
  if (!answered.ok) return answered;
  if (!(await isWithoutCertificate(response.response.attestationObject))) {
    return refusePasskey("The device sent an unrequested certificate, or nothing.");
  }
  const credential = await verifyRegistration(options, response, answered.value);
  if (credential === undefined) return refusePasskey("The device's answer is not valid.");
  const passkey: Passkey = {
    credentialId: credential.id,
    owner,
    publicKey: credential.publicKey,
    counter: credential.counter,
    transports: response.response.transports ?? [],
    createdMs: nowMs,
  };
  // Counted again: several ceremonies may have begun at once.
  const held = await options.passkeys.listByOwner(owner);
  if (held.length >= PASSKEYS_PER_OWNER_MAX) return refuse("input-invalid", TOO_MANY);
  if (!(await options.passkeys.save(passkey, by))) {
    return refusePasskey("This passkey is registered already.");
  }
  return accept(passkey);
}

/** To check a certificate is to call the addresses that it names: it does not come so far. */
async function isWithoutCertificate(attestationObject: string): Promise<boolean> {
  const isWithout = await runLibrary(async () => {
    const attestation = decodeAttestationObject(
      new Uint8Array(Buffer.from(attestationObject, "base64url")),
    );
    const hasCertificate = attestation.get("attStmt").get("x5c") !== undefined;
    return FORMATS.includes(attestation.get("fmt")) && !hasCertificate;
  });
  return isWithout === true;
}

async function verifyRegistration(
  options: PasskeyOptions,
  response: Static<typeof REGISTRATION>,
  challenge: string,
): Promise<{ id: string; publicKey: Uint8Array<ArrayBuffer>; counter: number } | undefined> {
  const { clientDataJSON, attestationObject } = response.response;
  return runLibrary(async () => {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: {
        id: response.id,
        rawId: response.rawId,
        type: response.type,
        clientExtensionResults: {},
        response: { clientDataJSON, attestationObject },
      },
      expectedChallenge: challenge,
      expectedOrigin: [...options.origins],
      expectedRPID: options.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (registrationInfo === undefined) return undefined;
    const { credential } = registrationInfo;
    // The library reads a key that is cut short or off its curve, and throws when it is first used:
    // its owner would be locked out. So it is used once here.
    const data = Uint8Array.of();
    await verifySignature({
      signature: ANY_SIGNATURE,
      data,
      credentialPublicKey: credential.publicKey,
    });
    return credential;
  });
}

async function beginAuthentication(
  options: PasskeyOptions,
  purpose: PasskeyPurpose,
  nowMs: number,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: options.rpId,
    challenge: await makeChallenge(options, namePurpose(purpose), nowMs),
    timeout: CHALLENGE_LIFE_MS,
    userVerification: "required",
  });
}

async function finishAuthentication(
  options: PasskeyOptions,
  purpose: PasskeyPurpose,
  response: unknown,
  nowMs: number,
): Promise<Result<PasskeyProof>> {
  if (!Value.Check(AUTHENTICATION, response)) {
    return refusePasskey("This is not a passkey's response.");
  }
  const { clientDataJSON, userHandle } = response.response;
  const answered = await takeChallenge(options, namePurpose(purpose), clientDataJSON, nowMs);
  if (!answered.ok) return answered;
  const passkey = await options.passkeys.find(response.id);
  const ownerKind = purpose.kind === "entry" ? "customer" : purpose.ownerKind;
  if (passkey?.owner.kind !== ownerKind) return refusePasskey("This passkey is not known here.");
  const { owner, credentialId, counter: counterBefore } = passkey;
  if (userHandle && userHandle !== Buffer.from(makeUserHandle(owner)).toString("base64url")) {
    return refusePasskey("The passkey belongs to somebody else.");
  }
  const counter = await verifyAuthentication(options, response, passkey, answered.value);
  if (counter === undefined) return refusePasskey("The device's signature is not valid.");
  // One that has not counted so far may begin to, and one that counts may not stop.
  if (counterBefore > 0 && counter <= counterBefore) {
    return refusePasskey(
      "The passkey's counter went back, as that of a copy does: remove this passkey.",
    );
  }
  if (!(await options.passkeys.updateCounter(credentialId, counterBefore, counter))) {
    return refusePasskey("This passkey is being used twice at once: start again.");
  }
  return accept({ owner, credentialId, challenge: answered.value });
}

/** The counter that was signed; undefined where the response does not hold. */
async function verifyAuthentication(
  options: PasskeyOptions,
  response: Static<typeof AUTHENTICATION>,
  passkey: Passkey,
  challenge: string,
): Promise<number | undefined> {
  const { clientDataJSON, authenticatorData, signature } = response.response;
  return runLibrary(async () => {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id: response.id,
        rawId: response.rawId,
        type: response.type,
        clientExtensionResults: {},
        response: { clientDataJSON, authenticatorData, signature },
      },
      expectedChallenge: challenge,
      expectedOrigin: [...options.origins],
      expectedRPID: options.rpId,
      requireUserVerification: true,
      // The library would speak of a copy before it has checked the signature: that is done above.
      credential: { id: passkey.credentialId, publicKey: passkey.publicKey, counter: 0 },
    });
    return verified ? authenticationInfo.newCounter : undefined;
  });
}

/** The library throws for whatever does not hold, with texts that repeat what was sent. */
async function runLibrary<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

async function makeChallenge(
  options: PasskeyOptions,
  purpose: string,
  nowMs: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(randomBytes(CHALLENGE_BYTES));
  const challenge = Buffer.from(bytes).toString("base64url");
  await options.challenges.put({ challenge, purpose, expiresMs: nowMs + CHALLENGE_LIFE_MS });
  return bytes;
}

/** The challenge that was answered, used up whatever becomes of the answer. */
async function takeChallenge(
  options: PasskeyOptions,
  purpose: string,
  clientDataJson: string,
  nowMs: number,
): Promise<Result<string>> {
  const clientData = parseJson(Buffer.from(clientDataJson, "base64url").toString());
  if (!Value.Check(CLIENT_DATA, clientData))
    return refusePasskey("This is not a passkey's response.");
  const { challenge, origin, crossOrigin } = clientData;
  const pending = await options.challenges.take(challenge, nowMs);
  if (pending === undefined) {
    return refusePasskey("The challenge is unknown, used or expired: start again.");
  }
  if (pending.purpose !== purpose) return refusePasskey("The answer is to another challenge.");
  if (!options.origins.includes(origin) || crossOrigin === true) {
    return refusePasskey("The answer comes from another site: see the shop's passkey origins.");
  }
  return accept(challenge);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function nameRegistration(owner: PasskeyOwner): string {
  return `register ${owner.kind} ${owner.id}`;
}

function namePurpose(purpose: PasskeyPurpose): string {
  return purpose.kind === "entry" ? `entry ${purpose.gateId}` : `sign-in ${purpose.ownerKind}`;
}

/** What the device keeps for the owner's name: it must tell nothing about them (WebAuthn 14.6.1). */
function makeUserHandle(owner: PasskeyOwner): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(`${owner.kind} ${owner.id}`).digest());
}

function refusePasskey(detail: string): Result<never> {
  return refuse("entry-passkey-refused", detail);
}
