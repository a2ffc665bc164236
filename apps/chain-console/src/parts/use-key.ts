import { makeKey } from "@saunter/client/make-key";
import { useMemo } from "preact/hooks";

/** The idempotency key of what a form says: pressed again, the same is done once. */
export function useKey(said: readonly unknown[]): string {
  return useMemo(makeKey, said);
}
