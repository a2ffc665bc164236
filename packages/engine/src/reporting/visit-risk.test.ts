import { describe, expect, it } from "vitest";
import { createTracks, pushFrame } from "../attribution/tracks.ts";
import { DEFAULT_BELIEF } from "../parameters/belief.ts";
import { type Body, createJoints } from "../test-builders.ts";
import { addNearness, findVisitRisk, NO_VISIT_RISK, type VisitRisks } from "./visit-risk.ts";

type People = (timestampMs: number) => Readonly<Record<string, Body>>;

/** Seconds of nearness by shopper, after so many seconds of frames. */
function findNear(people: People, everyMs: number, seconds: number): Map<string, number> {
  const risks: VisitRisks = new Map();
  const tracks = createTracks();
  let beforeMs = Number.NEGATIVE_INFINITY;
  for (let at = 0; at * everyMs <= 1000 * seconds; at++) {
    const timestampMs = at * everyMs;
    const shoppers = Object.entries(people(timestampMs)).map(([shopperId, body]) => ({
      shopperId,
      joints: createJoints(body),
    }));
    const frame = { kind: "joints", timestampMs, shoppers } as const;
    pushFrame(tracks, frame);
    addNearness(risks, tracks, frame, beforeMs, DEFAULT_BELIEF);
    beforeMs = timestampMs;
  }
  return new Map([...risks].map(([shopper, { nearS }]) => [String(shopper), nearS]));
}

const apart =
  (metres: number): People =>
  () => ({ ann: { x: 0, y: 0 }, bob: { x: metres, y: 0 } });

describe("nearness", () => {
  it.each([10, 33, 66, 100, 200, 250])(
    "is counted in seconds with a frame every %d ms",
    (everyMs) => {
      const near = findNear(apart(0.6), everyMs, 10);
      expect(Math.abs(near.get("ann")! - 10)).toBeLessThan(0.3);
      expect(near.get("bob")).toBe(near.get("ann"));
    },
  );

  it("is less than an arm's length between bodies, of both of them", () => {
    expect(Math.abs(findNear(apart(0.99), 100, 5).get("ann")! - 5)).toBeLessThan(0.3);
    expect(findNear(apart(1.01), 100, 5).size).toBe(0);
  });

  it("lasts as long as it lasts", () => {
    const passing: People = (atMs) => ({
      ann: { x: 0, y: 0 },
      bob: { x: 0.6, y: atMs < 4000 || atMs > 6000 ? 3 : 0 },
    });
    expect(findNear(passing, 100, 10).get("ann")).toBeCloseTo(2, 0);
  });

  it("is counted once in a crowd, and only of those in it", () => {
    const crowd: People = () => ({
      ann: { x: 0, y: 0 },
      bob: { x: 0.4, y: 0 },
      cid: { x: 0, y: 0.4 },
      dan: { x: 5, y: 5 },
    });
    const near = findNear(crowd, 100, 4);
    expect([...near.keys()].sort()).toEqual(["ann", "bob", "cid"]);
    for (const seconds of near.values()) expect(Math.abs(seconds - 4)).toBeLessThan(0.3);
  });

  it("is no more than a quarter of a second a frame, as nobody knows what was between", () => {
    expect(findNear(apart(0.6), 1000, 10).get("ann")).toBeCloseTo(11 * 0.25, 9);
  });

  it("is none of people who are not seen in the frame", () => {
    const lost: People = (atMs): Record<string, Body> =>
      atMs > 2000 ? { ann: { x: 0, y: 0 } } : { ...apart(0.6)(atMs) };
    expect(findNear(lost, 100, 10).get("ann")).toBeCloseTo(2, 0);
  });

  it("is none in a frame that is late", () => {
    const risks: VisitRisks = new Map();
    const tracks = createTracks();
    const shoppers = Object.entries(apart(0.6)(0)).map(([shopperId, body]) => ({
      shopperId,
      joints: createJoints(body),
    }));
    const frame = { kind: "joints", timestampMs: 5000, shoppers } as const;
    pushFrame(tracks, frame);
    addNearness(risks, tracks, frame, 5000, DEFAULT_BELIEF);
    addNearness(risks, tracks, frame, 6000, DEFAULT_BELIEF);
    expect(risks.size).toBe(0);
  });
});

describe("the risk of a visit", () => {
  it("is nothing to begin with, and each shopper's own", () => {
    const risks: VisitRisks = new Map();
    const ann = findVisitRisk(risks, "ann");
    expect(ann).toEqual(NO_VISIT_RISK);
    ann.meetings += 1;
    expect(findVisitRisk(risks, "ann")).toBe(ann);
    expect(findVisitRisk(risks, "bob").meetings).toBe(0);
    expect(NO_VISIT_RISK.meetings).toBe(0);
  });
});
