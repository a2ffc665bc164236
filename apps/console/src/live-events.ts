/**
 * One stream of the shop's events for the whole console: browsers keep few connections to one
 * address, and each page would open another.
 */
import { computed, signal } from "@preact/signals";
import type { Answer } from "@saunter/client/api";
import { openEventStream } from "@saunter/ui/event-stream";
import type { ConnectionState, LiveStream } from "@saunter/ui/live";
import { findMe } from "./session.ts";

export interface ShopEvent {
  readonly id: number;
  readonly type: string;
  readonly atMs: number;
  readonly visitId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

type EventType = Exclude<Answer<"GET /v1/events">["event"], "reset" | "cut-off">;

/** As the API has them: a record, so that none can be left out. */
const TYPES: Readonly<Record<EventType, true>> = {
  "visit.opened": true,
  "visit.closed": true,
  "cart.updated": true,
  "interaction.decided": true,
  "receipt.drafted": true,
  "receipt.finalised": true,
  "receipt.contested": true,
  "receipt.corrected": true,
  "receipt.refunded": true,
  "charge.updated": true,
  "debt.opened": true,
  "debt.settled": true,
  "review.opened": true,
  "review.ended": true,
  "stock.changed": true,
  "drawer.changed": true,
  "goods.changed": true,
  "alert.raised": true,
  "alert.acknowledged": true,
  "alert.cleared": true,
};

interface Listener {
  readonly types: readonly string[];
  readonly act: (event: ShopEvent) => void;
  /** Called when events may have been missed: what was loaded before may be out of date. */
  readonly onMissed: () => void;
}

const listeners = new Set<Listener>();
const stream = signal<LiveStream | null>(null);

/** Whether what is shown is of now. */
export const connection = computed<ConnectionState>(
  () => stream.value?.state.value ?? "connecting",
);

/** Opens the stream; to be called once somebody is signed in. Returns how to close it. */
export function openEvents(): () => void {
  const opened = openEventStream<ShopEvent>({
    path: "/v1/events",
    types: Object.keys(TYPES),
    onEvent: (event) => {
      for (const { types, act } of listeners)
        if (types.some((type) => matches(type, event))) act(event);
    },
    onMissed: () => {
      for (const { onMissed } of listeners) onMissed();
    },
    beforeRetry: findMe,
  });
  stream.value = opened;
  return () => {
    opened.close();
    stream.value = null;
  };
}

function matches(type: string, event: ShopEvent): boolean {
  return type.endsWith("*") ? event.type.startsWith(type.slice(0, -1)) : event.type === type;
}

/** Returns how to stop. */
export function subscribeEvents(
  types: readonly string[],
  act: (event: ShopEvent) => void,
  onMissed: () => void = () => {},
): () => void {
  const listener = { types, act, onMissed };
  listeners.add(listener);
  return () => listeners.delete(listener);
}
