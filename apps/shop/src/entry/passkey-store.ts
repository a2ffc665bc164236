/** What is kept of passkeys: public keys, and challenges that wait for an answer. */
import type { Actor } from "../security/record-security.ts";
import { CHALLENGES_MAX } from "./entry-limits.ts";

export interface PasskeyOwner {
  /** A shopper, or somebody who uses the console. */
  readonly kind: "customer" | "user";
  readonly id: string;
}

/** One credential of one device, or of an account that keeps devices alike. */
export interface Passkey {
  /** The authenticator's, base64url. */
  readonly credentialId: string;
  readonly owner: PasskeyOwner;
  /** COSE (RFC 9052). */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** Signatures so far, as the authenticator says; 0 where it does not count. */
  readonly counter: number;
  /** Hints for the browser, such as `internal` or `usb`. */
  readonly transports: readonly string[];
  readonly createdMs: number;
}

export interface PasskeyStore {
  find(credentialId: string): Promise<Passkey | undefined>;
  listByOwner(owner: PasskeyOwner): Promise<readonly Passkey[]>;
  /** False, and nothing changed, where the credential's id is taken. */
  save(passkey: Passkey, by?: Actor): Promise<boolean>;
  /** Sets the counter if it still is `counterBefore`, at once; else false. */
  updateCounter(credentialId: string, counterBefore: number, counter: number): Promise<boolean>;
  /** For a lost device. False where this owner has no such passkey. */
  remove(owner: PasskeyOwner, credentialId: string, by?: Actor): Promise<boolean>;
}

export interface PendingChallenge {
  /** Base64url. */
  readonly challenge: string;
  /** What an answer may be used for. */
  readonly purpose: string;
  readonly expiresMs: number;
}

export interface ChallengeStore {
  /** Keeps a challenge; where there are too many, the oldest goes and its answer is refused. */
  put(pending: PendingChallenge): Promise<void>;
  /** Hands a challenge out once and forgets it; undefined where it is unknown or has expired. */
  take(challenge: string, nowMs: number): Promise<PendingChallenge | undefined>;
}

export function createMemoryPasskeyStore(): PasskeyStore {
  const passkeys = new Map<string, Passkey>();
  const isOwnedBy = (owner: PasskeyOwner, passkey: Passkey | undefined): boolean =>
    passkey?.owner.kind === owner.kind && passkey.owner.id === owner.id;
  return {
    async find(credentialId) {
      return passkeys.get(credentialId);
    },
    async listByOwner(owner) {
      return [...passkeys.values()].filter((passkey) => isOwnedBy(owner, passkey));
    },
    async save(passkey) {
      if (passkeys.has(passkey.credentialId)) return false;
      passkeys.set(passkey.credentialId, passkey);
      return true;
    },
    async updateCounter(credentialId, counterBefore, counter) {
      const passkey = passkeys.get(credentialId);
      if (passkey?.counter !== counterBefore) return false;
      passkeys.set(credentialId, { ...passkey, counter });
      return true;
    },
    async remove(owner, credentialId) {
      return isOwnedBy(owner, passkeys.get(credentialId)) && passkeys.delete(credentialId);
    },
  };
}

/** Challenges in memory: a restart forgets them, and whoever had one starts again. */
export function createMemoryChallengeStore(challengesMax = CHALLENGES_MAX): ChallengeStore {
  const waiting = new Map<string, PendingChallenge>();
  return {
    async put(pending) {
      waiting.set(pending.challenge, pending);
      if (waiting.size > challengesMax) waiting.delete(waiting.keys().next().value!);
    },
    async take(challenge, nowMs) {
      const pending = waiting.get(challenge);
      waiting.delete(challenge);
      return pending !== undefined && nowMs < pending.expiresMs ? pending : undefined;
    },
  };
}
