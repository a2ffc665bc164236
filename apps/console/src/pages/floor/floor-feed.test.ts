import { signal } from "@preact/signals";
import type { ConnectionState, LiveOptions } from "@saunter/ui/live";
import { describe, expect, it } from "vitest";
import type { onBeat } from "../../parts/beat.ts";
import type { OpenVisit, Person } from "./floor-data.ts";
import { openFloorFeed } from "./floor-feed.ts";
import type { Placed } from "./snapshot-history.ts";

const person = (number: number, shopperId: string): Person => ({
  number,
  shopperId,
  visitId: null,
  standing: "unbound",
  isInside: true,
  appearedMs: null,
});
const visit = (visitId: string, totalMinor: number): OpenVisit => ({
  visitId,
  payer: "card",
  gateId: "in",
  partySize: 1,
  smartCarts: 0,
  openedMs: 0,
  age: "not-needed",
  flags: [],
  lines: [],
  totalMinor,
  probability: 1,
});
const spot = (number: number, x: number) => [number, x, 0, null, null, null, null, null];

function openFeed() {
  const opened: { options: LiveOptions; isClosed: boolean }[] = [];
  let nowMs = 10_000;
  let beat: Parameters<typeof onBeat>[0] = () => {};
  const feed = openFloorFeed({
    nowMs: () => nowMs,
    onBeat: (listen) => {
      beat = listen;
      return () => {
        beat = () => {};
      };
    },
    openStream: (options) => {
      const one = { options, isClosed: false };
      opened.push(one);
      return {
        state: signal<ConnectionState>("live"),
        close: () => {
          one.isClosed = true;
        },
      };
    },
  });
  const tell = (event: string, data: unknown, at = 0): void => opened[at]!.options.on[event]!(data);
  const show = (atMs: number, ...people: (number | null)[][]): void => {
    nowMs = atMs + 20;
    tell("picture", { atMs, people, shelves: [`1/${Math.floor(atMs / 10_000)}`] });
  };
  const numbersAt = (atMs: number): number[] => {
    const into: Placed[] = [];
    const count = feed.history.sample(atMs, into);
    return into.slice(0, count).map(({ number }) => number);
  };
  return { feed, opened, tell, show, numbersAt, beat: () => beat() };
}

describe("the floor's feed", () => {
  it("keeps people and visits as they are told", () => {
    const { feed, opened, tell, beat } = openFeed();
    expect(opened[0]!.options.url()).toBe("/v1/live/floor");
    expect(feed.people.value).toBeNull();
    tell("people", { people: [person(1, "a")] });
    tell("visits", { isAll: true, changed: [visit("v1", 100), visit("v2", 0)], closed: [] });
    expect([...feed.visits.value.keys()]).toEqual(["v1", "v2"]);
    tell("visits", { isAll: false, changed: [visit("v1", 250)], closed: ["v2"] });
    tell("visits", { isAll: false, changed: [visit("v3", 10)], closed: [] });
    beat();
    expect([...feed.visits.value.values()]).toEqual([visit("v1", 250), visit("v3", 10)]);
    expect(feed.people.value).toEqual([person(1, "a")]);
  });

  it("shows the visit of whoever comes in with them, and tells of people when something changes", () => {
    const { feed, tell } = openFeed();
    tell("visits", { isAll: true, changed: [], closed: [] });
    const told: number[] = [];
    feed.people.subscribe((people) => {
      if (people !== null) told.push(people.length, feed.visits.value.size);
    });
    tell("visits", { isAll: false, changed: [visit("v1", 0)], closed: [] });
    for (let times = 0; times < 3; times++) tell("people", { people: [person(1, "a")] });
    expect(told).toEqual([1, 1]);
  });

  it("starts again with all visits when the stream resumes, where it was", () => {
    const { feed, opened, tell, show } = openFeed();
    tell("visits", { isAll: true, changed: [visit("v1", 0)], closed: [] });
    show(10_000, spot(1, 0));
    expect(opened[0]!.options.url()).toBe("/v1/live/floor?sinceMs=10000");
    tell("visits", { isAll: true, changed: [visit("v2", 0)], closed: [] });
    expect([...feed.visits.value.keys()]).toEqual(["v2"]);
  });

  it("forgets where somebody was when the shop does", () => {
    const { tell, show, numbersAt } = openFeed();
    tell("people", { people: [person(1, "a"), person(2, "b")] });
    show(10_000, spot(1, 0), spot(2, 0));
    expect(numbersAt(10_000)).toEqual([1, 2]);
    tell("people", { people: [person(2, "b")] });
    expect(numbersAt(10_000)).toEqual([2]);
  });

  it("takes nobody for another who had the number before the process was started again", () => {
    const { tell, show, numbersAt } = openFeed();
    tell("people", { people: [person(1, "a"), person(2, "b")] });
    show(10_000, spot(1, 0), spot(2, 0));
    tell("people", { people: [person(1, "other"), person(2, "b")] });
    expect(numbersAt(10_000)).toEqual([2]);
  });

  it("knows how far behind the shop's clock is, by the quickest way in", () => {
    const { feed, tell, show } = openFeed();
    show(10_000);
    expect(feed.lagMs()).toBe(20);
    tell("picture", { atMs: 9990, people: [], shelves: [] });
    expect(feed.lagMs()).toBeLessThan(21);
    tell("picture", { atMs: 10_015, people: [], shelves: [] });
    expect(feed.lagMs()).toBe(5);
  });

  it("fetches the past once, and closes that stream when the present comes", () => {
    const { feed, opened, tell, show, numbersAt } = openFeed();
    show(310_000, spot(1, 9));
    feed.loadPast();
    feed.loadPast();
    expect(opened).toHaveLength(2);
    expect(opened[1]!.options.url()).toBe("/v1/live/floor?sinceMs=10020");
    tell("past", { pictures: [{ atMs: 200_000, people: [spot(1, 3)] }] }, 1);
    expect(numbersAt(200_000)).toEqual([1]);
    tell("picture", { atMs: 310_100, people: [], shelves: [] }, 1);
    expect(opened.map(({ isClosed }) => isClosed)).toEqual([false, true]);
    feed.close();
    expect(opened[0]!.isClosed).toBe(true);
  });

  it("says why the shop has ended the stream, until it goes on", () => {
    const { feed, tell, show } = openFeed();
    tell("cut-off", { reason: "too-many" });
    expect(feed.cutOff.value).toBe("too-many");
    show(10_000);
    expect(feed.cutOff.value).toBeNull();
  });

  it("tells of each picture, and keeps on which shelves something happened", () => {
    const { feed, tell, show } = openFeed();
    let told = 0;
    const stop = feed.onSnapshot(() => void told++);
    show(10_000);
    show(10_100);
    stop();
    show(20_000);
    expect(told).toBe(2);
    expect(feed.history.shelvesAt(10_150)).toEqual(["1/1"]);
    expect(feed.history.shelvesAt(20_000)).toEqual(["1/2"]);
    // The same list for as long as the same shelves are busy: an hour of them takes no more room.
    expect(feed.history.shelvesAt(10_100)).toBe(feed.history.shelvesAt(10_000));
    tell("picture", { atMs: 20_100, people: [], shelves: [] });
    expect(feed.history.shelvesAt(20_100)).toEqual([]);
  });
});
