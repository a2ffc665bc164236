/** Controllers of scales and trackers sign in by their id, which is a user's name, and that user's key. */
import type { Transaction } from "../store/transaction.ts";
import { hashApiKey, isApiKey } from "./api-keys.ts";
import { findUser, findUserByKey } from "./users.ts";

type Reader = Pick<Transaction, "db">;

/** Whether the key is that of the sensor of this name, and good now. */
export function isSensorKey(reader: Reader, deviceId: string, key: string): boolean {
  const user = isApiKey(key) ? findUserByKey(reader, hashApiKey(key)) : null;
  if (user === null || user.isDisabled || user.isUnconfirmed) return false;
  return user.name === deviceId && user.roles.includes("sensor");
}

/** The id of the device that signed in as this user; null for one who is no sensor. */
export function findDeviceOf(reader: Reader, userId: string): string | null {
  const user = findUser(reader, userId);
  return user?.roles.includes("sensor") ? user.name : null;
}
