/** Who is at this screen, and their calls to the chain. */
import { computed, signal } from "@preact/signals";
import { type ChainAnswer, createChainApi } from "@saunter/client/chain-api";
import { makeKey } from "@saunter/client/make-key";
import { Problem } from "@saunter/client/problem";
import { isDownKind } from "@saunter/protocol/chain/down-messages";
import { VERSION_RIGHTS } from "@saunter/protocol/chain/rights";

export type Me = ChainAnswer<"GET /v1/me">;
export type Right = Me["rights"][number];

/** Undefined until it is known; null where nobody is signed in. */
export const me = signal<Me | null | undefined>(undefined);

/** Whether the last request was answered; the page shows what it had before. */
export const isLost = signal(false);

export const api = createChainApi({
  makeKey,
  fetch: async (...parts) => {
    try {
      const response = await fetch(...parts);
      isLost.value = false;
      return response;
    } catch (error) {
      const [, request] = parts;
      if (request?.signal?.aborted !== true) isLost.value = true;
      throw error;
    }
  },
  onSignedOut: () => {
    me.value = null;
  },
});

const rights = computed<ReadonlySet<string>>(() => new Set(me.value?.rights ?? []));

export function hasRight(right: Right): boolean {
  return rights.value.has(right);
}

/** Whether versions of a kind may be published; false for kinds that this page doesn't know. */
export function mayPublish(kind: string): boolean {
  return isDownKind(kind) && hasRight("versions:write") && hasRight(VERSION_RIGHTS[kind]);
}

/** Whether somebody has a grant of the whole chain. */
export function isOfChain(): boolean {
  return me.value?.grants.some(({ scope }) => scope.kind === "chain") ?? false;
}

/** Finds out who is signed in. Rejects where the chain cannot be reached. */
export async function findMe(): Promise<void> {
  try {
    me.value = await api.call("GET /v1/me");
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    me.value = null;
  }
}

export async function signOut(): Promise<void> {
  const { endSessionUrl } = await api.call("POST /v1/sign-out");
  me.value = null;
  if (endSessionUrl !== null) location.assign(endSessionUrl);
}
