/** What the engine tells of an interaction that it is not sure of. */
import { concludeShopper, createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import type { EngineOutput } from "@saunter/engine/engine-types";
import { ACCOUNTS_MAX } from "@saunter/engine/limits";
import type { Observation } from "@saunter/engine/observation";
import type { Account, Interaction } from "@saunter/engine/receipt-types";
import type { ShopModel } from "@saunter/engine/shop-model";
import { createSimulation } from "@saunter/sim/simulate";
import { describe, expect, it } from "vitest";
import { makeScriptedShop, Script, SOUP, START_MS, TEA } from "./scripted-shop.ts";

const SEEDS = [1, 2, 3, 4, 5, 6];
const SHOP = makeScriptedShop();
/** Of what is likelier than this, nothing else is told. */
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

const isOf = (interaction: Interaction, account: Account): boolean =>
  account.kind === interaction.kind &&
  account.targetId === interaction.targetId &&
  account.giverId === interaction.giverId &&
  account.barcode === interaction.barcode &&
  account.quantity === interaction.quantity;

const nameAccount = ({ targetId, barcode }: Account): string => `${targetId} ${barcode}`;

describe("accounts", () => {
  it.each(["adversarial", "hand-over", "crowd"] as const)(
    "of doubtful interactions of %s are in order, sum to 1 at most, and have their own",
    (scenario) => {
      const simulation = createSimulation({ seed: 4, scenario, minutes: 2 });
      const told = listTold(simulation.shop, simulation.observations());
      let doubtful = 0;
      for (const { interaction } of told) {
        const { accounts, probability } = interaction;
        if (probability > SURE) expect(accounts).toEqual([]);
        if (accounts.length === 0) continue;
        doubtful++;
        expect(accounts.length).toBeLessThanOrEqual(ACCOUNTS_MAX);
        const sum = accounts.reduce((all, one) => all + one.probability, 0);
        expect(sum).toBeLessThanOrEqual(1 + 1e-9);
        const own = accounts.find((account) => isOf(interaction, account));
        expect(own!.probability).toBeGreaterThanOrEqual(probability - 1e-9);
        const others = accounts.filter((account) => account !== own);
        const byRank = others.toSorted((a, b) => b.probability - a.probability);
        expect(others).toEqual(byRank);
        expect(
          new Set(accounts.map((one) => JSON.stringify({ ...one, probability: 0 }))).size,
        ).toBe(accounts.length);
      }
      const unsure = told.filter(
        ({ status, interaction }) => status === "provisional" && interaction.probability <= SURE,
      );
      expect(unsure.length).toBeGreaterThan(3);
      expect(unsure.every(({ interaction }) => interaction.accounts.length > 0)).toBe(true);
      expect(doubtful).toBeGreaterThanOrEqual(unsure.length);
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
      for (const { accounts } of handed) expect(accounts.map(nameAccount).sort()).toEqual(both);
      handedOver += handed.length;
      for (const { kind, giverId } of told) if (kind === "pick") expect(giverId).toBeNull();
    }
    expect(handedOver).toBeGreaterThan(SEEDS.length / 2);
  });

  it("by somebody who has left since are told to the end", () => {
    let doubtful = 0;
    for (const seed of SEEDS) {
      const script = new Script(16, seed);
      script.enter("ada", 3.8);
      script.enter("bob", 4.4, 0.5, 9);
      script.reach("bob", 6, { shelf: 2, plate: 4 });
      script.take("ada", 6, { shelf: 2, plate: 4 }, TEA);
      const told = listTold(SHOP, script.observations(), [[12, "bob"]]);
      const first = told[0]!.interaction;
      if (first.targetId !== "ada" || first.accounts.length < 2) continue;
      doubtful++;
      const last = told.at(-1)!;
      expect(last).toMatchObject({ status: "final", interaction: { targetId: "ada" } });
      expect(last.interaction.accounts.map(nameAccount)).toEqual(first.accounts.map(nameAccount));
    }
    expect(doubtful).toBeGreaterThan(0);
  });
});
