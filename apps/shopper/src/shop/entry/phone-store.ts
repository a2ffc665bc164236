/** What this phone keeps to make codes: its key, which no page can read, and the shop's certificate. */
import type { PhoneCertificate, PhoneKeys } from "./phone-code.ts";

export interface KeptPhone {
  readonly customerId: string;
  readonly keys: PhoneKeys;
  readonly certificate: PhoneCertificate;
}

const DATABASE = "saunter";
const STORE = "phone";
const KEY = "of-now";

/** Null where there is none, or the browser keeps nothing. */
export async function readPhone(): Promise<KeptPhone | null> {
  return (await use<KeptPhone | undefined>("readonly", (store) => store.get(KEY))) ?? null;
}

export async function keepPhone(phone: KeptPhone): Promise<void> {
  await use("readwrite", (store) => store.put(phone, KEY));
}

export async function forgetPhone(): Promise<void> {
  await use("readwrite", (store) => store.delete(KEY));
}

/** Undefined where the browser keeps nothing, as in a private window of some. */
async function use<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest,
): Promise<T | undefined> {
  try {
    const database = await open();
    const request = act(database.transaction(STORE, mode).objectStore(STORE));
    const value = await settle<T>(request);
    database.close();
    return value;
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settle<IDBDatabase>(request);
}

function settle<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error ?? new DOMException("no answer"));
  });
}
