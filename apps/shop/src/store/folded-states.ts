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

/** `findKept` finds the state of a long stream as it was not long ago, so that the rest is folded. */
export function createFoldedStates(
  reader: JournalReader,
  findKept: (kind: StreamKind, stream: string) => FoldedState | null = () => null,
): FoldedStates {
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
      const kept = version === undefined ? findKept(kind, `${kind}-${id}`) : null;
      const folded = foldStream(reader, kind, id, kept, version);
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
  kept: FoldedState | null,
  versionMax?: number,
): FoldedState {
  let { version, state }: FoldedState = kept ?? { version: 0, state: AGGREGATES[kind].initial };
  if (versionMax === 0) return { version: 0, state };
  const key = `${kind}-${id}`;
  // The shop's own streams have no state, and the longest histories.
  if (kind === "shop" || kind === "security")
    return { version: versionMax ?? reader.readVersion(key), state };
  for (const { event, atMs, ...stored } of reader.readStream(key, versionMax, version)) {
    state = evolve(kind, state, event, atMs);
    version = stored.version;
  }
  return { version, state };
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
