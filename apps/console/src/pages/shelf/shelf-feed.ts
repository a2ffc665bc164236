/** What the shop says of a shelf at this moment, as the page keeps it. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Answer } from "@saunter/client/api";
import { type ConnectionState, openLiveStream } from "@saunter/ui/live";
import { findMe } from "../../session.ts";
import { type Curves, createCurves } from "./curves.ts";

type Message = Answer<"GET /v1/live/shelves/:gondola/:shelf">;
type DataOf<Event extends Message["event"]> = Extract<Message, { event: Event }>["data"];

export type Plate = DataOf<"plates">["plates"][number];

/** What stands somewhere by weight; nulls where nobody has counted since. */
export type Weighed = DataOf<"plates">["facings"][number];

export interface ShelfFeed {
  /** Null until the shop has said something. */
  readonly plates: ReadonlySignal<readonly Plate[] | null>;
  /** By facing. */
  readonly weighed: ReadonlySignal<ReadonlyMap<string, Weighed>>;
  readonly curves: Curves;
  readonly connection: ReadonlySignal<ConnectionState>;
  /** Why the shop has ended the stream; null while it goes on. */
  readonly cutOff: ReadonlySignal<DataOf<"cut-off">["reason"] | null>;
  onCurve(listen: () => void): () => void;
  close(): void;
}

export function openShelfFeed(
  gondola: number,
  shelf: number,
  openStream: typeof openLiveStream = openLiveStream,
): ShelfFeed {
  const plates = signal<readonly Plate[] | null>(null);
  const weighed = signal<ReadonlyMap<string, Weighed>>(new Map());
  const cutOff = signal<DataOf<"cut-off">["reason"] | null>(null);
  const curves = createCurves();
  const listeners = new Set<() => void>();
  const stream = openStream({
    url: () => `/v1/live/shelves/${gondola}/${shelf}`,
    on: {
      plates: (data) => {
        const told = data as DataOf<"plates">;
        cutOff.value = null;
        plates.value = told.plates;
        weighed.value = new Map(told.facings.map((one) => [one.facing, one]));
      },
      curve: (data) => {
        curves.add(data as DataOf<"curve">);
        for (const listen of listeners) listen();
      },
      "cut-off": (data) => {
        cutOff.value = (data as DataOf<"cut-off">).reason;
      },
    },
    beforeRetry: findMe,
  });
  return {
    plates,
    weighed,
    curves,
    cutOff,
    connection: stream.state,
    onCurve: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    close: stream.close,
  };
}
