/** The display's calls to the shop; with the key of a device where it stands at a gate. */
import { signal } from "@preact/signals";
import { type Answer, createApi } from "@saunter/client/api";
import { toProblem } from "@saunter/client/problem";
import { showBrand } from "@saunter/ui/show-brand";

const KEPT_AS = "saunter.display";

/** The key of a device; null until somebody has typed it in, once. */
export const deviceKey = signal<string | null>(localStorage.getItem(KEPT_AS));
/** Whether the key was good once, and is not any more. */
export const isRefused = signal(false);
/** A key that is not known to be good yet. */
let tried: string | null = null;

export const api = createApi({
  fetch: (url, init) => {
    const headers = new Headers(init?.headers);
    const key = tried ?? deviceKey.value;
    if (key !== null) headers.set("authorization", `Bearer ${key}`);
    return fetch(url, { ...init, headers, credentials: "omit" });
  },
  // Nothing is sent from here that could be done twice.
  makeKey: () => "display",
  onSignedOut: () => {
    isRefused.value = true;
    forgetKey();
  },
});

export interface Facts {
  readonly shop: Answer<"GET /v1/shop">;
  readonly terms: Answer<"GET /v1/entry/terms">;
}

export const facts = signal<Facts | null>(null);
/** Whether what is shown is of now. */
export const isLost = signal(false);

/** What the shop is and whether it is open; without an answer what was known stays. */
export async function findFacts(): Promise<void> {
  try {
    const [shop, terms] = await Promise.all([
      api.call("GET /v1/shop"),
      api.call("GET /v1/entry/terms"),
    ]);
    showBrand(shop.brand.accent);
    facts.value = { shop, terms };
    // Whoever was away may have become another: nobody is there to load the page again.
    if (isLost.value || page === null) await followPage();
    isLost.value = false;
  } catch (error) {
    toProblem(error);
    isLost.value = true;
  }
}

/** This page as the shop gave it; its scripts have a digest in their names. */
let page: string | null = null;

async function followPage(): Promise<void> {
  const text = await (await fetch(location.pathname, { cache: "no-cache" })).text();
  if (page !== null && text !== page) location.reload();
  page = text;
}

/** Keeps a key where it may watch the gate. Rejects with a `Problem` where it may not. */
export async function tryKey(key: string, gateId: string): Promise<void> {
  tried = key;
  try {
    await api.call("GET /v1/gates/:gateId/watch", { params: { gateId } });
  } finally {
    tried = null;
    isRefused.value = false;
  }
  localStorage.setItem(KEPT_AS, key);
  deviceKey.value = key;
}

function forgetKey(): void {
  deviceKey.value = null;
  localStorage.removeItem(KEPT_AS);
}
