import { describe, expect, it } from "vitest";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { DEFAULT_HANDS, type HandParameters } from "../parameters/hands.ts";
import { type Body, reachTo, trackPeople } from "../test-builders.ts";
import { describeMeeting, type MeetingOfHands, rateMeeting } from "./meeting-evidence.ts";

const ann: Body = { x: 0, y: -2 };
const bob: Body = { x: 0.8, y: -2 };

describe("how a meeting of hands looked", () => {
  /** Ann's right and Bob's left hand, held out from the second second to the third. */
  const look = (people: (atMs: number) => Readonly<Record<string, Body>>): MeetingOfHands => {
    const tracks = trackPeople(0, 5000, people);
    const [framesA, framesB] = ["ann", "bob"].map((id) => tracks.byId.get(id)?.frames ?? []);
    const meeting = { a: "ann", b: "bob", timestampMs: 2600, strength: 3, lastsMs: 400 };
    return describeMeeting(meeting, framesA!, framesB!, [1, 0], ENGINE_PARAMETERS);
  };
  const holdOut = (atMs: number): Readonly<Record<string, Body>> =>
    atMs < 2000 || atMs > 3000
      ? { ann, bob }
      : { ann: reachTo(ann, [0.3, -2, 1.1], "r"), bob: reachTo(bob, [0.4, -1.9, 1.2], "l") };

  it("is where the two hands were while they were nearest to each other", () => {
    const seen = look(holdOut);
    expect(seen).toMatchObject({ a: "ann", b: "bob", timestampMs: 2600, strength: 3 });
    expect(seen.gapM).toBeCloseTo(Math.hypot(0.1, 0.1, 0.1), 6);
    // Bob's is the higher one, below a neck at 1.43 m, and beside the line from body to body.
    expect(seen.belowNeckM).toBeCloseTo(0.23, 6);
    expect(seen.reachMaxM).toBeCloseTo(0.4, 6);
    expect(seen.reachMinM).toBeCloseTo(0.3, 6);
    expect(seen.besideM).toBeCloseTo(0.1, 6);
    expect(seen.apartM).toBeCloseTo(0.8, 6);
    expect(seen.speedMPerS).toBe(0);
  });

  it("rests on means: a hand reported 20 cm to either side by turns is where it is", () => {
    let frame = 0;
    const seen = look((atMs) => {
      const people = holdOut(atMs);
      const [x, y, z] = people.bob!.joints?.l_wrist ?? [0.58, -1.95, 0.88];
      const off = frame++ % 2 === 0 ? 0.2 : -0.2;
      return { ...people, bob: { ...people.bob!, joints: { l_wrist: [x, y + off, z] } } };
    });
    expect(Math.abs(seen.gapM - Math.hypot(0.1, 0.1, 0.1))).toBeLessThan(0.04);
  });

  it("tells how fast the faster one walked up", () => {
    const speedMPerS = 0.5;
    const seen = look((atMs) => ({
      ann: reachTo(ann, [0.3, -2, 1.1], "r"),
      bob: { x: 0.8 + speedMPerS * Math.max(0, (2600 - atMs) / 1000), y: -2 },
    }));
    // From the middle of a second to the middle of its last quarter.
    expect(seen.speedMPerS).toBeGreaterThan(0.4);
    expect(seen.speedMPerS).toBeLessThan(0.6);
  });

  it("is not known where one hand was never seen with the other", () => {
    const seen = look((atMs) => ({ ...holdOut(atMs), bob: { ...bob, joints: { l_wrist: null } } }));
    expect(seen.gapM).toBeNaN();
    expect(seen.belowNeckM).toBeNaN();
    expect(seen.apartM).toBeCloseTo(0.8, 6);
  });
});

describe("how likely a meeting moved something", () => {
  const usual: MeetingOfHands = {
    a: "ann",
    b: "bob",
    timestampMs: 0,
    strength: 2,
    lastsMs: 300,
    gapM: 0.1,
    belowNeckM: 0.5,
    reachMaxM: 0.3,
    reachMinM: 0.1,
    besideM: 0.1,
    apartM: 0.6,
    speedMPerS: 0.3,
  };
  const rate = (more: Partial<MeetingOfHands>): number =>
    rateMeeting({ ...usual, ...more }, DEFAULT_HANDS);

  type Name = keyof HandParameters;
  /** A slope, and the bounds between which it holds, of each thing that is seen of a meeting. */
  const slopes: readonly (readonly [keyof MeetingOfHands, Name, Name, Name, number])[] = [
    ["lastsMs", "logOddsPerS", "lastsMsMin", "lastsMsMax", 1000],
    ["gapM", "logOddsPerGapM", "gapMMin", "gapMMax", 1],
    ["belowNeckM", "logOddsPerBelowM", "belowMMin", "belowMMax", 1],
    ["reachMaxM", "logOddsPerReachMaxM", "reachMaxMMin", "reachMaxMMax", 1],
    ["reachMinM", "logOddsPerReachMinM", "reachMinMMin", "reachMinMMax", 1],
    ["besideM", "logOddsPerBesideM", "besideMMin", "besideMMax", 1],
    ["apartM", "logOddsPerApartM", "nearMMin", "nearMMax", 1],
    ["apartM", "logOddsPerFarM", "farMMin", "farMMax", 1],
    ["speedMPerS", "logOddsPerMPerS", "speedMPerSMin", "speedMPerSMax", 1],
  ];

  it.each(slopes)("goes with %s by %s, from %s to %s", (name, slope, min, max, unit) => {
    const [from, to] = [DEFAULT_HANDS[min], DEFAULT_HANDS[max]];
    const change = (DEFAULT_HANDS[slope] * (to - from)) / unit;
    expect(rate({ [name]: to }) - rate({ [name]: from })).toBeCloseTo(change, 9);
    const half = (from + to) / 2;
    expect(rate({ [name]: half }) - rate({ [name]: from })).toBeCloseTo(change / 2, 9);
    // What is not seen says as much as the middle, what lies beyond the bounds no more than they do.
    if (name !== "apartM") {
      expect(rate({ [name]: Number.NaN })).toBeCloseTo(rate({ [name]: half }), 9);
      expect(rate({ [name]: from - 0.01 * unit })).toBe(rate({ [name]: from }));
      expect(rate({ [name]: to + 0.01 * unit })).toBe(rate({ [name]: to }));
    }
  });

  it("grows with the logarithm of its strength, between two bounds", () => {
    const perLog = DEFAULT_HANDS.logOddsPerLogStrength;
    expect(rate({ strength: 4 }) - rate({ strength: 2 })).toBeCloseTo(perLog * Math.LN2, 9);
    expect(rate({ strength: 1e6 })).toBe(rate({ strength: DEFAULT_HANDS.strengthMax }));
    expect(rate({ strength: 0 })).toBe(rate({ strength: DEFAULT_HANDS.strengthMin }));
  });

  it("is never more than its most, whatever speaks for it", () => {
    const sure = { ...DEFAULT_HANDS, logOddsBase: 5 };
    expect(rateMeeting(usual, sure)).toBe(DEFAULT_HANDS.logOddsMax);
  });
});
