import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { DEFAULT_CLOTHING } from "../parameters/clothing.ts";
import { learnClothing, learnRecent, makeClothing, weighColour, weighRecent } from "./clothing.ts";

const RED = Float64Array.of(45, 50, 30);
const NAVY = Float64Array.of(20, 5, -25);

describe("clothing", () => {
  it("of which nothing is known tells nothing", () => {
    expect(weighColour(makeClothing(DEFAULT_CLOTHING), RED, DEFAULT_CLOTHING)).toBe(0);
  });

  it("is known after a frame, and the surer the more there are", () => {
    const clothing = makeClothing(DEFAULT_CLOTHING);
    learnClothing(clothing, RED, DEFAULT_CLOTHING);
    const once = weighColour(clothing, RED, DEFAULT_CLOTHING);
    expect(once).toBeGreaterThan(2);
    const random = createRandom(1);
    for (let at = 0; at < 50; at++) {
      learnClothing(
        clothing,
        RED.map((value) => value + random.normal(0, 5)),
        DEFAULT_CLOTHING,
      );
    }
    expect(weighColour(clothing, RED, DEFAULT_CLOTHING)).toBeGreaterThan(once);
    expect(weighColour(clothing, NAVY, DEFAULT_CLOTHING)).toBeLessThan(-2);
  });

  it("of another colour speaks against somebody, and never for sure", () => {
    const clothing = makeClothing(DEFAULT_CLOTHING);
    for (let at = 0; at < 50; at++) learnClothing(clothing, RED, DEFAULT_CLOTHING);
    expect(weighColour(clothing, NAVY, DEFAULT_CLOTHING)).toBeGreaterThan(-4);
    expect(weighColour(clothing, Float64Array.of(1e6, 1e6, 1e6), DEFAULT_CLOTHING)).toBeGreaterThan(
      -4,
    );
  });

  it("that is known learns nothing from what is before it, and learns its own", () => {
    const clothing = makeClothing(DEFAULT_CLOTHING);
    for (let at = 0; at < 50; at++) learnClothing(clothing, RED, DEFAULT_CLOTHING);
    for (let at = 0; at < 100; at++) learnClothing(clothing, NAVY, DEFAULT_CLOTHING);
    expect(weighColour(clothing, RED, DEFAULT_CLOTHING)).toBeGreaterThan(2);
    const paler = RED.map((value) => value + 3);
    for (let at = 0; at < 500; at++) learnClothing(clothing, paler, DEFAULT_CLOTHING);
    expect(clothing.mean[0]).toBeCloseTo(paler[0]!, 0);
  });

  it("that was seen recently is somebody's, or is not", () => {
    const clothing = makeClothing(DEFAULT_CLOTHING);
    const recent = makeClothing(DEFAULT_CLOTHING);
    for (let at = 0; at < 20; at++) learnClothing(clothing, RED, DEFAULT_CLOTHING);
    expect(weighRecent(clothing, recent, DEFAULT_CLOTHING)).toBe(0);
    for (let at = 0; at < 5; at++) learnRecent(recent, NAVY, DEFAULT_CLOTHING);
    expect(weighRecent(clothing, recent, DEFAULT_CLOTHING)).toBe(-6);
    for (let at = 0; at < 60; at++) learnRecent(recent, RED, DEFAULT_CLOTHING);
    expect(weighRecent(clothing, recent, DEFAULT_CLOTHING)).toBeGreaterThan(2);
  });
});
