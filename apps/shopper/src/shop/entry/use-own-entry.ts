import type { Answer } from "@saunter/client/api";
import { useWatch } from "../../use-watch.ts";
import { api } from "../session.ts";

type OwnEntry = Answer<"GET /v1/me/entry">;
export type Told = NonNullable<OwnEntry["told"]>;

const RETRY_MS = 3000;

/** What becomes of the code at a gate: refused, being asked, admitted; null where nothing has. */
export function useOwnEntry(): Told | null {
  const now = useWatch<OwnEntry>("own", {
    ask: (query, signal) => api.call("GET /v1/me/entry", { query, signal }),
    retryMs: RETRY_MS,
  });
  return now?.told ?? null;
}
