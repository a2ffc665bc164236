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
      ...{ zone: null, variableCodes: [] },
      lanes: [{ id: "lane-1", name: "Lane 1", zone: null, scaleErrorG: null }],
    });
  });

  it("read labels of their own form before a country's", () => {
    const own = "{ prefix: 29, itemDigits: 5, valueDigits: 5, value: weight-g }";
    const { variableCodes } = loadGood(shop(`labels: germany, variableCodes: [${own}]`))
      .smartCarts!;
    expect(variableCodes.map(({ prefix, value }) => [prefix, value])).toEqual([
      ["29", "weight-g"],
      ["22", "price-minor"],
      ["23", "price-minor"],
      ["25", "count"],
      ["26", "count"],
      ["28", "weight-g"],
      ["29", "weight-g"],
    ]);
  });

  it.each([
    ["glanceCostShare: -1", "glanceCostShare"],
    ["silentMin: 5, abandonedMin: 4", "abandonedMin"],
    ["spotCheckShare: 1.5", "spotCheckShare"],
    ["emptyCartG: -1", "emptyCartG"],
    ["variableCodes: [{ prefix: 28, itemDigits: 4, valueDigits: 5, value: count }]", "itemDigits"],
    [
      "variableCodes: [{ prefix: 2, itemDigits: 4, valueDigits: 6, value: count, valueCheckDigit: checked }]",
      "valueCheckDigit",
    ],
    ["variableCodes: [{ prefix: 40, itemDigits: 5, valueDigits: 5, value: count }]", "prefix"],
    ["labels: atlantis", "labels"],
  ])("with %s are wrong at %s", (keys, at) => {
    const problems = listProblems(shop(keys));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(at);
  });
});
