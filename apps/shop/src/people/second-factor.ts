/**
 * The second factor of users who sign in by password: an authenticator app, and ten recovery codes for
 * the day when it is lost. A code is good once. The app's secret has to be known to check codes, so it
 * is kept encrypted (AES-256-GCM), and recovery codes as keyed hashes: both with a key of the shop's own
 * that is not in the database.
 */
import { createHmac, type KeyObject } from "node:crypto";
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { createSecretSeal, deriveKey } from "@saunter/ingest/secret-seal";
import { Secret } from "otpauth";
import type { PoliciesConfig } from "../config/shop-config.ts";
import { prepared } from "../store/prepared.ts";
import { checkRow } from "../store/row-checksums.ts";
import type { Transaction } from "../store/transaction.ts";
import { RECOVERY_CODES, SECOND_FACTOR_SETUP_LIFE_MS } from "./people-limits.ts";
import { closeOtherSessions } from "./sessions.ts";
import { findTotpStep, formatSecret, formatTotpUri, isTotpCode, makeTotpSecret } from "./totp.ts";
import { findUser, removeSecondFactor, type User } from "./users.ts";

type Reader = Pick<Transaction, "db">;

export type SecondFactorPolicy = PoliciesConfig["secondFactor"];

/**
 * How a user stands: `on`, a password needs a code; `off`, it does not; `asked`, it does not, and the
 * user is asked to set one up; `required`, the user can do nothing else before.
 */
export type SecondFactorState = "on" | "off" | "asked" | "required";

export interface SecondFactorSetup {
  readonly secret: string;
  readonly uri: string;
  readonly expiresMs: number;
}

export interface SecondFactorOptions {
  /** Of this purpose alone. */
  readonly privateKey: KeyObject;
  /** What the authenticator app shows beside the user's name. */
  readonly shopName: string;
  readonly policy: SecondFactorPolicy;
  /**
   * How far the machine's clock is ahead of the shop's time; negative if it is behind. Either may be right, and users
   * have to sign in to say which: codes of both times are accepted. Not given: they are the same.
   */
  readonly machineAheadMs?: () => number;
}

/** Each change is one call within a transaction, beside the sessions that it ends. */
export interface SecondFactors {
  /** Null where the user has no password. */
  findState(reader: Reader, userId: string): SecondFactorState | null;
  /** A new secret; it counts once a code of it is confirmed. Refuses with `second-factor-on`. */
  begin(tx: Reader, userId: string, nowMs: number): Result<SecondFactorSetup>;
  /**
   * Turns it on by a code of the secret that was given, ends all other sessions, and gives the recovery
   * codes. Refuses with `second-factor-on`, `second-factor-wrong`, and `not-found` where no setup goes on.
   */
  confirm(
    tx: Reader,
    userId: string,
    proof: { readonly code: string; readonly sessionId: string },
    nowMs: number,
  ): Result<readonly string[]>;
  /**
   * Whether somebody with the right password may go on; a code is used up by it. Refuses with
   * `second-factor-needed`, `second-factor-wrong`, and `sign-in-refused` where it has to be a passkey.
   */
  check(tx: Reader, userId: string, code: string | null, nowMs: number): Result<void>;
  /** The ones before are worth nothing any more. Refuses with `not-found` where it is not on. */
  renewRecoveryCodes(tx: Reader, userId: string): Result<readonly string[]>;
}

/** 120 bits, 24 characters of base32: too many to be tried out, even by somebody with the hashes and their key. */
const RECOVERY_CODE_BYTES = 15;
const PASSKEY_WANTED = "In this shop a password alone is not enough: sign in with your passkey.";
const NOT_ON = "You have no second factor: set one up first.";

export function createSecondFactors(options: SecondFactorOptions): SecondFactors {
  const { privateKey, shopName, policy, machineAheadMs = () => 0 } = options;
  const { seal, open } = createSecretSeal(privateKey, "saunter second factors");
  const codeKey = deriveKey(privateKey, "saunter recovery codes");
  const hashCode = (userId: string, code: string): string =>
    createHmac("sha256", codeKey).update(`${userId}\n${code}`).digest("base64url");

  const findStep = (secret: Uint8Array, code: string, nowMs: number): number | null =>
    findTotpStep(secret, code, nowMs) ?? findTotpStep(secret, code, nowMs + machineAheadMs());

  function renew(tx: Reader, userId: string): readonly string[] {
    prepared(tx.db, "DELETE FROM recovery_codes WHERE user_id = ?").run(userId);
    const codes = Array.from({ length: RECOVERY_CODES }, makeRecoveryCode);
    const keep = prepared(tx.db, "INSERT INTO recovery_codes VALUES (?, ?)");
    for (const code of codes) keep.run(userId, hashCode(userId, readCode(code)));
    return codes;
  }

  /** Whether it is a code of the app or a recovery code that was not used. It is used now. */
  function useCode(tx: Reader, userId: string, typed: string, nowMs: number): boolean {
    const code = readCode(typed);
    if (!isTotpCode(code)) {
      const sql = "DELETE FROM recovery_codes WHERE user_id = ? AND code_hash = ?";
      return prepared(tx.db, sql).run(userId, hashCode(userId, code)).changes === 1;
    }
    const row = findRow(tx, userId);
    const secret = row === null ? null : open(userId, row.sealed_secret);
    const step = secret === null ? null : findStep(secret, code, nowMs);
    if (row === null || step === null || step <= row.last_step) return false;
    const sql = "UPDATE second_factors SET last_step = ? WHERE user_id = ?";
    prepared(tx.db, sql).run(step, userId);
    return true;
  }

  function findState(reader: Reader, userId: string): SecondFactorState | null {
    const user = findUser(reader, userId);
    return user === null || user.proof === "key" ? null : judge(user, policy);
  }

  return {
    findState,
    begin(tx, userId, nowMs) {
      if (findRow(tx, userId) !== null) return refuseOn();
      const secret = makeTotpSecret();
      prepared(tx.db, "INSERT OR REPLACE INTO second_factor_setups VALUES (?, ?, ?)").run(
        userId,
        seal(userId, secret),
        nowMs,
      );
      const name = findUser(tx, userId)?.name ?? "";
      return accept({
        secret: formatSecret(secret),
        uri: formatTotpUri(secret, { issuer: shopName, name }),
        expiresMs: nowMs + SECOND_FACTOR_SETUP_LIFE_MS,
      });
    },
    confirm(tx, userId, { code, sessionId }, nowMs) {
      if (findRow(tx, userId) !== null) return refuseOn();
      removeOldSetups(tx, nowMs);
      const row = prepared(tx.db, "SELECT * FROM second_factor_setups WHERE user_id = ?").get(
        userId,
      );
      const secret = row === undefined ? null : open(userId, row.sealed_secret as Uint8Array);
      if (secret === null) {
        return refuse("not-found", "The setup has expired: begin again with a new QR code.");
      }
      const step = findStep(secret, readCode(code), nowMs);
      if (step === null) return refuseWrong();
      prepared(tx.db, "INSERT INTO second_factors VALUES (?, ?, ?, ?)").run(
        userId,
        row!.sealed_secret as Uint8Array,
        step,
        nowMs,
      );
      prepared(tx.db, "DELETE FROM second_factor_setups WHERE user_id = ?").run(userId);
      closeOtherSessions(tx, { kind: "user", id: userId }, sessionId);
      return accept(renew(tx, userId));
    },
    check(tx, userId, code, nowMs) {
      if (checkRow(tx.db, "second_factors", userId) === "damaged") return refuseDamaged();
      if (findRow(tx, userId) === null) {
        const user = findUser(tx, userId);
        const isPasskeyWanted = user?.hasPasskey === true && isRequired(user, policy);
        return isPasskeyWanted ? refuse("sign-in-refused", PASSKEY_WANTED) : accept(undefined);
      }
      if (code === null) {
        return refuse("second-factor-needed", "Enter the code that your authenticator app shows.");
      }
      return useCode(tx, userId, code, nowMs) ? accept(undefined) : refuseWrong();
    },
    renewRecoveryCodes(tx, userId) {
      return findRow(tx, userId) === null ? refuse("not-found", NOT_ON) : accept(renew(tx, userId));
    },
  };
}

/** A passkey needs the device and its owner: it is two factors by itself. */
function judge(user: User, policy: SecondFactorPolicy): SecondFactorState {
  if (user.hasSecondFactor) return "on";
  if (user.hasPasskey) return "off";
  if (isRequired(user, policy)) return "required";
  return policy === "asked" && user.roles.includes("operator") ? "asked" : "off";
}

function isRequired({ roles }: User, policy: SecondFactorPolicy): boolean {
  return policy === "all" || (policy === "operators" && roles.includes("operator"));
}

/** Whether a password alone admits an operator. */
export function hasUnprotectedOperator(reader: Reader): boolean {
  const sql = `SELECT 1 FROM users WHERE is_disabled = 0 AND password_hash IS NOT NULL
    AND EXISTS (SELECT 1 FROM json_each(users.roles) WHERE value = 'operator')
    AND user_id NOT IN (SELECT user_id FROM second_factors)
    AND user_id NOT IN (SELECT owner_id FROM passkeys WHERE owner_kind = 'user')
    AND user_id NOT IN (SELECT user_id FROM demo_made_users WHERE is_refused = 1) LIMIT 1`;
  return prepared(reader.db, sql).get() !== undefined;
}

export interface SecondFactorFacts {
  readonly enabledMs: number;
  readonly recoveryCodesLeft: number;
}

/** Null where it is not on. */
export function readSecondFactor(reader: Reader, userId: string): SecondFactorFacts | null {
  const row = findRow(reader, userId);
  if (row === null) return null;
  const sql = "SELECT count(*) AS count FROM recovery_codes WHERE user_id = ?";
  const { count } = prepared(reader.db, sql).get(userId)!;
  return { enabledMs: row.enabled_ms, recoveryCodesLeft: count as number };
}

/** Turns it off, and ends all other sessions. Refuses with `not-found` where it is not on. */
export function turnSecondFactorOff(tx: Reader, userId: string, sessionId: string): Result<void> {
  if (findRow(tx, userId) === null) return refuse("not-found", NOT_ON);
  removeSecondFactor(tx, userId);
  closeOtherSessions(tx, { kind: "user", id: userId }, sessionId);
  return accept(undefined);
}

/** Removes setups that nobody has confirmed in time. */
export function removeOldSetups(tx: Reader, nowMs: number): void {
  prepared(tx.db, "DELETE FROM second_factor_setups WHERE begun_ms <= ?").run(
    nowMs - SECOND_FACTOR_SETUP_LIFE_MS,
  );
}

interface Row {
  readonly sealed_secret: Uint8Array;
  readonly last_step: number;
  readonly enabled_ms: number;
}

function findRow(reader: Reader, userId: string): Row | null {
  const row = prepared(reader.db, "SELECT * FROM second_factors WHERE user_id = ?").get(userId);
  return row === undefined ? null : (row as unknown as Row);
}

/** "ABCD-EFGH-IJKL-MNOP-QRST-UVWX". */
function makeRecoveryCode(): string {
  const { base32 } = new Secret({ size: RECOVERY_CODE_BYTES });
  return base32.match(/.{4}/g)!.join("-");
}

/** However it is spaced and spelt. */
function readCode(typed: string): string {
  return typed.replace(/[\s-]/g, "").toUpperCase();
}

function refuseOn(): Result<never> {
  return refuse(
    "second-factor-on",
    "You have a second factor: turn it off before you set up another.",
  );
}

/** Without it the password alone would do. */
function refuseDamaged(): Result<never> {
  return refuse(
    "second-factor-wrong",
    "Your second factor was damaged on the disk: have another operator reset it, or saunter user reset-second-factor.",
  );
}

function refuseWrong(): Result<never> {
  return refuse(
    "second-factor-wrong",
    "The code is wrong or has been used: wait for the next one.",
  );
}
