import { describe, expect, it } from "vitest";
import {
  createSnapshotHistory,
  GAP_MS_MAX,
  PAST_MS,
  type Placed,
  type Snapshot,
  type Spot,
} from "./snapshot-history.ts";

const spot = (number: number, x: number, y = 0, heading: number | null = null): Spot => [
  ...[number, x, y, heading],
  ...[null, null, null, null],
];

const snapshot = (atMs: number, ...people: Spot[]): Snapshot => ({ atMs, people });

function sampleAt(history: ReturnType<typeof createSnapshotHistory>, atMs: number) {
  const into: Placed[] = [];
  return into.slice(0, history.sample(atMs, into));
}

describe("a history of pictures", () => {
  it("shows people between two pictures where they were in between", () => {
    const history = createSnapshotHistory();
    history.add([
      snapshot(1000, spot(1, 0, 0, 170), spot(2, 50)),
      snapshot(1100, spot(2, 60), spot(1, 10, 20, -170)),
    ]);
    const [one, two] = sampleAt(history, 1050);
    expect(one).toMatchObject({ number: 1, x: 5, y: 10, heading: 180 });
    expect(two).toMatchObject({ number: 2, x: 55 });
    expect(sampleAt(history, 1000)).toMatchObject([{ x: 0 }, { x: 50 }]);
    expect(sampleAt(history, 1100)).toMatchObject([{ x: 10 }, { x: 60 }]);
  });

  it("shows hands that are seen, and no others", () => {
    const history = createSnapshotHistory();
    const reaching: Spot = [1, 0, 0, 90, null, null, 40, 10];
    history.add([snapshot(1000, reaching), snapshot(1100, [1, 0, 0, 90, 5, 5, 60, 10])]);
    const [one] = sampleAt(history, 1050);
    expect(one!.left.isSeen).toBe(false);
    expect(one!.right).toEqual({ x: 50, y: 10, isSeen: true });
  });

  it("holds the last picture for a moment, and shows nobody after that", () => {
    const history = createSnapshotHistory();
    history.add([snapshot(1000, spot(1, 0))]);
    expect(sampleAt(history, 1000 + GAP_MS_MAX)).toHaveLength(1);
    expect(sampleAt(history, 1001 + GAP_MS_MAX)).toHaveLength(0);
    expect(sampleAt(history, 999)).toHaveLength(0);
  });

  it("does not have people glide over a gap", () => {
    const history = createSnapshotHistory();
    history.add([snapshot(1000, spot(1, 0)), snapshot(1001 + GAP_MS_MAX, spot(1, 500))]);
    expect(sampleAt(history, 1000 + GAP_MS_MAX / 2)).toMatchObject([{ x: 0 }]);
  });

  it("takes the past after what is new, in its place, and what is there twice once", () => {
    const history = createSnapshotHistory();
    history.add([snapshot(3000, spot(1, 30))]);
    history.add([
      snapshot(1000, spot(1, 10)),
      snapshot(2000, spot(1, 20)),
      snapshot(3000, spot(1, 99)),
    ]);
    history.add([snapshot(4000, spot(1, 40))]);
    const seen: number[] = [];
    history.follow(1, 0, 9000, (x) => void seen.push(x));
    expect(seen).toEqual([10, 20, 30, 40]);
    history.follow(1, 2000, 3000, (x) => void seen.push(x));
    expect(seen.slice(4)).toEqual([20, 30]);
  });

  it("forgets whoever is to be forgotten, everywhere", () => {
    const history = createSnapshotHistory();
    history.add([snapshot(1000, spot(1, 0), spot(2, 0)), snapshot(1100, spot(2, 5))]);
    history.keepOnly(new Set([2]));
    expect(sampleAt(history, 1050).map(({ number }) => number)).toEqual([2]);
    let isSeen = false;
    history.follow(1, 0, 9000, () => {
      isSeen = true;
    });
    expect(isSeen).toBe(false);
  });

  it("knows on which shelves something happened for a moment, whatever lies in between", () => {
    const history = createSnapshotHistory();
    history.add([{ ...snapshot(1000), shelves: ["1/2"] }]);
    history.add([{ ...snapshot(2000), shelves: [] }]);
    // The shop's own past comes later, and says nothing of shelves.
    history.add([snapshot(800), snapshot(1100), snapshot(1900)]);
    expect(history.shelvesAt(999)).toEqual([]);
    expect(history.shelvesAt(1000)).toEqual(["1/2"]);
    expect(history.shelvesAt(1950)).toEqual(["1/2"]);
    expect(history.shelvesAt(2000)).toEqual([]);
    history.add([{ ...snapshot(9000), shelves: ["2/1"] }]);
    expect(history.shelvesAt(9000 + GAP_MS_MAX)).toEqual(["2/1"]);
    expect(history.shelvesAt(9001 + GAP_MS_MAX)).toEqual([]);
  });

  it("keeps no more than is shown", () => {
    const history = createSnapshotHistory();
    history.add([snapshot(1000, spot(1, 0)), snapshot(1000 + PAST_MS, spot(1, 1))]);
    expect(history.oldestMs()).toBe(1000);
    history.add([snapshot(1001 + PAST_MS, spot(1, 2))]);
    expect(history.oldestMs()).toBe(1000 + PAST_MS);
  });

  it("notifies a listener of all that there is, and of what is added and forgotten after it", () => {
    const history = createSnapshotHistory();
    history.add([snapshot(1000, spot(1, 0), spot(2, 50))]);
    const copy = createSnapshotHistory();
    const stop = history.listen({
      onSnapshots: (snapshots) => copy.add(snapshots),
      onKept: (numbers) => copy.keepOnly(numbers),
    });
    history.add([snapshot(1100, spot(1, 10), spot(2, 50))]);
    // The past comes later.
    history.add([snapshot(900, spot(1, -10))]);
    history.keepOnly(new Set([1]));
    for (const atMs of [900, 950, 1050, 1100]) {
      expect(sampleAt(copy, atMs)).toEqual(sampleAt(history, atMs));
      expect(sampleAt(copy, atMs)).toHaveLength(1);
    }
    stop();
    history.add([snapshot(1200, spot(1, 20))]);
    expect(copy.newestMs()).toBe(1100);
  });
});
