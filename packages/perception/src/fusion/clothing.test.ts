import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { learnClothing, makeClothing, weighColour } from "./clothing.ts";

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
    expect(weighColour(clothing, NAVY)).toBeGreaterThan(-3);
    expect(weighColour(clothing, Float64Array.of(1e6, 1e6, 1e6))).toBeGreaterThan(-3);
  });

  it("that is taken off is forgotten", () => {
    const clothing = makeClothing();
    for (let at = 0; at < 300; at++) learnClothing(clothing, RED);
    for (let at = 0; at < 100; at++) learnClothing(clothing, NAVY);
    expect(weighColour(clothing, NAVY)).toBeGreaterThan(weighColour(clothing, RED));
  });
});
