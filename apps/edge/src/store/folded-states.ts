/** States of streams, folded from their events once and kept while there is room. */
import { AGGREGATES, type Aggregate, type StatesByKind } from "@saunter/commerce/aggregates";
import type { EventsByKind, StreamKind } from "@saunter/commerce/events";
import type { JournalReader, StoredEvent } from "./journal.ts";
import { StoreError } from "./store-error.ts";
import { STATES_KEPT_MAX } from "./store-limits.ts";

export interface FoldedState {
  readonly version: number;
  readonly state: StatesByKind[StreamKind];
}

export interface FoldedStates {
  /** The state after a stream's event of a version; after its last where none is given. */
  read(kind: StreamKind, id: string, version?: number): FoldedState;
  keep(kind: StreamKind, id: string, folded: FoldedState): void;
  /** Drops what events that are undone have changed. */
  forget(undone: readonly StoredEvent[]): void;
}

export function createFoldedStates(reader: JournalReader): FoldedStates {
  const states = new Map<string, FoldedState>();

  function keep(kind: StreamKind, id: string, folded: FoldedState): void {
    const key = `${kind}-${id}`;
    // The newest last: what is dropped is what was kept longest ago.
    states.delete(key);
    states.set(key, folded);
    if (states.size > STATES_KEPT_MAX) {
      const [oldest] = states.keys();
      states.delete(oldest!);
    }
  }

  return {
    keep,
    read: (kind, id, version) => {
      const known = states.get(`${kind}-${id}`);
      if (known !== undefined && (version === undefined || known.version === version)) return known;
      const folded = foldStream(reader, kind, id, version);
      keep(kind, id, folded);
      return folded;
    },
    forget: (undone) => {
      for (const { stream } of undone) states.delete(stream);
    },
  };
}

function foldStream(
  reader: JournalReader,
  kind: StreamKind,
  id: string,
  versionMax?: number,
): FoldedState {
  let state: StatesByKind[StreamKind] = AGGREGATES[kind].initial;
  if (versionMax === 0) return { version: 0, state };
  const key = `${kind}-${id}`;
  // The shop's own streams have no state, and the longest histories.
  if (kind === "shop") return { version: versionMax ?? reader.readVersion(key), state };
  const events = reader.readStream(key, versionMax);
  for (const { event, atMs } of events) state = evolve(kind, state, event, atMs);
  return { version: events.length, state };
}

export function evolve(
  kind: StreamKind,
  state: StatesByKind[StreamKind],
  event: EventsByKind[StreamKind],
  atMs: number,
): StatesByKind[StreamKind] {
  // The kind names the types of both; the compiler cannot see that they go together.
  const aggregate = AGGREGATES[kind] as Aggregate<StreamKind>;
  return aggregate.evolve(state, event, atMs);
}

/** "visit-7" is stream 7 of visits. */
export function parseStream(stream: string): { kind: StreamKind; id: string } {
  const at = stream.indexOf("-");
  const kind = stream.slice(0, at);
  if (!Object.hasOwn(AGGREGATES, kind)) {
    throw new StoreError("journal-newer", `the journal has streams of "${kind}"; update Saunter`);
  }
  return { kind: kind as StreamKind, id: stream.slice(at + 1) };
}
