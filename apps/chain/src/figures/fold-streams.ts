/** Rows that follow from all of a stream: it is folded again where something has come to it. */
import { areRows, type RowSet } from "./figure-rows.ts";
import {
  type Batch,
  describeFault,
  type Fault,
  type Made,
  type ShopEvent,
  type Tx,
} from "./projection.ts";
import { nameStream, readEarlier } from "./read-events.ts";

export interface StreamPlace {
  readonly shopId: string;
  /** What is after the first hyphen of the stream's name. */
  readonly id: string;
}

export interface StreamFold<State, Event> {
  readonly initial: State;
  /** May throw where an event cannot follow. */
  readonly evolve: (
    state: State,
    event: Event,
    place: Pick<ShopEvent, "atMs" | "position">,
  ) => State;
  /** May throw where a state is none. */
  readonly toRows: (state: State, place: StreamPlace) => RowSet;
}

export function makeStreamProjection<State, Event>(fold: StreamFold<State, Event>) {
  return async (tx: Tx, batch: Batch): Promise<Made> => {
    const byStream = Map.groupBy(batch.events, nameStream);
    const earlier = Map.groupBy(await readEarlier(tx, batch.events), nameStream);
    const rows = new Map<string, object[]>();
    const faults: Fault[] = [];
    for (const [name, events] of byStream) {
      const made = foldStream(fold, [...(earlier.get(name) ?? []), ...events]);
      const after = batch.after.get(events[0]!.shopId)!;
      faults.push(...made.faults.filter(({ event }) => event.position > after));
      for (const [table, of] of Object.entries(made.rows)) {
        const all = rows.get(table) ?? [];
        all.push(...of.filter((row) => isNew(row, after)));
        rows.set(table, all);
      }
    }
    return { rows: Object.fromEntries(rows) as RowSet, faults };
  };
}

/** Rows of single events never change. */
function isNew(row: object, after: number): boolean {
  return !("position" in row) || (row.position as number) > after;
}

/** An event is taken where rows can be made of the state after it; else it is as if it had not come. */
export function foldStream<State, Event>(
  { initial, evolve, toRows }: StreamFold<State, Event>,
  events: readonly ShopEvent[],
): Made {
  const faults: Fault[] = [];
  let state = initial;
  let rows: RowSet = {};
  for (const event of events) {
    const place = { shopId: event.shopId, id: event.stream.slice(event.stream.indexOf("-") + 1) };
    try {
      const next = evolve(state, event.body as Event, event);
      const made = toRows(next, place);
      if (!areRows(made)) throw new Error("an event of a kind or a form that is not known");
      state = next;
      rows = made;
    } catch (error) {
      faults.push({ event, reason: describeFault(error) });
    }
  }
  return { rows, faults };
}
