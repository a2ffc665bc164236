/** Controllers of scales and trackers sign in by their id, which is a user's name, and that user's key. */
import type { Transaction } from "../store/transaction.ts";
import { findKeyOwner } from "./principals.ts";
import { findUser, findUserByName, type User } from "./users.ts";

type Reader = Pick<Transaction, "db">;

/** Whether the key is that of the sensor of this name, and good now. */
export function isSensorKey(reader: Reader, deviceId: string, key: string, nowMs: number): boolean {
  return isAdmitted(findKeyOwner(reader, key, nowMs), deviceId);
}

/** Whether a device whose certificate names it may sign in now. */
export function isSensor(reader: Reader, deviceId: string): boolean {
  return isAdmitted(findUserByName(reader, deviceId), deviceId);
}

function isAdmitted(user: User | null, deviceId: string): boolean {
  if (user === null || user.isDisabled || user.isUnconfirmed) return false;
  return user.name === deviceId && user.roles.includes("sensor");
}

/** The id of the device that signed in as this user; null for one who is no sensor. */
export function findDeviceOf(reader: Reader, userId: string): string | null {
  const user = findUser(reader, userId);
  return user?.roles.includes("sensor") ? user.name : null;
}
