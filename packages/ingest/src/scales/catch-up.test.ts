import type { Observation } from "@saunter/engine/observation";
import { describe, expect, it } from "vitest";
import { createCatchUp } from "./catch-up.ts";
import { CAUGHT_UP_OBSERVATIONS_MAX, CAUGHT_UP_SILENT_MS } from "./scale-limits.ts";

const NOW_MS = 1_790_000_000_000;

const plates = (gondola: number, agoMs: number) =>
  ({ kind: "plates", gondola, timestampMs: NOW_MS - agoMs }) as Observation;
const joints = (agoMs: number): Observation => ({
  ...{ kind: "joints", timestampMs: NOW_MS - agoMs, shoppers: [] },
});

function open(gondolas: readonly number[]) {
  const given: string[] = [];
  const catchUp = createCatchUp(["people", ...gondolas], (one) => {
    given.push(`${one.kind === "plates" ? one.gondola : "people"} ${NOW_MS - one.timestampMs}`);
  });
  return { catchUp, take: () => given.splice(0) };
}

describe("what was kept while the shop was away", () => {
  it("is given in order of time, whichever sensor's comes first", () => {
    const { catchUp, take } = open([1]);
    for (const agoMs of [6000, 5000, 4000]) catchUp.push(plates(1, agoMs), NOW_MS);
    expect(take()).toEqual([]);
    for (const agoMs of [5500, 4500]) catchUp.push(joints(agoMs), NOW_MS);
    catchUp.advance(NOW_MS);
    expect(take()).toEqual(["1 6000", "people 5500", "1 5000", "people 4500"]);
  });

  it("does not wait for a sensor that is silent", () => {
    const { catchUp, take } = open([1, 2]);
    catchUp.advance(NOW_MS);
    catchUp.push(plates(1, 6000), NOW_MS + CAUGHT_UP_SILENT_MS);
    catchUp.advance(NOW_MS + CAUGHT_UP_SILENT_MS);
    expect(take()).toEqual([]);
    catchUp.advance(NOW_MS + CAUGHT_UP_SILENT_MS + 1);
    expect(take()).toEqual(["1 6000"]);
  });

  it("passes as it comes once all sensors are at the present", () => {
    const { catchUp, take } = open([1]);
    catchUp.push(plates(1, 100), NOW_MS);
    catchUp.push(joints(200), NOW_MS);
    catchUp.push(plates(1, 50), NOW_MS);
    expect(take()).toEqual(["people 200", "1 100", "1 50"]);
    catchUp.push(plates(1, 50), NOW_MS);
    catchUp.push(joints(3000), NOW_MS);
    expect(take()).toEqual(["1 50", "people 3000"]);
  });

  it("is bounded", () => {
    const { catchUp, take } = open([1]);
    for (let at = 0; at <= CAUGHT_UP_OBSERVATIONS_MAX; at++) catchUp.push(plates(1, 9000), NOW_MS);
    catchUp.advance(NOW_MS);
    expect(take().length).toBe(CAUGHT_UP_OBSERVATIONS_MAX + 1);
  });
});
