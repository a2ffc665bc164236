/** What shoppers see before it is decided who took what: it comes soon, and nothing of it stays that was not so. */

import { createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import type { EngineOutput } from "@saunter/engine/engine-types";
import { DEFAULT_SENSING } from "@saunter/engine/parameters/sensing";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { createSimulation } from "@saunter/sim/simulate";
import { sampleTests } from "@saunter/testing/sample";
import { describe, expect, it as test } from "vitest";

const it = sampleTests(test, 0.34);

const { binMs, settledMs } = DEFAULT_SENSING;
const SHOPPERS = 30;

type ReportedInteraction = EngineOutput & { readonly kind: "interaction" };

const runs = new Map<string, ReturnType<typeof runOnce>>();

function run(scenario: ScenarioName) {
  const known = runs.get(scenario) ?? runOnce(scenario);
  runs.set(scenario, known);
  return known;
}

function runOnce(scenario: ScenarioName) {
  const simulation = createSimulation({ seed: 3, scenario, shoppers: SHOPPERS });
  const engine = createEngine(simulation.shop);
  const outputs: (EngineOutput & { readonly waited: number })[] = [];
  for (const observation of simulation.observations()) {
    for (const output of stepEngine(engine, observation)) {
      outputs.push({ ...output, waited: engine.attribution.waiting.length });
    }
  }
  const result = finishEngine(engine);
  const all = [...outputs, ...result.outputs];
  const interactions = all.filter((one): one is ReportedInteraction => one.kind === "interaction");
  return { engine, interactions, result, outputs };
}

describe("what is reported before it is decided", () => {
  it("comes when it is weighed, however long joints are waited for", () => {
    const { engine, interactions } = run("crowd");
    const first = new Map<string, ReportedInteraction>();
    for (const one of interactions) {
      if (!first.has(one.interaction.id)) first.set(one.interaction.id, one);
    }
    const waits = [...first.values()].map(({ interaction }) => {
      const decidedMs = engine.reporting.decidedMs.get(Number(interaction.id.split(":")[0]))!;
      const restedMs = interaction.settledMs + settledMs - binMs;
      return { reportedMs: interaction.decidedMs - restedMs, decidedMs: decidedMs - restedMs };
    });
    const count = (isSo: (one: { reportedMs: number; decidedMs: number }) => boolean) =>
      waits.filter(isSo).length / waits.length;
    // In a crowd, some wait for more than a second.
    expect(count(({ decidedMs }) => decidedMs > 1000)).toBeGreaterThan(0.05);
    expect(count(({ reportedMs }) => reportedMs > 1000)).toBe(0);
    expect(count(({ reportedMs }) => reportedMs > 3 * binMs)).toBeLessThan(0.05);
  });

  it.each(["crowd", "adversarial"] as const)("is retracted where it was not so: %s", (scenario) => {
    const { engine, interactions, result } = run(scenario);
    const standing = new Map<string, string>();
    for (const { interaction, status } of interactions) {
      if (status === "retracted") standing.delete(interaction.id);
      else standing.set(interaction.id, status);
    }
    expect(engine.reporting.previews.size).toBe(0);
    expect([...standing].filter(([, status]) => status !== "final")).toEqual([]);
    expect(new Set(standing.keys())).toEqual(new Set(result.interactions.map(({ id }) => id)));
    expect(interactions.some(({ status }) => status === "retracted")).toBe(true);
  });

  it("leaves carts as they are decided", () => {
    const { engine, outputs } = run("crowd");
    const last = new Map<string | null, EngineOutput & { readonly kind: "cart" }>();
    let [compared, alike] = [0, 0];
    for (const output of outputs) {
      if (output.kind === "cart") last.set(output.targetId, output);
      if (output.kind !== "receipt") continue;
      compared++;
      const names = (lines: readonly { barcode: string; quantity: number }[]) =>
        lines.map(({ barcode, quantity }) => `${quantity} ${barcode}`).join();
      const cart = last.get(output.receipt.targetId)?.lines ?? [];
      if (names(cart) === names(output.receipt.products)) alike++;
    }
    expect(engine.reporting.previews.size).toBe(0);
    expect(compared).toBeGreaterThan(20);
    expect(alike).toBe(compared);
  });
});
