/** Who shops with this phone, and their calls to the shop. */
import { signal } from "@preact/signals";
import { type Answer, createApi } from "@saunter/client/api";
import { makeKey } from "@saunter/client/make-key";
import { Problem } from "@saunter/client/problem";
import { forgetPhone } from "./entry/phone-store.ts";
import { forgetKept } from "./kept-answers.ts";

/** Cookies of shoppers go here alone: the console may be open in the same browser. */
export const API_BASE = "/shop";
const KEPT_AS = "saunter.customer";

/** The customer's id; undefined until it is known, null where nobody is signed in. */
export const customer = signal<string | null | undefined>(undefined);

/** Whether the shop could not be asked, and what is shown is what this phone remembers. */
export const isOffline = signal(false);

export const api = createApi({
  base: API_BASE,
  fetch: (...parts) => fetch(...parts),
  makeKey,
  onSignedOut: () => setCustomer(null),
});

function setCustomer(customerId: string | null): void {
  // What was kept for one is not shown to another.
  if (customerId !== localStorage.getItem(KEPT_AS)) forgetKept();
  customer.value = customerId;
  if (customerId === null) localStorage.removeItem(KEPT_AS);
  else localStorage.setItem(KEPT_AS, customerId);
}

/** Finds out who is signed in; without a connection, who was here last. */
export async function findCustomer(): Promise<void> {
  try {
    const { customerId } = await api.call("GET /v1/me");
    setCustomer(customerId);
    isOffline.value = false;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 401) setCustomer(null);
    else if (error.code !== "no-connection") throw error;
    else {
      isOffline.value = true;
      customer.value = localStorage.getItem(KEPT_AS);
    }
  }
}

export function takeSession({ principal }: Answer<"POST /v1/customers">): void {
  setCustomer(principal.customerId);
}

export async function signOut(): Promise<void> {
  await api.call("POST /v1/sign-out", { body: { refreshToken: null } });
  await leave();
}

/** The session has ended: this phone makes no more codes for the gate. */
export async function leave(): Promise<void> {
  await forgetPhone();
  setCustomer(null);
}
