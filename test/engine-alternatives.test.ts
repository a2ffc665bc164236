/** What the engine tells of an interaction that it is not sure of. */
import { concludeShopper, createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import type { EngineOutput } from "@saunter/engine/engine-types";
import { ALTERNATIVES_MAX } from "@saunter/engine/limits";
import type { Observation } from "@saunter/engine/observation";
import type { Alternative, Interaction } from "@saunter/engine/receipt-types";
import type { ShopModel } from "@saunter/engine/shop-model";
import { createSimulation } from "@saunter/sim/simulate";
import { describe, expect, it } from "vitest";
import { makeScriptedShop, Script, SOUP, START_MS, TEA } from "./scripted-shop.ts";

const SEEDS = [1, 2, 3, 4, 5, 6];
const SHOP = makeScriptedShop();
/** Of what is likelier than this, nothing else is reported. */
const SURE = 0.99;

type Told = Extract<EngineOutput, { kind: "interaction" }>;

/** @param left who is said to have left, and when, seconds from the start. */
function listTold(
  shop: ShopModel,
  observations: Iterable<Observation>,
  left: readonly (readonly [number, string])[] = [],
): Told[] {
  const engine = createEngine(shop, { keepResults: false });
  const outputs: EngineOutput[] = [];
  const due = [...left];
  for (const observation of observations) {
    const atS = (observation.timestampMs - START_MS) / 1000;
    outputs.push(...stepEngine(engine, observation));
    while (due.length > 0 && due[0]![0] <= atS) {
      outputs.push(...concludeShopper(engine, due.shift()![1]));
    }
  }
  outputs.push(...finishEngine(engine).outputs);
  return outputs.filter((output) => output.kind === "interaction");
}

const isOf = (interaction: Interaction, alternative: Alternative): boolean =>
  alternative.kind === interaction.kind &&
  alternative.targetId === interaction.targetId &&
  alternative.giverId === interaction.giverId &&
  alternative.barcode === interaction.barcode &&
  alternative.quantity === interaction.quantity;

const nameAlternative = ({ targetId, barcode }: Alternative): string => `${targetId} ${barcode}`;

describe("accounts", () => {
  it.each(["adversarial", "hand-over", "crowd"] as const)(
    "of uncertain interactions of %s are in order, sum to 1 at most, and have their own",
    (scenario) => {
      const simulation = createSimulation({ seed: 4, scenario, minutes: 2 });
      const told = listTold(simulation.shop, simulation.observations());
      let uncertain = 0;
      for (const { interaction } of told) {
        const { alternatives, probability } = interaction;
        if (probability > SURE) expect(alternatives).toEqual([]);
        if (alternatives.length === 0) continue;
        uncertain++;
        expect(alternatives.length).toBeLessThanOrEqual(ALTERNATIVES_MAX);
        const sum = alternatives.reduce((all, one) => all + one.probability, 0);
        expect(sum).toBeLessThanOrEqual(1 + 1e-9);
        const own = alternatives.find((alternative) => isOf(interaction, alternative));
        expect(own!.probability).toBeGreaterThanOrEqual(probability - 1e-9);
        const others = alternatives.filter((alternative) => alternative !== own);
        const byRank = others.toSorted((a, b) => b.probability - a.probability);
        expect(others).toEqual(byRank);
        expect(
          new Set(alternatives.map((one) => JSON.stringify({ ...one, probability: 0 }))).size,
        ).toBe(alternatives.length);
      }
      const unsure = told.filter(
        ({ status, interaction }) => status === "provisional" && interaction.probability <= SURE,
      );
      expect(unsure.length).toBeGreaterThan(3);
      expect(unsure.every(({ interaction }) => interaction.alternatives.length > 0)).toBe(true);
      expect(uncertain).toBeGreaterThanOrEqual(unsure.length);
    },
  );

  it("of a hand-over say who gave, and those of a pick that nobody did", () => {
    let handedOver = 0;
    for (const seed of SEEDS) {
      const script = new Script(13, seed);
      script.enter("ada", 2);
      script.enter("bob", 9);
      script.take("ada", 4, { shelf: 2, plate: 2 }, SOUP);
      script.take("ada", 6, { shelf: 2, plate: 4 }, TEA);
      script.meet("ada", "bob", 9);
      const told = listTold(SHOP, script.observations()).map(({ interaction }) => interaction);
      const handed = told.filter(({ kind }) => kind === "handover");
      expect(handed.map(({ giverId }) => giverId)).toEqual(handed.map(() => "ada"));
      // Which of the two it was, the joints do not tell.
      const both = [`bob ${SOUP.barcode}`, `bob ${TEA.barcode}`].sort();
      for (const { alternatives } of handed)
        expect(alternatives.map(nameAlternative).sort()).toEqual(both);
      handedOver += handed.length;
      for (const { kind, giverId } of told) if (kind === "pick") expect(giverId).toBeNull();
    }
    expect(handedOver).toBeGreaterThan(SEEDS.length / 2);
  });

  it("by somebody who has left since are reported to the end", () => {
    let uncertain = 0;
    for (const seed of SEEDS) {
      const script = new Script(16, seed);
      script.enter("ada", 3.8);
      script.enter("bob", 4.4, 0.5, 9);
      script.reach("bob", 6, { shelf: 2, plate: 4 });
      script.take("ada", 6, { shelf: 2, plate: 4 }, TEA);
      const told = listTold(SHOP, script.observations(), [[12, "bob"]]);
      const first = told[0]!.interaction;
      if (first.targetId !== "ada" || first.alternatives.length < 2) continue;
      uncertain++;
      const last = told.at(-1)!;
      expect(last).toMatchObject({ status: "final", interaction: { targetId: "ada" } });
      expect(last.interaction.alternatives.map(nameAlternative)).toEqual(
        first.alternatives.map(nameAlternative),
      );
    }
    expect(uncertain).toBeGreaterThan(0);
  });
});
