/** What was taken and put back in the last minutes, as it stands by now. */

import type { ReadonlySignal } from "@preact/signals";
import { signal } from "@preact/signals";
import type { Answer } from "@saunter/ui/api";
import { hearEvents, type ShopEvent } from "../../live-events.ts";
import { api } from "../../session.ts";

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
  /** When this page has heard of it first, by this device's clock; null: it was there already. */
  readonly heardMs: number | null;
  /** When it was written down, by the shop's clock. */
  readonly atMs: number;
}

export interface Interactions {
  /** The newest first. */
  readonly list: ReadonlySignal<readonly ShownInteraction[]>;
  load(): Promise<void>;
  close(): void;
}

export const SHOWN_MAX = 60;

/** Begins to listen; what there was before is there after `load`. */
export function openInteractions(nowMs: () => number = Date.now): Interactions {
  const list = signal<readonly ShownInteraction[]>([]);
  const stop = hearEvents(["interaction.decided"], (event) => {
    list.value = takeTold(list.value, event, nowMs());
  });
  return {
    list,
    load: async () => {
      const { items } = await api.call("GET /v1/interactions", { query: { limit: SHOWN_MAX } });
      const known = new Set(list.value.map(({ evidenceId }) => evidenceId));
      const before = items
        .filter(({ evidenceId }) => !known.has(evidenceId))
        .map((item) => ({ ...item, heardMs: null, atMs: item.occurredMs }));
      list.value = sortNewest([...list.value, ...before]);
    },
    close: stop,
  };
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
  const heardMs = before === undefined ? nowMs : before.heardMs;
  return sortNewest([...others, { ...told, evidenceId, visitId, heardMs, atMs }]);
}

function sortNewest(list: readonly ShownInteraction[]): readonly ShownInteraction[] {
  return [...list].sort((a, b) => b.occurredMs - a.occurredMs).slice(0, SHOWN_MAX);
}

/** "+1": what a cart has more of. */
export function formatQuantity({ kind, quantity }: Pick<ShownInteraction, "kind" | "quantity">) {
  return kind === "putback" ? `−${quantity}` : `+${quantity}`;
}

const WORDS: Readonly<Record<ShownInteraction["kind"], string>> = {
  pick: "taken",
  putback: "put back",
  handover: "handed over",
};

export function wordOf({ kind }: Pick<ShownInteraction, "kind">): string {
  return WORDS[kind];
}
