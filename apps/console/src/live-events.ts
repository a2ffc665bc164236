/**
 * One stream of the shop's events for the whole console: browsers keep few connections to one
 * address, and each page would open another.
 */
import { computed, signal } from "@preact/signals";
import { type ConnectionState, type LiveStream, openLiveStream } from "@saunter/ui/live";
import { findMe } from "./session.ts";

export interface ShopEvent {
  readonly id: number;
  readonly type: string;
  readonly atMs: number;
  readonly visitId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** As the API has them. */
const TYPES = [
  "visit.opened",
  "visit.closed",
  "cart.updated",
  "interaction.decided",
  "receipt.drafted",
  "receipt.finalised",
  "receipt.contested",
  "receipt.corrected",
  "charge.updated",
  "debt.opened",
  "debt.settled",
  "review.opened",
  "review.ended",
  "stock.changed",
  "alert.raised",
  "alert.cleared",
] as const;

interface Listener {
  readonly types: readonly string[];
  readonly act: (event: ShopEvent) => void;
}

const listeners = new Set<Listener>();
const stream = signal<LiveStream | null>(null);
let lastId: number | null = null;

/** Whether what is shown is of now. */
export const connection = computed<ConnectionState>(
  () => stream.value?.state.value ?? "connecting",
);

/** Opens the stream; to be called once somebody is signed in. Returns how to close it. */
export function openEvents(): () => void {
  const tell = (data: unknown): void => {
    const event = data as ShopEvent;
    lastId = event.id;
    for (const { types, act } of listeners)
      if (types.some((type) => matches(type, event))) act(event);
  };
  const opened = openLiveStream({
    url: () => (lastId === null ? "/v1/events" : `/v1/events?after=${lastId}`),
    on: Object.fromEntries(TYPES.map((type) => [type, tell])),
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
export function hearEvents(types: readonly string[], act: (event: ShopEvent) => void): () => void {
  const listener = { types, act };
  listeners.add(listener);
  return () => listeners.delete(listener);
}
