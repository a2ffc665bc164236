/**
 * Where people were, as far as this page has received it and may keep it: the shop says who is to be
 * forgotten. Centimetres on the shop's axes.
 */

/** As the API has it: number, x, y, heading, left hand x and y, right hand x and y. */
export type Spot = readonly (number | null)[];

export interface Snapshot {
  readonly atMs: number;
  readonly people: readonly Spot[];
  /** "gondola/shelf" on which something happened; left out of snapshots of before the page was opened. */
  readonly shelves?: readonly string[];
}

export interface Hand {
  x: number;
  y: number;
  isSeen: boolean;
}

/** One person at a moment; written over from moment to moment. */
export interface Placed {
  number: number;
  x: number;
  y: number;
  /** Degrees; NaN where it is not seen. */
  heading: number;
  readonly left: Hand;
  readonly right: Hand;
}

/** Is notified of what a history keeps and what it forgets. */
export interface HistoryListener {
  onSnapshots(snapshots: readonly Snapshot[]): void;
  /** Everybody but these is forgotten. */
  onKept(numbers: ReadonlySet<number>): void;
}

export interface SnapshotHistory {
  /** Takes snapshots in any order; one of a time that is there already is left out. */
  add(snapshots: readonly Snapshot[]): void;
  /** Forgets everybody else. */
  keepOnly(numbers: ReadonlySet<number>): void;
  /** Tells of all that is there, and of what comes. Returns how to stop. */
  listen(listener: HistoryListener): () => void;
  /** NaN while there are none. */
  readonly newestMs: () => number;
  readonly oldestMs: () => number;
  /** Everybody at a moment, between two snapshots where there are two. Gives how many of `into` hold. */
  sample(atMs: number, into: Placed[]): number;
  /** On which shelves something happened at a moment, as far as that is known. */
  shelvesAt(atMs: number): readonly string[];
  /** Where somebody was in a stretch of time, oldest first: calls `see` for each snapshot. */
  follow(
    number: number,
    fromMs: number,
    untilMs: number,
    see: (x: number, y: number, atMs: number) => void,
  ): void;
}

/** How far back positions are shown and kept. */
export const PAST_MS = 5 * 60_000;
/** Between snapshots further apart than this nobody knows where people were. */
export const GAP_MS_MAX = 1500;

export function createSnapshotHistory(): SnapshotHistory {
  let snapshots: Snapshot[] = [];
  const listeners = new Set<HistoryListener>();
  const newestMs = (): number => snapshots.at(-1)?.atMs ?? Number.NaN;
  return {
    newestMs,
    oldestMs: () => snapshots[0]?.atMs ?? Number.NaN,
    add: (added) => {
      const isNewer = added.every((one, at) => one.atMs > (added[at - 1]?.atMs ?? newestMs()));
      if (isNewer || snapshots.length === 0) snapshots.push(...added);
      else snapshots = merge(snapshots, added);
      const old = findFirst(snapshots, newestMs() - PAST_MS);
      if (old > 0) snapshots.splice(0, old);
      for (const { onSnapshots } of listeners) onSnapshots(added);
    },
    keepOnly: (numbers) => {
      snapshots = snapshots.map((snapshot) =>
        snapshot.people.every(([number]) => numbers.has(number!))
          ? snapshot
          : { ...snapshot, people: snapshot.people.filter(([number]) => numbers.has(number!)) },
      );
      for (const { onKept } of listeners) onKept(numbers);
    },
    listen: (listener) => {
      listener.onSnapshots(snapshots);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    sample: (atMs, into) => sampleSnapshots(snapshots, atMs, into),
    shelvesAt: (atMs) => {
      // The shop's own past lies between the snapshots received, and says nothing of shelves.
      for (let at = findFirst(snapshots, atMs + 1) - 1; at >= 0; at--) {
        const { atMs: thenMs, shelves } = snapshots[at]!;
        if (atMs - thenMs > GAP_MS_MAX) break;
        if (shelves !== undefined) return shelves;
      }
      return [];
    },
    follow: (number, fromMs, untilMs, see) => {
      let hint = 0;
      for (let at = findFirst(snapshots, fromMs); at < snapshots.length; at++) {
        const { atMs, people } = snapshots[at]!;
        if (atMs > untilMs) return;
        hint = findPerson(people, number, hint);
        const spot = people[hint];
        if (spot !== undefined) see(spot[1]!, spot[2]!, atMs);
      }
    },
  };
}

/** The first snapshot that is not before a time. */
function findFirst(snapshots: readonly Snapshot[], atMs: number): number {
  let low = 0;
  let high = snapshots.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (snapshots[middle]!.atMs < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function merge(known: readonly Snapshot[], added: readonly Snapshot[]): Snapshot[] {
  const byTime = new Map(added.map((snapshot) => [snapshot.atMs, snapshot]));
  for (const snapshot of known) byTime.set(snapshot.atMs, snapshot);
  return [...byTime.values()].sort((a, b) => a.atMs - b.atMs);
}

/** People keep their places in the list mostly: where they were before is looked at first. */
function findPerson(people: readonly Spot[], number: number, hint: number): number {
  if (people[hint]?.[0] === number) return hint;
  const at = people.findIndex(([other]) => other === number);
  return at < 0 ? people.length : at;
}

function sampleSnapshots(snapshots: readonly Snapshot[], atMs: number, into: Placed[]): number {
  const after = findFirst(snapshots, atMs);
  const before = snapshots[after - 1] ?? snapshots[after];
  if (before === undefined) return 0;
  // Nothing is known of the time before the first snapshot; of the last one, nothing newer.
  if (before.atMs > atMs || atMs - before.atMs > GAP_MS_MAX) return 0;
  const next = snapshots[after];
  const isGap = next === undefined || next.atMs - before.atMs > GAP_MS_MAX;
  const share = isGap || next === before ? 0 : (atMs - before.atMs) / (next.atMs - before.atMs);
  for (let at = 0; at < before.people.length; at++) {
    const spot = before.people[at]!;
    into[at] ??= makePlaced();
    const then = isGap ? undefined : next!.people[findPerson(next!.people, spot[0]!, at)];
    place(into[at]!, spot, then, share);
  }
  return before.people.length;
}

function makePlaced(): Placed {
  const hand = (): Hand => ({ x: 0, y: 0, isSeen: false });
  return { number: 0, x: 0, y: 0, heading: Number.NaN, left: hand(), right: hand() };
}

function place(into: Placed, from: Spot, to: Spot | undefined, share: number): void {
  into.number = from[0]!;
  into.x = between(from[1]!, to?.[1], share);
  into.y = between(from[2]!, to?.[2], share);
  into.heading = turn(from[3] ?? Number.NaN, to?.[3], share);
  placeHand(into.left, from, to, share, 4);
  placeHand(into.right, from, to, share, 6);
}

function placeHand(hand: Hand, from: Spot, to: Spot | undefined, share: number, at: number): void {
  const x = from[at];
  const y = from[at + 1];
  hand.isSeen = x != null && y != null;
  if (!hand.isSeen) return;
  hand.x = between(x!, to?.[at], share);
  hand.y = between(y!, to?.[at + 1], share);
}

function between(from: number, to: number | null | undefined, share: number): number {
  return to == null ? from : from + share * (to - from);
}

/** The shorter way round. */
function turn(from: number, to: number | null | undefined, share: number): number {
  if (to == null || Number.isNaN(from)) return from;
  const by = ((((to - from) % 360) + 540) % 360) - 180;
  return from + share * by;
}
