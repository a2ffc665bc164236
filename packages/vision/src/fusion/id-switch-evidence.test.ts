import { describe, expect, it } from "vitest";
import { DEFAULT_FUSION } from "../parameters/fusion.ts";
import { makeBody, placeJoint } from "./body.ts";
import { type Clothing, copyClothing } from "./clothing.ts";
import { buildPose } from "./fusion-builders.ts";
import { captureAppearance, findNews, weighIdSwitch, weighSame } from "./id-switch-evidence.ts";
import { makePerson, type Person } from "./person.ts";

const RED: Clothing = { mean: Float64Array.of(45, 50, 30), count: 50 };
const NAVY: Clothing = { mean: Float64Array.of(20, 5, -25), count: 50 };
const NONE: Clothing = { mean: RED.mean, count: 0 };

function make(worn: Clothing, seenIn: Clothing, x = 3): Person {
  const body = makeBody(DEFAULT_FUSION);
  const pose = buildPose(x, 3);
  for (let joint = 0; joint < 8; joint++) {
    const at = pose.subarray(3 * joint, 3 * joint + 3);
    placeJoint(body, joint, at, [0.01, 0, 0, 0.01, 0, 0.01]);
  }
  body.clothing = copyClothing(worn);
  const person = makePerson(
    "1",
    body,
    0,
    { kind: "known", canCome: true, visible: 0.9 },
    DEFAULT_FUSION,
  );
  return Object.assign(person, { recent: { ...copyClothing(seenIn), count: seenIn.count && 12 } });
}

const appearance = (one: Person, other: Person, atMs = 0) =>
  captureAppearance(one, other, atMs, DEFAULT_FUSION)!;

describe("what is worn where two are", () => {
  it("speaks for an ID switch, or against it, no more than its bound", () => {
    expect(weighIdSwitch(make(RED, RED), make(NAVY, NAVY), DEFAULT_FUSION)).toBe(
      -DEFAULT_FUSION.lookMax,
    );
    expect(weighIdSwitch(make(RED, NAVY), make(NAVY, RED), DEFAULT_FUSION)).toBe(
      DEFAULT_FUSION.lookMax,
    );
    expect(weighIdSwitch(make(RED, RED), make(RED, RED), DEFAULT_FUSION)).toBeCloseTo(0, 9);
  });

  it("speaks of whoever is seen alone, too, and not of who is not seen", () => {
    expect(weighIdSwitch(make(RED, NAVY), make(NAVY, NONE), DEFAULT_FUSION)).toBeGreaterThan(5);
    expect(weighIdSwitch(make(RED, NONE), make(NAVY, NONE), DEFAULT_FUSION)).toBe(0);
    expect(captureAppearance(make(RED, NONE), make(NAVY, NONE), 0, DEFAULT_FUSION)).toBeNull();
    expect(
      captureAppearance(make({ ...RED, count: 3 }, RED), make(NAVY, NAVY), 0, DEFAULT_FUSION),
    ).toBeNull();
  });

  it("is new at first, elsewhere, later, in another colour, and when they come into sight", () => {
    const [one, other] = [make(RED, RED), make(NAVY, NAVY)];
    const before = appearance(one, other);
    expect(findNews(null, before, DEFAULT_FUSION)).toBe(1);
    expect(findNews(before, appearance(one, other), DEFAULT_FUSION)).toBe(0);
    expect(findNews(before, appearance(one, other, 300), DEFAULT_FUSION)).toBeLessThan(0.1);
    expect(findNews(before, appearance(one, other, 20_000), DEFAULT_FUSION)).toBeGreaterThan(0.9);
    expect(
      findNews(before, appearance(make(RED, RED, 8), make(NAVY, NAVY, 8)), DEFAULT_FUSION),
    ).toBeGreaterThan(0.9);
    expect(
      findNews(before, appearance(make(RED, NAVY), make(NAVY, RED)), DEFAULT_FUSION),
    ).toBeGreaterThan(0.9);
    expect(findNews(appearance(one, make(NAVY, NONE)), before, DEFAULT_FUSION)).toBeGreaterThan(
      0.9,
    );
  });

  it("is the same as before where they were not swapped since, if it can be told at all", () => {
    const before = appearance(make(RED, RED), make(NAVY, NAVY));
    expect(weighSame(before, before, DEFAULT_FUSION)).toBe(-DEFAULT_FUSION.lookMax);
    expect(weighSame(before, appearance(make(RED, NAVY), make(NAVY, RED)), DEFAULT_FUSION)).toBe(0);
    const alike = appearance(make(RED, RED), make(RED, RED));
    expect(weighSame(alike, alike, DEFAULT_FUSION)).toBeCloseTo(0, 9);
    expect(weighSame(null, before, DEFAULT_FUSION)).toBe(0);
    expect(weighSame(appearance(make(RED, RED), make(NAVY, NONE)), before, DEFAULT_FUSION)).toBe(0);
  });
});
