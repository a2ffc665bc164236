/** What the engine finds wrong with the goods, where an operator puts it right. */
import type { Observation, PlateBatch } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import { createSimulation } from "@saunter/sim/simulate";
import { expect, it, onTestFinished } from "vitest";
import { describeScreens, isTooWide, openPage, startShop } from "./screens-fixture.ts";
import { GOODS } from "./scripted-people.ts";

const { biscuits, crisps, coffee } = GOODS;
const MINUTES = 5;
/**
 * The same day in each run: what sensors read depends on when it begins. Begun at any minute, a seventh of such
 * days has too few shoppers at one of the products for it to be found.
 */
const START_MS = Date.UTC(2026, 5, 15, 9);
/** Observations that are said at once. */
const CHUNK = 500;
/** A plate that has been read until then, and is not any more. */
const DEAD = { gondola: 2, shelf: 3, plate: 1, afterMs: 200_000 };

/** A shop where two products have changed places, and one weighs more than it did. */
function findTruth({ facings, products }: ShopModel): ShopModel {
  const swapped = new Map<string, string>([
    [biscuits.gtin, crisps.gtin],
    [crisps.gtin, biscuits.gtin],
  ]);
  const heavier = { ...products.get(coffee.gtin)!, weightG: coffee.weightG + 45 };
  return {
    facings: facings.map((one) => ({
      ...one,
      barcode: swapped.get(one.barcode ?? "") ?? one.barcode,
    })),
    products: new Map(products).set(coffee.gtin, heavier),
  };
}

function killPlate(batch: PlateBatch): PlateBatch {
  const samplesG = batch.samplesG.map((sampleG, at) => {
    const plate = at % batch.plateCount;
    const shelf = Math.floor(at / batch.plateCount) % batch.shelfCount;
    return plate === DEAD.plate && shelf === DEAD.shelf ? Number.NaN : sampleG;
  });
  return { ...batch, samplesG };
}

describeScreens("what the engine finds wrong", () => {
  it("stands below its board, and marks the plates that it is about", async () => {
    const shop = await startShop();
    onTestFinished(() => shop.close());
    const simulation = createSimulation({
      seed: 2,
      scenario: "wrong-planogram",
      planogramWrongShare: 0,
      minutes: MINUTES,
      startMs: START_MS,
      shop: findTruth(shop.config.shopModel!),
    });
    let chunk: Observation[] = [];
    for (const seen of simulation.observations()) {
      const isDead = seen.kind === "plates" && seen.gondola === DEAD.gondola;
      const isLate = seen.timestampMs > START_MS + DEAD.afterMs;
      chunk.push(isDead && isLate ? killPlate(seen) : seen);
      if (chunk.length < CHUNK) continue;
      await shop.say(chunk);
      chunk = [];
    }
    await shop.say(chunk);
    await shop.pass(MINUTES * 60_000);

    const page = await openPage(shop, { as: "operator", path: "/console/goods/planogram" });
    const boardOf = (gondola: number, shelf: number) =>
      page
        .locator("section.card", { hasText: `Gondola ${gondola}` })
        .locator(".board", { hasText: `Shelf ${shelf}` });
    for (const { board, plates, words } of [
      { board: boardOf(1, 3), plates: "1–2", words: /plate 1 holds Crisps .*says Oat biscuits/ },
      { board: boardOf(1, 3), plates: "3–6", words: /holds Oat biscuits .*says Crisps/ },
      {
        board: boardOf(2, 2),
        plates: "1–3",
        words: /Ground coffee .* weighs 238 g by the catalogue/,
      },
      { board: boardOf(2, 3), plates: "1–2", words: /plate 1 has stopped reading/ },
    ]) {
      await board.getByText(words).first().waitFor();
      const cell = board.locator(".cell.faulty", { hasText: plates });
      const faults = page.locator(`#${await cell.getAttribute("aria-describedby")}`);
      await expect.poll(() => faults.textContent()).toMatch(words);
    }
    expect(await page.locator(".cell.faulty", { hasText: "Milk in a glass" }).count()).toBe(0);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await isTooWide(page)).toBe(false);
    expect(shop.faults).toEqual([]);
  });
});
