/** What the shop says of its floor at this moment, as the page keeps it. */
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { type ConnectionState, openLiveStream } from "@saunter/ui/live";
import { onBeat as onEachBeat } from "../../parts/beat.ts";
import { findMe } from "../../session.ts";
import type { DataOf, OpenVisit, Person } from "./floor-data.ts";
import { findInside, type InsideCount, mergeCounts } from "./inside-counts.ts";
import { areSamePeople } from "./people-rows.ts";
import { createSnapshotHistory, PAST_MS, type SnapshotHistory } from "./snapshot-history.ts";

export interface FloorFeed {
  /** Everybody of whom the shop knows where they are; null until it has said so. */
  readonly people: ReadonlySignal<readonly Person[] | null>;
  readonly visits: ReadonlySignal<ReadonlyMap<string, OpenVisit>>;
  readonly history: SnapshotHistory;
  /** How many were inside at a moment, by the shop's clock; null where that is not known. */
  readonly insideAt: (atMs: number) => number | null;
  readonly connection: ReadonlySignal<ConnectionState>;
  /** Why the shop has ended the stream; null while it has not. */
  readonly cutOff: ReadonlySignal<DataOf<"cut-off">["reason"] | null>;
  /** By how much the shop's clock is behind this device's, with the way in between. */
  readonly lagMs: () => number;
  /** Called with each snapshot that comes, some ten times a second. */
  onSnapshot(listen: () => void): () => void;
  /** Fetches where people were before this page was opened, once. */
  loadPast(): void;
  close(): void;
}

export interface FloorFeedOptions {
  readonly openStream?: typeof openLiveStream;
  readonly nowMs?: () => number;
  readonly onBeat?: typeof onEachBeat;
}

/** A way in that was this much quicker long ago is forgotten, milliseconds a snapshot. */
const LAG_DRIFT_MS = 0.2;

export function openFloorFeed(options: FloorFeedOptions = {}): FloorFeed {
  const { openStream = openLiveStream, nowMs = Date.now, onBeat = onEachBeat } = options;
  const cutOff = signal<DataOf<"cut-off">["reason"] | null>(null);
  const history = createSnapshotHistory();
  const crowd = createCrowd(onBeat, (before, now) => forget(history, before, now));
  const listeners = new Set<() => void>();
  const share = createSharer();
  let inside: readonly InsideCount[] = [];
  let lagMs = Number.NaN;
  let closePast = (): void => {};
  let hasPast = false;
  const addSnapshot = (data: unknown): void => {
    const { atMs, people: seen, shelves } = data as DataOf<"picture">;
    cutOff.value = null;
    history.add([{ atMs, people: seen, shelves: share(shelves) }]);
    const thisMs = nowMs() - atMs;
    lagMs = Number.isNaN(lagMs) ? thisMs : Math.min(thisMs, lagMs + LAG_DRIFT_MS);
    for (const listen of listeners) listen();
  };
  const stream = openStream({
    url: () => {
      const newestMs = history.newestMs();
      return Number.isNaN(newestMs) ? "/v1/live/floor" : `/v1/live/floor?sinceMs=${newestMs}`;
    },
    on: {
      people: crowd.updatePeople,
      visits: crowd.updateVisits,
      inside: (data) => {
        inside = mergeCounts(inside, (data as DataOf<"inside">).counts);
      },
      past: (data) => history.add((data as DataOf<"past">).pictures),
      picture: addSnapshot,
      "cut-off": (data) => {
        cutOff.value = (data as DataOf<"cut-off">).reason;
      },
    },
    beforeRetry: findMe,
  });
  return {
    people: crowd.people,
    visits: crowd.visits,
    history,
    cutOff,
    connection: stream.state,
    insideAt: (atMs) => findInside(inside, atMs),
    lagMs: () => lagMs,
    onSnapshot: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    loadPast: () => {
      if (hasPast) return;
      hasPast = true;
      const past = openStream({
        url: () => `/v1/live/floor?sinceMs=${Math.max(0, nowMs() - PAST_MS)}`,
        on: {
          past: (data) => history.add((data as DataOf<"past">).pictures),
          // What comes after the past comes by the other stream, too.
          picture: () => closePast(),
        },
      });
      closePast = past.close;
    },
    close: () => {
      crowd.close();
      stream.close();
      closePast();
    },
  };
}

/** People and visits: with thirty carts something changes ten times a second, and is drawn together. */
function createCrowd(
  onBeat: typeof onEachBeat,
  onPeople: (before: readonly Person[], now: readonly Person[]) => void,
) {
  const people = signal<readonly Person[] | null>(null);
  const visits = signal<ReadonlyMap<string, OpenVisit>>(new Map());
  let told = visits.value;
  const showVisits = (): void => {
    visits.value = told;
  };
  return {
    people,
    visits,
    updatePeople: (data: unknown): void => {
      const { people: now } = data as DataOf<"people">;
      const before = people.value;
      onPeople(before ?? [], now);
      if (before !== null && areSamePeople(before, now)) return;
      // Whoever comes in is on a visit that is known.
      batch(() => {
        showVisits();
        people.value = now;
      });
    },
    updateVisits: (data: unknown): void => {
      const changes = data as DataOf<"visits">;
      told = mergeVisits(told, changes);
      if (changes.isAll) showVisits();
    },
    close: onBeat(showVisits),
  };
}

/** Snapshots in which the same shelves are busy share the list: most have none, or those of the last. */
function createSharer(): (shelves: readonly string[]) => readonly string[] {
  let last: readonly string[] = [];
  return (shelves) => {
    if (shelves.join() !== last.join()) last = shelves;
    return last;
  };
}

function mergeVisits(
  known: ReadonlyMap<string, OpenVisit>,
  { isAll, changed, closed }: DataOf<"visits">,
): ReadonlyMap<string, OpenVisit> {
  const next = new Map(isAll ? [] : known);
  for (const visitId of closed) next.delete(visitId);
  for (const visit of changed) next.set(visit.visitId, visit);
  return next;
}

/** Whoever has left, or has a number that was another's, is forgotten here as in the shop. */
function forget(history: SnapshotHistory, before: readonly Person[], now: readonly Person[]): void {
  const names = new Map(before.map(({ number, shopperId }) => [number, shopperId]));
  const kept = now.filter(
    ({ number, shopperId }) => (names.get(number) ?? shopperId) === shopperId,
  );
  history.keepOnly(new Set(kept.map(({ number }) => number)));
}
