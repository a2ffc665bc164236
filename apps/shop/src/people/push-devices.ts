/** Browsers of users that receive pushes: the address at their push service, and keys for them alone. */
import { createHash } from "node:crypto";
import { ALERT_RULE_LIMITS } from "@saunter/protocol/alert-rule";
import type { Role } from "@saunter/protocol/roles";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { findUser } from "./users.ts";

export const PUSH_DEVICE_SCHEMA = `
  CREATE TABLE IF NOT EXISTS push_devices (
    device_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    created_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS push_devices_by_user ON push_devices (user_id, created_ms);
`;

export interface PushDevice {
  readonly deviceId: string;
  readonly userId: string;
  readonly name: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly createdMs: number;
}

type Reader = Pick<Transaction, "db">;

/**
 * Adds a browser, or gives one that is known to whoever is signed in there now. Of one user the oldest
 * make room. Returns its id, from which its address cannot be read.
 */
export function addPushDevice(
  tx: Transaction,
  { endpoint, userId, name, p256dh, auth }: Omit<PushDevice, "deviceId" | "createdMs">,
): string {
  const deviceId = createHash("sha256").update(endpoint).digest("hex").slice(0, 16);
  prepared(tx.db, "INSERT OR REPLACE INTO push_devices VALUES (?, ?, ?, ?, ?, ?, ?)").run(
    ...[deviceId, userId, name, endpoint, p256dh, auth],
    tx.atMs,
  );
  prepared(
    tx.db,
    `DELETE FROM push_devices WHERE user_id = ?1 AND device_id NOT IN (
       SELECT device_id FROM push_devices WHERE user_id = ?1
       ORDER BY device_id = ?2 DESC, created_ms DESC LIMIT ${ALERT_RULE_LIMITS.devicesMax})`,
  ).run(userId, deviceId);
  return deviceId;
}

/** Returns whether it was one of the user's. */
export function removePushDevice(tx: Reader, userId: string, deviceId: string): boolean {
  const sql = "DELETE FROM push_devices WHERE user_id = ? AND device_id = ?";
  return prepared(tx.db, sql).run(userId, deviceId).changes > 0;
}

/** One that its push service does not know any more. */
export function dropPushDevice(tx: Reader, deviceId: string): void {
  prepared(tx.db, "DELETE FROM push_devices WHERE device_id = ?").run(deviceId);
}

export function listPushDevices({ db }: Reader, userId: string): PushDevice[] {
  const sql = "SELECT * FROM push_devices WHERE user_id = ? ORDER BY name, device_id";
  return prepared(db, sql).all(userId).map(toDevice);
}

/** Devices of everybody who has a role and may use it now. */
export function listDevicesOfRole(reader: Reader, role: Role): PushDevice[] {
  return prepared(reader.db, "SELECT * FROM push_devices ORDER BY device_id")
    .all()
    .map(toDevice)
    .filter(({ userId }) => hasRole(reader, userId, [role]));
}

/** Whether a user is there, may sign in, and has one of these roles. */
export function hasRole(reader: Reader, userId: string, roles: readonly Role[]): boolean {
  const user = findUser(reader, userId);
  if (user === null || user.isDisabled || user.isUnconfirmed) return false;
  return user.roles.some((role) => roles.includes(role));
}

/** Forgets devices of users that are no more. */
export function forgetOrphanedDevices({ db }: Reader): void {
  prepared(db, "DELETE FROM push_devices WHERE user_id NOT IN (SELECT user_id FROM users)").run();
}

function toDevice(row: Record<string, unknown>): PushDevice {
  return {
    deviceId: row.device_id as string,
    userId: row.user_id as string,
    name: row.name as string,
    endpoint: row.endpoint as string,
    p256dh: row.p256dh as string,
    auth: row.auth as string,
    createdMs: row.created_ms as number,
  };
}
