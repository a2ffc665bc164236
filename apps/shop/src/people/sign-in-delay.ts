/**
 * Waits after failures to sign in, so that nobody can try out passwords, nor keep the owner of a name
 * out by failing on purpose. Failures are counted by name and place, which is an address or a browser:
 * where the name has signed in before, failures elsewhere count for nothing. All places where it has not
 * have a wait together besides, for whoever tries from many addresses.
 *
 * Names and places are kept as keyed hashes, whether anybody has them or not: some people type their
 * password where the name belongs.
 */
import { createHmac } from "node:crypto";
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { foldName } from "./names.ts";
import {
  FAILURE_ROWS_MAX,
  FAILURES_KEPT_MS,
  FREE_FAILURES_MAX,
  KNOWN_PLACES_KEPT_MS,
  KNOWN_PLACES_MAX,
  SIGN_IN_DELAY_MS_MAX,
  SIGN_IN_DELAY_MS_MIN,
  STRANGE_FREE_FAILURES_MAX,
} from "./people-limits.ts";

type Reader = Pick<Transaction, "db">;

interface Row {
  readonly failures: number;
  readonly last_ms: number;
  readonly delayed_until_ms: number;
}

/** Where somebody signs in from. */
export interface SignInPlace {
  /** IP address; of IPv6 its network. */
  readonly address: string;
  /** The address as a whole, for the audit log. */
  readonly ip?: string;
  /** What the browser was given at an earlier sign-in; null where nothing. */
  readonly device: string | null;
  /** The shop's own machine, with no proxy in between. */
  readonly isLocal: boolean;
}

/** An attempt, as it is counted. */
export interface HashedAttempt {
  /** HMAC-SHA-256 of the name, however it is spelt; it stands for all places that are strange to it. */
  readonly name: string;
  /** Of the name in the browser, if that was given something, and at the address. */
  readonly places: readonly [string, ...string[]];
  /** Nobody but the shop's people is at its machine. */
  readonly isLocal: boolean;
}

export function hashAttempt(
  name: string,
  { address, device, isLocal }: SignInPlace,
  key: Uint8Array,
): HashedAttempt {
  const folded = foldName(name);
  const hash = (...parts: string[]): string =>
    createHmac("sha256", key).update(parts.join("\n")).digest("base64url");
  const atAddress = hash(folded, "address", address);
  return {
    name: hash(folded),
    places: device === null ? [atAddress] : [hash(folded, "device", device), atAddress],
    isLocal,
  };
}

/** The browser or the address at which this name has signed in before; null where at neither. */
export function findKnownPlace(reader: Reader, { places }: HashedAttempt): string | null {
  const known = prepared(reader.db, "SELECT 1 FROM sign_in_places WHERE place_hash = ?");
  return places.find((place) => known.get(place) !== undefined) ?? null;
}

/**
 * Counts an attempt as failed before it is looked at, so that many at once are no way around the
 * wait; `noteSuccess` takes it back. Refuses with `sign-in-delayed` while a wait goes on.
 */
export function countAttempt(tx: Reader, attempt: HashedAttempt, nowMs: number): Result<void> {
  removeOldFailures(tx, nowMs);
  const counts = listCounts(tx, attempt);
  const waitMs = Math.max(...counts.map(({ hash }) => findWaitMs(tx, hash, nowMs)));
  if (waitMs > 0) {
    const seconds = Math.ceil(waitMs / 1000);
    return refuse("sign-in-delayed", `Too many failed attempts: try again in ${seconds} seconds.`);
  }
  for (const { hash, freeMax } of counts) {
    const row = findRow(tx, hash);
    const failures = (row?.failures ?? 0) + 1;
    const delayMs = findDelay(failures, freeMax);
    if (row === undefined) makeRoom(tx);
    prepared(tx.db, "INSERT OR REPLACE INTO sign_in_failures VALUES (?, ?, ?, ?)").run(
      hash,
      failures,
      nowMs,
      delayMs === 0 ? 0 : nowMs + delayMs,
    );
  }
  return accept(undefined);
}

interface Count {
  readonly hash: string;
  readonly freeMax: number;
}

/** What an attempt counts for. */
function listCounts(tx: Reader, attempt: HashedAttempt): readonly Count[] {
  const known = findKnownPlace(tx, attempt);
  const { name, places, isLocal } = attempt;
  const here: Count = { hash: known ?? places.at(-1)!, freeMax: FREE_FAILURES_MAX };
  if (known !== null || isLocal) return [here];
  return [here, { hash: name, freeMax: STRANGE_FREE_FAILURES_MAX }];
}

function findRow(tx: Reader, hash: string): Row | undefined {
  return prepared(tx.db, "SELECT * FROM sign_in_failures WHERE name_hash = ?").get(hash) as
    | Row
    | undefined;
}

function findWaitMs(tx: Reader, hash: string, nowMs: number): number {
  const waitMs = (findRow(tx, hash)?.delayed_until_ms ?? 0) - nowMs;
  // A longer wait was written down by a clock that was wrong.
  return waitMs <= SIGN_IN_DELAY_MS_MAX ? waitMs : 0;
}

/** Milliseconds to wait after this many failures. */
export function findDelay(failures: number, freeMax: number = FREE_FAILURES_MAX): number {
  if (failures <= freeMax) return 0;
  const doubled = SIGN_IN_DELAY_MS_MIN * 2 ** (failures - freeMax - 1);
  return Math.min(doubled, SIGN_IN_DELAY_MS_MAX);
}

/**
 * The attempt was no failure, and no success yet either: a code is still to come. What was counted before
 * stays, so that whoever knows the password alone cannot clear it.
 *
 * @param countedMs when it was counted: the wait that it began ends with it
 */
export function takeBackAttempt(tx: Reader, attempt: HashedAttempt, countedMs: number): void {
  for (const { hash } of listCounts(tx, attempt)) {
    takeBack(tx, hash);
    const sql =
      "UPDATE sign_in_failures SET delayed_until_ms = 0 WHERE name_hash = ? AND last_ms = ?";
    prepared(tx.db, sql).run(hash, countedMs);
  }
}

function takeBack(tx: Reader, hash: string): void {
  const sql = "UPDATE sign_in_failures SET failures = failures - 1 WHERE name_hash = ?";
  prepared(tx.db, sql).run(hash);
}

/**
 * Forgets the failures in this place, and that this attempt was counted; from now on the place is known.
 * Failures elsewhere stay: they were somebody else's.
 */
export function noteSuccess(tx: Reader, attempt: HashedAttempt, nowMs: number): void {
  const { name, places } = attempt;
  for (const { hash } of listCounts(tx, attempt)) {
    if (hash === name) takeBack(tx, name);
    else prepared(tx.db, "DELETE FROM sign_in_failures WHERE name_hash = ?").run(hash);
  }
  const keep = prepared(tx.db, "INSERT OR REPLACE INTO sign_in_places VALUES (?, ?, ?)");
  for (const place of places) keep.run(place, name, nowMs);
  prepared(
    tx.db,
    `DELETE FROM sign_in_places WHERE place_hash IN (
       SELECT place_hash FROM sign_in_places WHERE name_hash = ?
       ORDER BY seen_ms DESC, rowid DESC LIMIT -1 OFFSET ?)`,
  ).run(name, KNOWN_PLACES_MAX);
}

/** Removes failures and places that are old; attempts remove failures too. */
export function removeOldFailures(tx: Reader, nowMs: number): void {
  prepared(tx.db, "DELETE FROM sign_in_failures WHERE last_ms <= ?").run(nowMs - FAILURES_KEPT_MS);
  prepared(tx.db, "DELETE FROM sign_in_places WHERE seen_ms <= ?").run(
    nowMs - KNOWN_PLACES_KEPT_MS,
  );
}

/** Names made up in masses push each other out, not the one that is attacked. */
function makeRoom(tx: Reader): void {
  prepared(
    tx.db,
    `DELETE FROM sign_in_failures WHERE name_hash IN (
       SELECT name_hash FROM sign_in_failures
       ORDER BY failures DESC, last_ms DESC LIMIT -1 OFFSET ?)`,
  ).run(FAILURE_ROWS_MAX - 1);
}
