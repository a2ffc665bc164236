import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { learnClothing, learnRecent, makeClothing, weighColour, weighRecent } from "./clothing.ts";

const RED = Float64Array.of(45, 50, 30);
const NAVY = Float64Array.of(20, 5, -25);

describe("clothing", () => {
  it("of which nothing is known tells nothing", () => {
    expect(weighColour(makeClothing(), RED)).toBe(0);
  });

  it("is known after a picture, and the surer the more there are", () => {
    const clothing = makeClothing();
    learnClothing(clothing, RED);
    const once = weighColour(clothing, RED);
    expect(once).toBeGreaterThan(2);
    const random = createRandom(1);
    for (let at = 0; at < 50; at++) {
      learnClothing(
        clothing,
        RED.map((value) => value + random.normal(0, 5)),
      );
    }
    expect(weighColour(clothing, RED)).toBeGreaterThan(once);
    expect(weighColour(clothing, NAVY)).toBeLessThan(-2);
  });

  it("of another colour speaks against somebody, and never for sure", () => {
    const clothing = makeClothing();
    for (let at = 0; at < 50; at++) learnClothing(clothing, RED);
    expect(weighColour(clothing, NAVY)).toBeGreaterThan(-4);
    expect(weighColour(clothing, Float64Array.of(1e6, 1e6, 1e6))).toBeGreaterThan(-4);
  });

  it("that is known learns nothing from what is before it, and learns its own", () => {
    const clothing = makeClothing();
    for (let at = 0; at < 50; at++) learnClothing(clothing, RED);
    for (let at = 0; at < 100; at++) learnClothing(clothing, NAVY);
    expect(weighColour(clothing, RED)).toBeGreaterThan(2);
    const paler = RED.map((value) => value + 3);
    for (let at = 0; at < 500; at++) learnClothing(clothing, paler);
    expect(clothing.mean[0]).toBeCloseTo(paler[0]!, 0);
  });

  it("that was seen of late is somebody's, or is not", () => {
    const clothing = makeClothing();
    const recent = makeClothing();
    for (let at = 0; at < 20; at++) learnClothing(clothing, RED);
    expect(weighRecent(clothing, recent)).toBe(0);
    for (let at = 0; at < 5; at++) learnRecent(recent, NAVY);
    expect(weighRecent(clothing, recent)).toBe(-6);
    for (let at = 0; at < 60; at++) learnRecent(recent, RED);
    expect(weighRecent(clothing, recent)).toBeGreaterThan(2);
  });
});
