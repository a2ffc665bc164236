import { describe, expect, it } from "vitest";
import { makeFrame, type SeenPerson } from "./floor-frames.ts";
import { createFloorTrails, type FloorTrails } from "./floor-trails.ts";
import { LIVE_PEOPLE_MAX, NUMBERS_MAX, PAST_MS, PAST_STEP_MS, SEEN_MS } from "./live-limits.ts";

const START_MS = 1_772_442_000_000;

const readPast = (trails: FloorTrails, sinceMs = 0) => [...trails.readPast(sinceMs)];

describe("floor trails", () => {
  it("show people by number, with place, heading and the hands that are seen", () => {
    const trails = createFloorTrails();
    expect(trails.see(makeFrame({ shopperId: "t1", x: 1.234, y: -2 }), START_MS)).toBe(true);
    const reaching = { shopperId: "t2", x: 0, y: 0, heading: -135, hand: [0.4, 0.1] } as const;
    expect(trails.see(makeFrame({ shopperId: "t1", x: 1.3, y: -2 }, reaching), START_MS + 66)).toBe(
      true,
    );
    expect(trails.see(makeFrame({ shopperId: "t1", x: 1.4, y: -2 }), START_MS + 132)).toBe(false);
    expect(trails.readNow()).toEqual({
      atMs: START_MS + 132,
      people: [
        [1, 140, -200, 90, null, null, null, null],
        [2, 0, 0, -135, null, null, 40, 10],
      ],
    });
    expect(trails.list()).toEqual([
      { shopperId: "t1", number: 1, lastSeenMs: START_MS + 132 },
      { shopperId: "t2", number: 2, lastSeenMs: START_MS + 66 },
    ]);
  });

  it("do not go by joints of which the tracker is not sure, while there are others", () => {
    const trails = createFloorTrails();
    const at = { shopperId: "t1", x: 1, y: 2, hand: [1.4, 2] } as const;
    const readOne = (unsure: SeenPerson["unsure"] & object) => {
      trails.see(makeFrame({ ...at, unsure }), START_MS);
      return trails.readNow().people[0];
    };
    expect(readOne({ l_shoulder: 0.7 })).toEqual([1, 100, 200, null, null, null, 140, 200]);
    expect(readOne({ r_wrist: 0.7 })).toEqual([1, 100, 200, 90, null, null, null, null]);
    expect(readOne({ head: 0.6, l_shoulder: 0.6, r_shoulder: 0.6 })).toMatchObject({ 1: 150 });
  });

  it("leave out of the picture who was not seen for a moment, and not out of the past", () => {
    const trails = createFloorTrails();
    trails.see(makeFrame({ shopperId: "t1", x: 1, y: 0 }), START_MS);
    trails.see(makeFrame(), START_MS + SEEN_MS - 1);
    expect(trails.readNow().people).toHaveLength(1);
    trails.see(makeFrame(), START_MS + SEEN_MS);
    expect(trails.readNow().people).toEqual([]);
    expect(readPast(trails)).toHaveLength(1);
  });

  it("remember some minutes in steps, and no more", () => {
    const trails = createFloorTrails();
    for (let atMs = START_MS; atMs <= START_MS + PAST_MS + 1000; atMs += 100) {
      trails.see(makeFrame({ shopperId: "t1", x: (atMs - START_MS) / 1e6, y: 0 }), atMs);
    }
    const past = readPast(trails);
    expect(past).toHaveLength(PAST_MS / PAST_STEP_MS);
    expect(past.at(-1)!.atMs).toBe(START_MS + PAST_MS + 1000);
    expect(past[0]!.atMs).toBe(START_MS + 1000 + PAST_STEP_MS);
    const since = readPast(trails, START_MS + PAST_MS);
    expect(since.map(({ atMs }) => atMs - START_MS - PAST_MS)).toEqual([200, 400, 600, 800, 1000]);
  });

  it("forget somebody at once, past and all, when they are told to", () => {
    const trails = createFloorTrails();
    const both = makeFrame({ shopperId: "t1", x: 1, y: 0 }, { shopperId: "t2", x: 2, y: 0 });
    for (let atMs = START_MS; atMs < START_MS + 2000; atMs += 100) trails.see(both, atMs);
    trails.drop("t1");
    expect(JSON.stringify([trails.readNow(), readPast(trails), trails.list()])).not.toMatch(
      /\[1,|t1/,
    );
    expect(trails.readNow().people).toHaveLength(1);
  });

  it("forget by themselves who has not been seen for as long as the past goes back", () => {
    const trails = createFloorTrails();
    trails.see(makeFrame({ shopperId: "t1", x: 1, y: 0 }), START_MS);
    trails.see(makeFrame(), START_MS + PAST_MS);
    expect(trails.list()).toHaveLength(1);
    trails.see(makeFrame(), START_MS + PAST_MS + 1);
    expect(trails.list()).toEqual([]);
  });

  it("follow so many people and not one more", () => {
    const trails = createFloorTrails();
    const crowd = Array.from({ length: LIVE_PEOPLE_MAX + 1 }, (_, at) => ({
      shopperId: `t${at}`,
      x: 0,
      y: at,
    }));
    trails.see(makeFrame(...crowd), START_MS);
    expect(trails.list()).toHaveLength(LIVE_PEOPLE_MAX);
    expect(trails.list().at(-1)!.shopperId).toBe(`t${LIVE_PEOPLE_MAX - 1}`);
  });

  it("begin to count again when the numbers are used up, and give none twice", () => {
    const trails = createFloorTrails();
    trails.see(makeFrame({ shopperId: "stays", x: 0, y: 0 }), START_MS);
    for (let at = 2; at <= NUMBERS_MAX + 2; at++) {
      const frame = makeFrame(
        { shopperId: "stays", x: 0, y: 0 },
        { shopperId: `t${at}`, x: 0, y: 0 },
      );
      trails.see(frame, START_MS);
      expect(new Set(trails.list().map(({ number }) => number)).size).toBe(2);
      if (at === NUMBERS_MAX) expect(trails.list()[1]!.number).toBe(NUMBERS_MAX);
      if (at === NUMBERS_MAX + 1) expect(trails.list()[1]!.number).toBe(2);
      trails.drop(`t${at}`);
    }
  });

  it("take nobody who is nowhere, or further away than any shop is large", () => {
    const trails = createFloorTrails();
    const nowhere = makeFrame({ shopperId: "t1", x: Number.NaN, y: 0 });
    trails.see(nowhere, START_MS);
    expect(trails.list()).toEqual([]);
    trails.see(makeFrame({ shopperId: "t2", x: 301, y: 0 }), START_MS);
    expect(trails.readNow().people).toEqual([]);
    trails.see(makeFrame({ shopperId: "t2", x: 300, y: -300 }), START_MS);
    expect(trails.readNow().people.map((spot) => spot.slice(0, 3))).toEqual([[1, 30_000, -30_000]]);
  });
});
