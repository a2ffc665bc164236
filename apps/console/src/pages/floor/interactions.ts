/** What was taken and put back in the last minutes, as it stands by now. */

import type { ReadonlySignal } from "@preact/signals";
import { signal } from "@preact/signals";
import type { Answer } from "@saunter/client/api";
import { readCursor } from "@saunter/ui/components/use-list";
import { type ShopEvent, subscribeEvents } from "../../live-events.ts";
import { api } from "../../session.ts";
import { PAST_MS } from "./snapshot-history.ts";

type Told = Extract<Answer<"GET /v1/events">, { event: "interaction.decided" }>["data"]["data"];

export interface ShownInteraction
  extends Pick<
    Told,
    | "evidenceId"
    | "kind"
    | "shopperId"
    | "gtin"
    | "quantity"
    | "probability"
    | "occurredMs"
    | "gondola"
    | "shelf"
    | "plates"
  > {
  readonly visitId: string | null;
  /** When this page first received it, by this device's clock; null: it was there already. */
  readonly receivedMs: number | null;
  /** When it was written down, by the shop's clock. */
  readonly atMs: number;
}

export interface Interactions {
  /** The newest first. */
  readonly list: ReadonlySignal<readonly ShownInteraction[]>;
  load(): Promise<void>;
  /** Fetches the rest of what can be gone back to, once. */
  loadPast(): Promise<void>;
  close(): void;
}

export const SHOWN_MAX = 30;
/** So many are kept of the time that can be gone back to: three a second, all the while. */
export const KEPT_MAX = 900;
const PAGE_ROWS = 100;

/** Subscribes to events; earlier interactions are there after `load`. */
export function openInteractions(nowMs: () => number = Date.now): Interactions {
  const list = signal<readonly ShownInteraction[]>([]);
  const stop = subscribeEvents(["interaction.decided"], (event) => {
    list.value = takeTold(list.value, event, nowMs());
  });
  const loadPage = async (limit: number, after: string | undefined) => {
    const query = { limit, ...(after && { after }) };
    const { items, next } = await api.call("GET /v1/interactions", { query });
    list.value = addBefore(list.value, items);
    const [newest] = list.value;
    const oldest = items.at(-1);
    if (newest === undefined || oldest === undefined) return undefined;
    return newest.occurredMs - oldest.occurredMs > PAST_MS ? undefined : readCursor(next);
  };
  let hasPast = false;
  return {
    list,
    load: async () => void (await loadPage(SHOWN_MAX, undefined)),
    loadPast: async () => {
      if (hasPast) return;
      hasPast = true;
      let after: string | undefined;
      for (let rows = 0; rows < KEPT_MAX; rows += PAGE_ROWS) {
        after = await loadPage(PAGE_ROWS, after);
        if (after === undefined) return;
      }
    },
    close: stop,
  };
}

type Loaded = Answer<"GET /v1/interactions">["items"][number];

/** The list with earlier interactions; those received since then stay as they are. */
export function addBefore(
  list: readonly ShownInteraction[],
  items: readonly Loaded[],
): readonly ShownInteraction[] {
  const known = new Set(list.map(({ evidenceId }) => evidenceId));
  const before = items
    .filter(({ evidenceId }) => !known.has(evidenceId))
    .map((item) => ({ ...item, receivedMs: null, atMs: item.occurredMs }));
  return sortNewest([...list, ...before]);
}

/** The list with what an event says: in place of what was said of it before. */
export function takeTold(
  list: readonly ShownInteraction[],
  { data, visitId, atMs }: Pick<ShopEvent, "data" | "visitId" | "atMs">,
  nowMs: number,
): readonly ShownInteraction[] {
  const { status, evidenceId, ...told } = data as Told;
  const before = list.find((one) => one.evidenceId === evidenceId);
  const others = list.filter((one) => one !== before);
  if (status === "retracted") return others;
  const receivedMs = before === undefined ? nowMs : before.receivedMs;
  return sortNewest([...others, { ...told, evidenceId, visitId, receivedMs, atMs }]);
}

/** The newest of all, and whatever else can be gone back to. */
function sortNewest(list: readonly ShownInteraction[]): readonly ShownInteraction[] {
  const sorted = [...list].sort((a, b) => b.occurredMs - a.occurredMs).slice(0, KEPT_MAX);
  const oldestMs = sorted.length === 0 ? 0 : sorted[0]!.occurredMs - PAST_MS;
  return sorted.filter(({ occurredMs }, at) => at < SHOWN_MAX || occurredMs >= oldestMs);
}

/** "+1": what a cart has more of. */
export function formatQuantity({ kind, quantity }: Pick<ShownInteraction, "kind" | "quantity">) {
  return kind === "putback" ? `−${quantity}` : `+${quantity}`;
}

/**
 * What was taken in the time up to a moment, by those alone of whom it is still known where they were: of
 * others nobody is to be seen, and a label beside nobody looks lost.
 */
export function listDoneAt(
  list: readonly ShownInteraction[],
  people: readonly { readonly shopperId: string }[],
  atMs: number,
  forMs: number,
): readonly ShownInteraction[] {
  const known = new Set<string | null>(people.map(({ shopperId }) => shopperId));
  return list.filter(
    ({ occurredMs, shopperId }) =>
      occurredMs <= atMs && atMs - occurredMs < forMs && known.has(shopperId),
  );
}
