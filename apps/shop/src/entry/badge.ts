/**
 * Entry by badge, in hospitals and on campuses: a badge stands for an account that pays, or for
 * somebody who works in the shop. Badge numbers are stored as keyed hashes alone. A badge can be
 * copied by whoever holds it for a moment: block lost ones, and let accounts have limits.
 */
import { createHmac } from "node:crypto";
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { BADGE_CHARS_MAX, REQUEST_ID_CHARS_MAX } from "@saunter/protocol/limits";
import Type from "typebox";
import { Value } from "typebox/value";
import type {
  EntryContext,
  EntryCredential,
  EntryMethod,
  EntryPayer,
} from "../domain/entry-method.ts";
import { BADGE_CHARS_MIN, BADGE_KEY_BYTES_MIN } from "./entry-limits.ts";

export interface Badge {
  /** As `hashBadge` makes it. */
  readonly badgeHash: string;
  readonly holder: Extract<EntryPayer, { readonly kind: "account" | "staff" }>;
  readonly isBlocked: boolean;
  /** From then on it opens nothing, Unix milliseconds; null where it has no end. */
  readonly notAfterMs: number | null;
}

/** What a reader tells of a badge. */
export interface BadgeReading {
  readonly badgeNumber: string;
  /** Given by the gate, one to each time that a badge is held to its reader. */
  readonly readingId: string;
}

export interface BadgeEntryOptions {
  /** Looks a badge up by its hash, in a store of the shop's own. */
  readonly findBadge: (badgeHash: string) => Promise<Badge | undefined>;
  /** Secret, at least 32 bytes; without it the hashes can be tried out number by number. */
  readonly hashKey: Uint8Array;
}

const BADGE_READING = Type.Object({
  badgeNumber: Type.String(),
  readingId: Type.String({ minLength: 1, maxLength: REQUEST_ID_CHARS_MAX, pattern: "^[!-~]+$" }),
});

/** Enough of a hash to keep the readings of two badges apart. */
const ONCE_HASH_CHARS = 16;

/**
 * What a badge is stored and found by: HMAC-SHA-256 of its number, base64url. Readers write the
 * same number with colons or without, in capitals or not: that makes no difference. Refuses what
 * can be no badge's number with `input-invalid`; throws where the key is too short.
 */
export function hashBadge(badgeNumber: string, hashKey: Uint8Array): Result<string> {
  assertHashKey(hashKey);
  const plain = badgeNumber.replace(/[ :-]/g, "");
  if (
    badgeNumber.length > BADGE_CHARS_MAX ||
    plain.length < BADGE_CHARS_MIN ||
    !/^[0-9A-Za-z]+$/.test(plain)
  ) {
    return refuse(
      "input-invalid",
      `A badge's number has ${BADGE_CHARS_MIN} to ${BADGE_CHARS_MAX} letters and digits.`,
    );
  }
  return accept(createHmac("sha256", hashKey).update(plain.toUpperCase()).digest("base64url"));
}

function assertHashKey(hashKey: Uint8Array): void {
  if (hashKey.length < BADGE_KEY_BYTES_MIN) {
    throw new RangeError(`The key of badge hashes needs ${BADGE_KEY_BYTES_MIN} random bytes.`);
  }
}

/**
 * Entry by badge. Refuses with `entry-badge-unknown`, `entry-badge-blocked` (badges past their
 * end too) and `input-invalid`. Limits of accounts are held where the visit is opened.
 * Throws where the key is too short.
 */
export function createBadgeEntry(options: BadgeEntryOptions): EntryMethod<BadgeReading> {
  const { findBadge, hashKey } = options;
  assertHashKey(hashKey);
  return {
    name: "badge",
    isOffline: true,
    async verify(shown, context) {
      if (!Value.Check(BADGE_READING, shown)) {
        return refuse("input-invalid", "This is not a badge reading.");
      }
      const hashed = hashBadge(shown.badgeNumber, hashKey);
      if (!hashed.ok) return hashed;
      const badge = await findBadge(hashed.value);
      return admitBadge(badge, shown.readingId, context);
    },
  };
}

function admitBadge(
  badge: Badge | undefined,
  readingId: string,
  context: EntryContext,
): Result<EntryCredential> {
  if (badge === undefined) return refuse("entry-badge-unknown", "This badge is not registered.");
  if (badge.isBlocked) return refuse("entry-badge-blocked", "The badge is blocked.");
  if (badge.notAfterMs !== null && !(context.nowMs < badge.notAfterMs)) {
    return refuse("entry-badge-blocked", "The badge is no longer valid.");
  }
  const onceHash = badge.badgeHash.slice(0, ONCE_HASH_CHARS);
  return accept({
    method: "badge",
    payer: badge.holder,
    onceKey: `badge:${onceHash}:${readingId}`,
  });
}
