import { describe, expect, it } from "vitest";
import { CONFIG_DEFAULTS } from "./config-defaults.ts";
import { LEAST_LINES, listProblems, loadGood } from "./config-fixture.ts";

const shop = (keys: string): string =>
  `${LEAST_LINES}smartCarts: { lanes: [{ id: lane-1, name: Lane 1 }], ${keys} }\n`;

describe("smart carts of a configuration", () => {
  it("are none where it says nothing of them", () => {
    expect(loadGood(LEAST_LINES).smartCarts).toBeNull();
  });

  it("have lanes, and defaults", () => {
    expect(loadGood(shop("")).smartCarts).toEqual({
      ...CONFIG_DEFAULTS.smartCarts,
      zone: null,
      lanes: [{ id: "lane-1", name: "Lane 1", zone: null, scaleErrorG: null }],
    });
  });

  it.each([
    ["glanceCostShare: -1", "glanceCostShare"],
    ["silentMin: 5, abandonedMin: 4", "abandonedMin"],
    ["spotCheckShare: 1.5", "spotCheckShare"],
    ["emptyCartG: -1", "emptyCartG"],
  ])("with %s are wrong at %s", (keys, at) => {
    const problems = listProblems(shop(keys));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(at);
  });
});
