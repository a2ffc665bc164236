/** The visit that goes on now, if there is one. */
import { signal } from "@preact/signals";
import type { Answer } from "@saunter/client/api";
import { subscribeEvents } from "./events.ts";
import { keepAnswer, readKept } from "./kept-answers.ts";
import { api } from "./session.ts";

export type OwnVisit = Answer<"GET /v1/me/visits">["items"][number];

/** Undefined until it is known; null where nobody is inside on this account. */
export const visitOfNow = signal<OwnVisit | null | undefined>(undefined);

export async function findVisitOfNow(): Promise<void> {
  const { items } = await api.call("GET /v1/me/visits", { query: { limit: 1 } });
  const [last] = items;
  visitOfNow.value = last?.status === "open" ? last : null;
  keepAnswer("inside", "", visitOfNow.value);
}

/** Without a network: whoever was inside when there was one. */
export function recallVisitOfNow(): void {
  visitOfNow.value ??= readKept<OwnVisit | null>("inside", "")?.value ?? null;
}

/** Asks again whenever one begins or ends. Returns how to stop. */
export function watchVisitOfNow(): () => void {
  return subscribeEvents((event) => {
    const isOfDoor = event === null || /^visit\./.test(event.type);
    // Without an answer what was known stays, and the bar says that it is old.
    if (isOfDoor) void findVisitOfNow().catch(() => {});
  });
}
