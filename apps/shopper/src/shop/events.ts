/** One stream of what happens in the shopper's own visits, for all pages. */
import { computed, signal } from "@preact/signals";
import type { PublicEvent, PublicEventType } from "@saunter/protocol/public-event";
import { openEventStream } from "@saunter/ui/event-stream";
import type { ConnectionState, LiveStream } from "@saunter/ui/live";
import { API_BASE, findCustomer } from "./session.ts";

export type VisitEvent = Pick<PublicEvent, "id" | "type" | "atMs" | "visitId">;

/** As the API has them; a shopper receives no others. */
const TYPES = [
  "visit.opened",
  "visit.closed",
  "cart.updated",
  "interaction.decided",
  "receipt.drafted",
  "receipt.finalised",
  "receipt.contested",
  "receipt.corrected",
  "receipt.refunded",
  "charge.updated",
  "debt.opened",
  "debt.settled",
  "review.opened",
  "review.ended",
] as const satisfies readonly PublicEventType[];

const listeners = new Set<(event: VisitEvent | null) => void>();
const stream = signal<LiveStream | null>(null);

/** Whether what is shown is of now. */
export const connection = computed<ConnectionState>(
  () => stream.value?.state.value ?? "connecting",
);

/** Opens the stream; to be called once somebody is signed in. Returns how to close it. */
export function openEvents(): () => void {
  const tell = (event: VisitEvent | null): void => {
    for (const onEvent of listeners) onEvent(event);
  };
  const opened = openEventStream<VisitEvent>({
    path: `${API_BASE}/v1/events`,
    types: TYPES,
    onEvent: tell,
    onMissed: () => tell(null),
    beforeRetry: findCustomer,
  });
  stream.value = opened;
  return () => {
    opened.close();
    stream.value = null;
  };
}

/** @param onEvent gets null when everything shown has to be loaded again */
export function subscribeEvents(onEvent: (event: VisitEvent | null) => void): () => void {
  listeners.add(onEvent);
  return () => listeners.delete(onEvent);
}
