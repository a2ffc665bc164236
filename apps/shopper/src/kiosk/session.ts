/** The kiosk's key and reader, which stay in this browser, and its calls to the shop. */
import { signal } from "@preact/signals";
import { type Answer, createApi } from "@saunter/client/api";
import { showBrand } from "@saunter/ui/show-brand";

export interface KioskKey {
  readonly key: string;
  /** As the card terminal knows the reader. */
  readonly readerId: string;
}

const KEPT_AS = "saunter.kiosk";

/** Null until somebody has set the kiosk up. */
export const kiosk = signal<KioskKey | null>(readKept());
/** Whether the key was good once, and is not any more. */
export const isRefused = signal(false);

export type ShopFacts = Answer<"GET /v1/shop">;
export const shop = signal<ShopFacts | null>(null);

/** A key that is not known to be good yet. */
let tried: string | null = null;

export const api = createApi({
  fetch: (url, init) => {
    const headers = new Headers(init?.headers);
    const key = tried ?? kiosk.value?.key;
    if (key !== undefined) headers.set("authorization", `Bearer ${key}`);
    // Whoever may be signed in in this browser besides is not who stands here.
    return fetch(url, { ...init, headers, credentials: "omit" });
  },
  makeKey: () => crypto.randomUUID(),
  onSignedOut: () => {
    isRefused.value = true;
    forgetKey();
  },
});

export async function findShop(): Promise<void> {
  const found = await api.call("GET /v1/shop");
  showBrand(found.brand.accent);
  shop.value = found;
}

/** Keeps a key where it is one of a device. Resolves with whether it is. */
export async function tryKey(given: KioskKey): Promise<boolean> {
  tried = given.key;
  try {
    const { roles } = await api.call("GET /v1/me");
    if (!roles.includes("device")) return false;
  } finally {
    tried = null;
    isRefused.value = false;
  }
  localStorage.setItem(KEPT_AS, JSON.stringify(given));
  kiosk.value = given;
  return true;
}

function forgetKey(): void {
  kiosk.value = null;
  localStorage.removeItem(KEPT_AS);
}

function readKept(): KioskKey | null {
  const kept = localStorage.getItem(KEPT_AS);
  return kept === null ? null : (JSON.parse(kept) as KioskKey);
}
