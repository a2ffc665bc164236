import { setImmediate as nextTurn } from "node:timers/promises";
import { FLOOR_MESSAGES } from "@saunter/protocol/live-messages";
import { Compile } from "typebox/compile";
import { describe, expect, it } from "vitest";
import { closeVisit } from "../domain/floor-service.ts";
import {
  applyOutputs,
  CARD,
  enterFor,
  leave,
  makePick,
  openTestShop,
  reportCart,
  see,
  tell,
  transact,
} from "../domain/shop-fixture.ts";
import { makeFrame, type SeenPerson } from "./floor-frames.ts";
import { createLiveFloor, type LiveFloor } from "./live-floor.ts";
import { FRAME_MS, PAST_AT_ONCE, PAST_STEP_MS, TURNED_BACK_MS } from "./live-limits.ts";
import { readLiveVisit } from "./read-live-visit.ts";

const checker = Compile(FLOOR_MESSAGES);

interface Told {
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: checked against the schema, read by tests
  readonly data: any;
}

function openFloor() {
  const test = openTestShop();
  const { store, shop, clock } = test;
  let visitsRead = 0;
  const waiting: (() => void)[] = [];
  const floor = createLiveFloor({
    store,
    nowMs: shop.nowMs,
    room: { taken: 0, max: 9 },
    readVisit: (visitId) => {
      visitsRead++;
      return readLiveVisit(shop, visitId);
    },
    defer: (act) => void waiting.push(act),
  });
  return {
    test,
    floor,
    clock,
    visitsRead: () => visitsRead,
    /** What was put off is done. */
    passFrame: () => {
      clock.nowMs += FRAME_MS;
      for (const act of waiting.splice(0)) act();
    },
    show: (...people: readonly SeenPerson[]) => {
      clock.nowMs += FRAME_MS;
      floor.see(makeFrame(...people));
    },
  };
}

/** Reads what comes without waiting for more. */
function startReading(floor: LiveFloor, sinceMs: number | null = null) {
  const stop = new AbortController();
  const told: Told[] = [];
  const done = (async () => {
    for await (const text of floor.subscribe(sinceMs, stop.signal)) {
      const [, event, data] = /^event: (.*)\ndata: (.*)\n/.exec(text) ?? [];
      if (event === undefined) continue;
      const message = { event, data: JSON.parse(data!) };
      expect([...checker.Errors(message)]).toEqual([]);
      told.push(message);
    }
  })();
  return {
    take: async (): Promise<Told[]> => {
      for (let turn = 0; turn < 20; turn++) await nextTurn();
      return told.splice(0);
    },
    stop: async () => {
      stop.abort();
      await done;
    },
  };
}

const of = (told: readonly Told[], event: string) =>
  told.filter((one) => one.event === event).map(({ data }) => data);

describe("the live floor", () => {
  it("tells who is where, whose they are and what they hold, and what becomes of it", async () => {
    const opened = openFloor();
    const { test, floor, show, passFrame } = opened;
    const { visitId } = await enterFor(test, CARD);
    show({ shopperId: "t1", x: 0, y: 0 });
    await see(test, "t1");
    const reader = startReading(floor);
    const [people, visits] = await reader.take();
    expect(people).toMatchObject({
      event: "people",
      data: { people: [{ number: 1, shopperId: "t1", visitId, standing: "bound" }] },
    });
    expect(visits).toMatchObject({
      event: "visits",
      data: {
        isAll: true,
        changed: [{ visitId, payer: "card", lines: [], totalMinor: 0 }],
        closed: [],
      },
    });
    show({ shopperId: "t1", x: 1, y: 2 });
    const [snapshot] = of(await reader.take(), "picture");
    expect(snapshot.people).toEqual([[1, 100, 200, 90, null, null, null, null]]);
    await applyOutputs(test, tell(makePick("i1", "t1")), reportCart("t1", { "01": 1 }));
    expect(await reader.take()).toEqual([]);
    passFrame();
    const [changed] = of(await reader.take(), "visits");
    expect(changed.changed).toMatchObject([{ visitId, lines: [{ gtin: "01", quantity: 1 }] }]);
    expect(changed.changed[0].totalMinor).toBeGreaterThan(0);
    await leave(test, "t1");
    passFrame();
    const last = await reader.take();
    expect(of(last, "visits")).toEqual([{ isAll: false, changed: [], closed: [visitId] }]);
    expect(of(last, "people")).toEqual([{ people: [] }]);
    await reader.stop();
  });

  it("remembers how many were inside when where they were is forgotten", async () => {
    const { test, floor, clock } = openFloor();
    const beganMs = clock.nowMs;
    await enterFor(test, CARD);
    clock.nowMs += 1000;
    await see(test, "t1");
    const reader = startReading(floor);
    expect(of(await reader.take(), "inside")).toEqual([
      {
        counts: [
          { atMs: beganMs, inside: 0 },
          { atMs: beganMs + 1000, inside: 1 },
        ],
      },
    ]);
    clock.nowMs += 1000;
    await leave(test, "t1");
    expect(of(await reader.take(), "inside")).toEqual([
      { counts: [{ atMs: beganMs + 2000, inside: 0 }] },
    ]);
    await reader.stop();
  });

  it("forgets where people were when their visit ends, and not before", async () => {
    const { test, floor, show } = openFloor();
    await enterFor(test, CARD, { partySize: 2 });
    const both = [
      { shopperId: "t1", x: 1, y: 0 },
      { shopperId: "t2", x: 2, y: 0 },
    ];
    for (let at = 0; at < 20; at++) show(...both);
    await see(test, "t1");
    await see(test, "t2");
    const readPast = async (): Promise<Set<number>> => {
      const reader = startReading(floor, 0);
      const snapshots = of(await reader.take(), "past").flatMap((past) => past.pictures);
      await reader.stop();
      return new Set(snapshots.flatMap(({ people }) => people.map(([number]: number[]) => number)));
    };
    expect(await readPast()).toEqual(new Set([1, 2]));
    await leave(test, "t1");
    expect(await readPast()).toEqual(new Set([1, 2]));
    await leave(test, "t2");
    expect(await readPast()).toEqual(new Set());
  });

  it("forgets who has turned back at the door, and not who is inside and out of sight", async () => {
    const { test, floor, show, clock } = openFloor();
    show({ shopperId: "inside", x: 1, y: 0 }, { shopperId: "turns", x: 0, y: 0 });
    await see(test, "inside", null);
    const reader = startReading(floor, 0);
    expect(of(await reader.take(), "people")[0].people).toMatchObject([
      { standing: "unbound", isInside: true },
      { standing: "arriving", isInside: false, appearedMs: null },
    ]);
    clock.nowMs += TURNED_BACK_MS - FRAME_MS;
    show();
    expect(of(await reader.take(), "people")).toEqual([]);
    clock.nowMs += TURNED_BACK_MS;
    show();
    const [left] = of(await reader.take(), "people");
    expect(left.people.map(({ shopperId }: { shopperId: string }) => shopperId)).toEqual([
      "inside",
    ]);
    await reader.stop();
  });

  it("forgets somebody without a visit when they leave", async () => {
    const { test, floor, show } = openFloor();
    show({ shopperId: "stranger", x: 0, y: 0 });
    await see(test, "stranger", null);
    const reader = startReading(floor, 0);
    const told = await reader.take();
    expect(of(told, "people")[0].people).toMatchObject([{ standing: "unbound", visitId: null }]);
    expect(of(told, "past")[0].pictures).toHaveLength(1);
    await reader.stop();
    await leave(test, "stranger");
    const after = startReading(floor, 0);
    expect(of(await after.take(), "past")).toEqual([{ pictures: [] }]);
    await after.stop();
  });

  it("shows as left who has gone before the rest of the party, and as unbound whose visit was ended", async () => {
    const { test, floor, show, passFrame } = openFloor();
    const { visitId } = await enterFor(test, CARD, { partySize: 2 });
    show({ shopperId: "t1", x: 1, y: 0 }, { shopperId: "t2", x: 1, y: 0 });
    await see(test, "t1");
    await see(test, "t2");
    await leave(test, "t1");
    const reader = startReading(floor);
    expect(of(await reader.take(), "people")[0].people).toMatchObject([
      { number: 1, isInside: false },
      { number: 2, isInside: true },
    ]);
    await transact(test, (tx) => closeVisit(tx, test.shop, visitId, "attendant"));
    show({ shopperId: "t2", x: 1, y: 0 });
    passFrame();
    expect(of(await reader.take(), "people").at(-1).people).toMatchObject([
      { number: 3, standing: "unbound", visitId: null },
    ]);
    await reader.stop();
  });

  it("gives the past in pieces, in order, before what is new", async () => {
    const { floor, show, clock } = openFloor();
    const startMs = clock.nowMs;
    for (let at = 0; at < 300; at++) show({ shopperId: "t1", x: at / 100, y: 0 });
    const reader = startReading(floor, startMs + 10_000);
    const told = await reader.take();
    const pieces = of(told, "past");
    expect(pieces[0].pictures).toHaveLength(PAST_AT_ONCE);
    const times = pieces.flatMap((past) => past.pictures.map(({ atMs }: { atMs: number }) => atMs));
    expect(times[0]).toBe(startMs + 10_000 + PAST_STEP_MS);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times).toHaveLength(20_000 / PAST_STEP_MS);
    await reader.stop();
  });

  it("makes ten pictures a second, however many frames there are", async () => {
    const { floor, clock } = openFloor();
    const reader = startReading(floor);
    await reader.take();
    for (let at = 0; at < 150; at++) {
      clock.nowMs += at % 3 === 0 ? 66 : 67;
      floor.see(makeFrame({ shopperId: "t1", x: 0, y: 0 }));
    }
    const slow = of(await reader.take(), "picture").length;
    expect(slow).toBeGreaterThan(95);
    expect(slow).toBeLessThanOrEqual(102);
    await reader.stop();
  });

  it("makes nothing while nobody looks", async () => {
    const { test, floor, show, passFrame, visitsRead } = openFloor();
    await enterFor(test, CARD);
    show({ shopperId: "t1", x: 0, y: 0 });
    await see(test, "t1");
    passFrame();
    expect(visitsRead()).toBe(0);
    const reader = startReading(floor);
    await reader.take();
    expect(visitsRead()).toBe(1);
    await reader.stop();
    expect(floor.readers()).toBe(0);
    await applyOutputs(test, reportCart("t1", { "01": 1 }));
    passFrame();
    expect(visitsRead()).toBe(1);
  });

  it("reads nothing any more when it is closed", async () => {
    const { test, floor, passFrame, visitsRead } = openFloor();
    const reader = startReading(floor);
    await reader.take();
    await enterFor(test, CARD);
    floor.close();
    passFrame();
    expect(visitsRead()).toBe(0);
    expect(of(await reader.take(), "cut-off")).toEqual([{ reason: "closing" }]);
  });

  it("names shelves of which a plate is disturbed", async () => {
    const { floor, show } = openFloor();
    floor.watch({
      sensing: {
        frontEnds: new Map([
          [4, { gondola: 4, shelfCount: 3, plateCount: 2, disturbedAt: [-1, -1, -1, -1, -1, 7] }],
        ]) as never,
        boards: new Map(),
      },
    });
    const reader = startReading(floor);
    show({ shopperId: "t1", x: 0, y: 0 });
    expect(of(await reader.take(), "picture")[0].shelves).toEqual(["4/2"]);
    await reader.stop();
  });
});
