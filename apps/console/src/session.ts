/** Who is at this screen, and their calls to the shop. */
import { computed, signal } from "@preact/signals";
import { type Answer, createApi } from "@saunter/client/api";
import { Problem } from "@saunter/client/problem";

export type Me = Answer<"GET /v1/me">;
type Principal = Answer<"POST /v1/sign-in">["principal"];
export type Role = Principal["roles"][number];

/** Undefined until it is known; null where nobody is signed in. */
export const me = signal<Me | null | undefined>(undefined);

export const api = createApi({
  fetch: (...parts) => fetch(...parts),
  makeKey: () => crypto.randomUUID(),
  onSignedOut: () => {
    me.value = null;
  },
});

const roles = computed<ReadonlySet<string>>(() => new Set(me.value?.roles ?? []));

export function hasRole(...wanted: readonly Role[]): boolean {
  return wanted.some((role) => roles.value.has(role));
}

/** Finds out who is signed in. Rejects where the shop cannot be reached. */
export async function findMe(): Promise<void> {
  try {
    me.value = await api.call("GET /v1/me");
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    me.value = null;
  }
}

export async function signOut(): Promise<void> {
  await api.call("POST /v1/sign-out", { body: { refreshToken: null } });
  me.value = null;
}
