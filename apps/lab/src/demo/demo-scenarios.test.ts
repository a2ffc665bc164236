import { DEMO_SCENARIOS } from "@saunter/protocol/demo-scenarios";
import { SCENARIO_NAMES, SCENARIOS } from "@saunter/sim/scenarios";
import { describe, expect, it } from "vitest";

describe("the scenarios of a demonstration", () => {
  it("are all that have neither a floor nor a planogram of their own", () => {
    // Those hold from the start or not at all.
    const choosable = SCENARIO_NAMES.filter(
      (name) => SCENARIOS[name].floor === null && name !== "wrong-planogram",
    );
    expect(DEMO_SCENARIOS).toEqual(choosable);
  });
});
