/**
 * Users: people who work in the shop, with a name and a password, and programs, with a name and a
 * key. Hash passwords before the transaction: it takes long.
 */
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { ROLES, type Role } from "@saunter/protocol/roles";
import { prepared } from "../store/prepared.ts";
import { checkRow, forgetDamaged, requireIntact } from "../store/row-checksums.ts";
import type { Transaction } from "../store/transaction.ts";
import { endFormerKeys, forgetKeyFacts, keepFormerKey } from "./key-scopes.ts";
import { foldName, readName } from "./names.ts";
import { PAGE_ROWS_MAX, USERS_MAX } from "./people-limits.ts";
import { closeOtherSessions, closeSessionsOf } from "./sessions.ts";

export interface User {
  /** Random: what events say instead of the name. */
  readonly userId: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly proof: UserProof["kind"];
  readonly isDisabled: boolean;
  /** Made in a demonstration, and refused until somebody at the shop's machine confirms them. */
  readonly isUnconfirmed: boolean;
  /** An authenticator app, beside the password. */
  readonly hasSecondFactor: boolean;
  readonly hasPasskey: boolean;
  readonly createdMs: number;
}

/** What a user shows to be admitted, as it is kept. */
export type UserProof =
  /** As `hashPassword` makes it. */
  | { readonly kind: "password"; readonly hash: string }
  /** As `hashApiKey` makes it. */
  | { readonly kind: "key"; readonly hash: string };

export interface NewUser {
  readonly userId: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly proof: UserProof;
}

export interface UserPage {
  readonly users: readonly User[];
  /** Give it as `after` for the next page; null at the end. */
  readonly next: string | null;
}

/** A key lies in a file: whoever finds it must not be able to run the shop or decide reviews. */
export const ROLES_BY_PROOF: Readonly<Record<UserProof["kind"], readonly Role[]>> = {
  password: ["operator", "reviewer", "clerk", "gate"],
  key: ["gate", "device", "sensor", "cart", "integrator"],
};

type Reader = Pick<Transaction, "db">;

interface Row {
  readonly user_id: string;
  readonly name: string;
  readonly roles: string;
  readonly password_hash: string | null;
  readonly is_disabled: number;
  readonly is_unconfirmed: number;
  readonly has_second_factor: number;
  readonly has_passkey: number;
  readonly created_ms: number;
}

const SELECT_USERS = `SELECT users.*, EXISTS (SELECT 1 FROM demo_made_users
  WHERE demo_made_users.user_id = users.user_id AND is_refused = 1) AS is_unconfirmed,
  EXISTS (SELECT 1 FROM second_factors WHERE second_factors.user_id = users.user_id)
    AS has_second_factor,
  EXISTS (SELECT 1 FROM passkeys WHERE owner_kind = 'user' AND owner_id = users.user_id)
    AS has_passkey FROM users`;

/** Adds a user. Refuses with `input-invalid` and, where another has the name, `name-taken`. */
export function addUser(tx: Reader, user: NewUser, nowMs: number): Result<User> {
  const { userId, proof } = user;
  const name = readName(user.name);
  if (!name.ok) return name;
  const roles = readRoles(user.roles, proof.kind);
  if (!roles.ok) return roles;
  const nameKey = foldName(name.value);
  if (prepared(tx.db, "SELECT 1 FROM users WHERE name_key = ?").get(nameKey) !== undefined) {
    return refuse("name-taken", "Another user has this name: choose another.");
  }
  const { count } = prepared(tx.db, "SELECT count(*) AS count FROM users").get()!;
  if ((count as number) >= USERS_MAX) {
    return refuse(
      "input-invalid",
      `There are ${USERS_MAX} users already, which is the maximum: remove some first.`,
    );
  }
  prepared(tx.db, "INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, 0, ?)").run(
    userId,
    name.value,
    nameKey,
    JSON.stringify(roles.value),
    proof.kind === "password" ? proof.hash : null,
    proof.kind === "key" ? proof.hash : null,
    nowMs,
  );
  return findKnown(tx, userId);
}

/** Users by name; `after` is the `next` of the page before. */
export function listUsers(
  reader: Reader,
  after: string | null = null,
  limit = PAGE_ROWS_MAX,
): UserPage {
  const rows = prepared(
    reader.db,
    `${SELECT_USERS} WHERE name_key > ? ORDER BY name_key LIMIT ?`,
  ).all(after ?? "", Math.min(Math.max(limit, 1), PAGE_ROWS_MAX)) as unknown as (Row & {
    readonly name_key: string;
  })[];
  const last = rows.at(-1)?.name_key ?? "";
  const more = prepared(reader.db, "SELECT 1 FROM users WHERE name_key > ? LIMIT 1").get(last);
  const isEnd = rows.length === 0 || more === undefined;
  return { users: rows.map((row) => toUser(reader, row)), next: isEnd ? null : last };
}

export function findUser(reader: Reader, userId: string): User | null {
  const row = prepared(reader.db, `${SELECT_USERS} WHERE user_id = ?`).get(userId);
  return row === undefined ? null : toUser(reader, row as unknown as Row);
}

/** By name, however it is spelt. */
export function findUserByName(reader: Reader, name: string): User | null {
  const row = prepared(reader.db, `${SELECT_USERS} WHERE name_key = ?`).get(foldName(name));
  return row === undefined ? null : toUser(reader, row as unknown as Row);
}

/** Whose key has this hash; null where nobody's. */
export function findUserByKey(reader: Reader, keyHash: string): User | null {
  const row = prepared(reader.db, `${SELECT_USERS} WHERE key_hash = ?`).get(keyHash);
  return row === undefined ? null : toUser(reader, row as unknown as Row);
}

/** Null where there is no such user, or one with a key. */
export function findPasswordHash(reader: Reader, userId: string): string | null {
  const row = prepared(reader.db, "SELECT password_hash FROM users WHERE user_id = ?").get(userId);
  if (row !== undefined) requireIntact(reader.db, "users", userId);
  return (row?.password_hash as string | null | undefined) ?? null;
}

/** Gives a user these roles instead of the ones before. Refuses `not-found`, `input-invalid`. */
export function changeRoles(tx: Reader, userId: string, roles: readonly Role[]): Result<User> {
  const user = findKnown(tx, userId);
  if (!user.ok) return user;
  const read = readRoles(roles, user.value.proof);
  if (!read.ok) return read;
  prepared(tx.db, "UPDATE users SET roles = ? WHERE user_id = ?").run(
    JSON.stringify(read.value),
    userId,
  );
  return findKnown(tx, userId);
}

/** Disables a user at once and ends all their sessions, or enables them again. */
export function setDisabled(tx: Reader, userId: string, isDisabled: boolean): Result<User> {
  const user = findKnown(tx, userId);
  if (!user.ok) return user;
  prepared(tx.db, "UPDATE users SET is_disabled = ? WHERE user_id = ?").run(
    isDisabled ? 1 : 0,
    userId,
  );
  if (isDisabled) closeSessionsOf(tx, { kind: "user", id: userId });
  return findKnown(tx, userId);
}

export interface ProofChange {
  /** A replaced key stays valid until then; null: it stops working at once. */
  readonly formerUntilMs?: number | null;
  /** The only session that stays; null: all end. */
  readonly keptSessionId?: string | null;
}

/**
 * Replaces a user's password or key and ends their sessions. Refuses with `not-found`, and with
 * `input-invalid` if the user has the other kind of proof.
 */
export function changeProof(
  tx: Reader,
  userId: string,
  proof: UserProof,
  { formerUntilMs = null, keptSessionId = null }: ProofChange = {},
): Result<User> {
  const user = findKnown(tx, userId);
  if (!user.ok) return user;
  if (user.value.proof !== proof.kind) {
    const has = user.value.proof === "key" ? "a key and no password" : "a password and no key";
    return refuse("input-invalid", `This user has ${has}: add another user instead.`);
  }
  if (formerUntilMs === null) endFormerKeys(tx, userId);
  else keepFormerKey(tx, userId, formerUntilMs);
  const column = proof.kind === "key" ? "key_hash" : "password_hash";
  prepared(tx.db, `UPDATE users SET ${column} = ? WHERE user_id = ?`).run(proof.hash, userId);
  const subject = { kind: "user", id: userId } as const;
  if (keptSessionId === null) closeSessionsOf(tx, subject);
  else closeOtherSessions(tx, subject, keptSessionId);
  return findKnown(tx, userId);
}

/** Removes all that is kept of a user; events keep the random id. Refuses with `not-found`. */
export function removeUser(tx: Reader, userId: string): Result<void> {
  const user = findKnown(tx, userId);
  if (!user.ok) return user;
  removeStrongProofs(tx, userId);
  closeSessionsOf(tx, { kind: "user", id: userId });
  forgetKeyFacts(tx, userId);
  prepared(tx.db, "DELETE FROM demo_made_users WHERE user_id = ?").run(userId);
  prepared(tx.db, "DELETE FROM users WHERE user_id = ?").run(userId);
  return accept(undefined);
}

/**
 * For whoever has lost their device: authenticator app, recovery codes and passkeys are worth nothing any
 * more, and all sessions end. They sign in by their password, and set up another. Refuses with `not-found`.
 */
export function resetSecondFactor(tx: Reader, userId: string): Result<User> {
  const user = findKnown(tx, userId);
  if (!user.ok) return user;
  removeStrongProofs(tx, userId);
  closeSessionsOf(tx, { kind: "user", id: userId });
  return findKnown(tx, userId);
}

/** Authenticator app and recovery codes; passkeys stay. */
export function removeSecondFactor(tx: Reader, userId: string): void {
  for (const table of ["second_factors", "second_factor_setups", "recovery_codes"]) {
    prepared(tx.db, `DELETE FROM ${table} WHERE user_id = ?`).run(userId);
  }
  forgetDamaged(tx.db, "second_factors", userId);
}

function removeStrongProofs(tx: Reader, userId: string): void {
  removeSecondFactor(tx, userId);
  prepared(tx.db, "DELETE FROM passkeys WHERE owner_kind = 'user' AND owner_id = ?").run(userId);
}

function findKnown(reader: Reader, userId: string): Result<User> {
  const user = findUser(reader, userId);
  return user === null ? refuse("not-found", "There is no such user.") : accept(user);
}

function readRoles(roles: readonly Role[], proof: UserProof["kind"]): Result<readonly Role[]> {
  const allowed = ROLES_BY_PROOF[proof];
  const isAllowed = roles.every((role) => allowed.includes(role));
  if (roles.length > 0 && isAllowed) return accept(ROLES.filter((role) => roles.includes(role)));
  return refuse(
    "input-invalid",
    `A user with a ${proof} has one or more roles of: ${allowed.join(", ")}.`,
  );
}

/** Throws `row-damaged` where a flipped bit may have given the user another role or another name. */
function toUser({ db }: Reader, row: Row): User {
  requireIntact(db, "users", row.user_id);
  // Where the mark itself is damaged nobody knows any more whether the user was confirmed.
  const isMarkDamaged = checkRow(db, "demo_made_users", row.user_id) === "damaged";
  return {
    userId: row.user_id,
    name: row.name,
    roles: JSON.parse(row.roles) as Role[],
    proof: row.password_hash === null ? "key" : "password",
    isDisabled: row.is_disabled === 1,
    isUnconfirmed: row.is_unconfirmed === 1 || isMarkDamaged,
    hasSecondFactor: row.has_second_factor === 1,
    hasPasskey: row.has_passkey === 1,
    createdMs: row.created_ms,
  };
}
