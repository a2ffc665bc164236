/**
 * Sessions: a person who has signed in holds a refresh token, a new one after each use. It is
 * "session.secret"; kept is a hash of the secret that is valid now. Whoever shows the session with
 * another secret has an old token, its owner or a thief, and the session ends for both (RFC 9700,
 * section 4.14.2).
 *
 * But an answer may be lost, and two pages of one browser may ask at once, both with the token that
 * they share: for a moment the token before gives the one after it once more. Each secret is made of the
 * one before and a key of the shop's, so that it is the same, and neither has to be kept.
 */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import type { SecurityVia } from "@saunter/protocol/security-event-kinds";
import type { PasskeyOwner } from "../entry/passkey-store.ts";
import { prepared } from "../store/prepared.ts";
import { requireIntact } from "../store/row-checksums.ts";
import type { Transaction } from "../store/transaction.ts";
import { REFRESH_REPEAT_MS, SESSION_LIFE_MS, SESSIONS_PER_SUBJECT_MAX } from "./people-limits.ts";

/** Who signs in: a user of the console, or a shopper. */
export type Subject = PasskeyOwner;

export interface RefreshToken {
  readonly sessionId: string;
  /** To be sent over TLS and kept from scripts; never logged. */
  readonly refreshToken: string;
  readonly expiresMs: number;
}

interface Row {
  readonly token_hash: string;
  readonly subject_kind: Subject["kind"];
  readonly subject_id: string;
  readonly started_ms: number;
  readonly used_ms: number;
  readonly expires_ms: number;
}

const SESSION_ID_BYTES = 16;
const SECRET_BYTES = 32;
const REFRESH_TOKEN = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;
const ENDED = "The session has ended: sign in again.";

/** Begins a session. Where a person has too many, the one used longest ago ends. */
export function openSession(
  tx: Pick<Transaction, "db">,
  subject: Subject,
  nowMs: number,
  via: SecurityVia | null = null,
): RefreshToken {
  removeExpiredSessions(tx, nowMs);
  prepared(
    tx.db,
    `DELETE FROM refresh_tokens WHERE session_id IN (
       SELECT session_id FROM refresh_tokens WHERE subject_kind = ? AND subject_id = ?
       ORDER BY used_ms DESC, rowid DESC LIMIT -1 OFFSET ?)`,
  ).run(subject.kind, subject.id, SESSIONS_PER_SUBJECT_MAX - 1);
  const sessionId = randomBytes(SESSION_ID_BYTES).toString("base64url");
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  const expiresMs = findExpiry(subject, nowMs, nowMs);
  prepared(tx.db, "INSERT INTO refresh_tokens VALUES (?, ?, ?, ?, ?, ?, ?)").run(
    sessionId,
    hashSecret(secret),
    subject.kind,
    subject.id,
    nowMs,
    nowMs,
    expiresMs,
  );
  if (via !== null) prepared(tx.db, "INSERT INTO session_vias VALUES (?, ?)").run(sessionId, via);
  return formatToken(sessionId, secret, expiresMs);
}

/**
 * Takes a refresh token and gives the next; the same next one where it is asked for again at once.
 * Refuses with `token-invalid` what is unknown or has expired; an older token ends its session.
 *
 * @param refreshKey the shop's, see `deriveSignInKeys`
 * @param onReused told whose session an older token has ended
 */
export function rotateSession(
  tx: Pick<Transaction, "db">,
  refreshToken: string,
  refreshKey: Uint8Array,
  nowMs: number,
  onReused: (subject: Subject) => void = () => {},
): Result<RefreshToken & { readonly subject: Subject }> {
  const parts = REFRESH_TOKEN.exec(refreshToken);
  if (parts === null)
    return refuse("token-invalid", "This is not a valid refresh token: sign in again.");
  const [, sessionId, secret] = parts as unknown as [string, string, string];
  const row = prepared(tx.db, "SELECT * FROM refresh_tokens WHERE session_id = ?").get(
    sessionId,
  ) as unknown as Row | undefined;
  if (row === undefined) return refuse("token-invalid", ENDED);
  requireIntact(tx.db, "refresh_tokens", sessionId);
  const next = createHmac("sha256", refreshKey).update(refreshToken).digest("base64url");
  const subject: Subject = { kind: row.subject_kind, id: row.subject_id };
  const isCurrent = row.token_hash === hashSecret(secret);
  const isRepeated = row.token_hash === hashSecret(next) && nowMs - row.used_ms < REFRESH_REPEAT_MS;
  if (!(nowMs < row.expires_ms) || !(isCurrent || isRepeated)) {
    endSession(tx, sessionId);
    if (nowMs < row.expires_ms) onReused(subject);
    return refuse("token-invalid", ENDED);
  }
  if (isRepeated) return accept({ ...formatToken(sessionId, next, row.expires_ms), subject });
  const expiresMs = findExpiry(subject, row.started_ms, nowMs);
  prepared(
    tx.db,
    "UPDATE refresh_tokens SET token_hash = ?, used_ms = ?, expires_ms = ? WHERE session_id = ?",
  ).run(hashSecret(next), nowMs, expiresMs, sessionId);
  return accept({ ...formatToken(sessionId, next, expiresMs), subject });
}

/** Ends the session of a refresh token, an old one too, and returns whose it was; null where there is none. */
export function closeSession(
  tx: Pick<Transaction, "db">,
  refreshToken: string,
): { readonly subject: Subject; readonly via: SecurityVia | null } | null {
  const [, sessionId] = REFRESH_TOKEN.exec(refreshToken) ?? [];
  if (sessionId === undefined) return null;
  const via = findSessionVia(tx, sessionId);
  const sql = "SELECT subject_kind, subject_id FROM refresh_tokens WHERE session_id = ?";
  const row = prepared(tx.db, sql).get(sessionId) as
    | Pick<Row, "subject_kind" | "subject_id">
    | undefined;
  endSession(tx, sessionId);
  if (row === undefined) return null;
  return { subject: { kind: row.subject_kind, id: row.subject_id }, via };
}

/** How whoever has the session has signed in; null where that was not noted. */
export function findSessionVia(
  reader: Pick<Transaction, "db">,
  sessionId: string,
): SecurityVia | null {
  const sql = "SELECT via FROM session_vias WHERE session_id = ?";
  return (prepared(reader.db, sql).get(sessionId)?.via as SecurityVia | undefined) ?? null;
}

/** Ends all sessions of a person. */
export function closeSessionsOf(tx: Pick<Transaction, "db">, { kind, id }: Subject): void {
  prepared(tx.db, "DELETE FROM refresh_tokens WHERE subject_kind = ? AND subject_id = ?").run(
    kind,
    id,
  );
}

/** Ends all sessions of a person but one. */
export function closeOtherSessions(
  tx: Pick<Transaction, "db">,
  { kind, id }: Subject,
  sessionId: string,
): void {
  prepared(
    tx.db,
    "DELETE FROM refresh_tokens WHERE subject_kind = ? AND subject_id = ? AND session_id <> ?",
  ).run(kind, id, sessionId);
}

export interface Session {
  readonly sessionId: string;
  /** How it was signed in; null if that isn't known. */
  readonly via: SecurityVia | null;
  readonly startedMs: number;
  readonly usedMs: number;
}

/** Open sessions of a person, the most recently used first. */
export function listSessions(
  reader: Pick<Transaction, "db">,
  { kind, id }: Subject,
  nowMs: number,
): readonly Session[] {
  const sql = `SELECT session_id, started_ms, used_ms FROM refresh_tokens
    WHERE subject_kind = ? AND subject_id = ? AND expires_ms > ? ORDER BY used_ms DESC, rowid DESC`;
  const rows = prepared(reader.db, sql).all(kind, id, nowMs) as unknown as (Pick<
    Row,
    "started_ms" | "used_ms"
  > & { readonly session_id: string })[];
  return rows.map(({ session_id: sessionId, started_ms: startedMs, used_ms: usedMs }) => ({
    sessionId,
    via: findSessionVia(reader, sessionId),
    startedMs,
    usedMs,
  }));
}

/** Whether a session of this person goes on. */
export function isSessionOpen(
  reader: Pick<Transaction, "db">,
  sessionId: string,
  { kind, id }: Subject,
  nowMs: number,
): boolean {
  const row = prepared(
    reader.db,
    `SELECT expires_ms FROM refresh_tokens
       WHERE session_id = ? AND subject_kind = ? AND subject_id = ?`,
  ).get(sessionId, kind, id);
  if (row === undefined) return false;
  requireIntact(reader.db, "refresh_tokens", sessionId);
  return nowMs < (row.expires_ms as number);
}

/** Removes what has expired; new sessions do so too. */
export function removeExpiredSessions(tx: Pick<Transaction, "db">, nowMs: number): void {
  prepared(tx.db, "DELETE FROM refresh_tokens WHERE expires_ms <= ?").run(nowMs);
}

function endSession(tx: Pick<Transaction, "db">, sessionId: string): void {
  prepared(tx.db, "DELETE FROM refresh_tokens WHERE session_id = ?").run(sessionId);
}

function findExpiry({ kind }: Subject, startedMs: number, nowMs: number): number {
  const { idleMs, wholeMs } = SESSION_LIFE_MS[kind];
  return Math.min(nowMs + idleMs, startedMs + wholeMs);
}

function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

function formatToken(sessionId: string, secret: string, expiresMs: number): RefreshToken {
  return { sessionId, refreshToken: `${sessionId}.${secret}`, expiresMs };
}
