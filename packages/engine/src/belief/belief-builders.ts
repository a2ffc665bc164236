/** Beliefs and changes made by hand, for the tests beside the code. */

import type { WhoDistribution } from "../attribution/associator.ts";
import type { ShopperKey } from "../engine-types.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import type { ShelfChange } from "../sensing/changes.ts";
import type { Gains } from "../sensing/gains.ts";
import { createShopIndex, type ShopIndex } from "../shop-index.ts";
import type { ShopModel } from "../shop-model.ts";
import { createFacing, createShop } from "../test-builders.ts";
import type { BlockContext, Child } from "./block-context.ts";
import {
  type ActionRecord,
  type Cluster,
  getCart,
  type Hypothesis,
  type Item,
} from "./hypotheses.ts";
import { prepareChange } from "./hypothesiser.ts";

export function createItem(barcode: string | null, more: Partial<Item> = {}): Item {
  const weightG = more.weightG ?? 100;
  return {
    barcode,
    weightG,
    rawG: weightG,
    isTouch: false,
    levelsBeforeG: [],
    weighedMs: 0,
    changeId: 1,
    originId: 1,
    gondola: 1,
    shelf: 1,
    plates: [1],
    sinceMs: 0,
    ...more,
  };
}

export function createAction(more: Partial<ActionRecord> = {}): ActionRecord {
  return {
    kind: "pick",
    changeId: 1,
    shopperId: "ada",
    otherId: null,
    barcode: "soup",
    quantity: 1,
    weightG: 100,
    timestampMs: 1000,
    plates: [1],
    gondola: 1,
    shelf: 1,
    settledMs: 1200,
    isMisplaced: false,
    part: 0,
    ...more,
  };
}

/** A hypothesis of a weight, with carts given as barcodes or items. */
export function createHypothesis(
  weight: number,
  carts: Readonly<Record<string, readonly (string | Item)[]>> = {},
  more: Partial<Hypothesis> = {},
): Hypothesis {
  const toItem = (item: string | Item): Item =>
    typeof item === "string" ? createItem(item) : item;
  return {
    logWeight: Math.log(weight),
    carts: new Map(Object.entries(carts).map(([id, cart]) => [id, cart.map(toItem)])),
    ledger: [],
    overrides: new Map(),
    lastActs: new Map(),
    history: null,
    ...more,
  };
}

export function createBelief(
  shoppers: readonly ShopperKey[],
  hypotheses: readonly Hypothesis[],
): Cluster {
  return { shoppers: new Set(shoppers), hypotheses: [...hypotheses] };
}

/** A shelf with soup on plates 1 and 2, tea on 3, jam on 4, and cola on 6. */
export const SHELF: ShopModel = createShop(
  [
    createFacing(1, [1, 2], "soup"),
    createFacing(1, [3], "tea"),
    createFacing(1, [4], "jam"),
    createFacing(1, [6], "cola"),
  ],
  { soup: 400, tea: 90, jam: 260, cola: 534 },
);

/** What plates of shelf 1 lost or gained at a time, grams by plate. */
export function createChange(
  changesG: Readonly<Record<number, number>>,
  more: Partial<ShelfChange> = {},
): ShelfChange {
  const settledMs = more.settledMs ?? 10_000;
  const crossingsMs = Float64Array.from({ length: 7 }, (_, at) => settledMs - 400 + 30 * at);
  const plates = Object.entries(changesG).map(([plate, changeG]) => ({
    plate: Number(plate),
    changeG,
    errorG: 0.5,
    levelG: 5000 + changeG,
    crossingsMs,
  }));
  const startMs = settledMs - 500;
  const base = { id: 7, gondola: 1, shelf: 1, beside: new Map(), startMs, settledMs, besideG: 0 };
  return { ...base, plates, ...more };
}

/** Who reached: shares of belief by shopper. */
export function createWho(
  shares: Readonly<Record<string, number>>,
  more: Partial<WhoDistribution> = {},
): WhoDistribution {
  const shoppers = Object.keys(shares);
  const logProbabilities = shoppers.map((shopper) => Math.log(shares[shopper]!));
  const said = { evidence: 0, reach: 0, reaches: logProbabilities };
  return { timestampMs: 0, shoppers, logProbabilities, ...said, ...more };
}

export const INDEX: ShopIndex = createShopIndex(SHELF, ENGINE_PARAMETERS);

/** Share of facings on which the planogram is wrong, before anything was seen of it. */
export const WRONG_SHARE = 0.05;

/** The context of a change taken as one block. */
export function createContext(
  change: ShelfChange,
  who: WhoDistribution = createWho({ ada: 1 }),
  gains: Gains = new Map(),
  index: ShopIndex = INDEX,
): BlockContext {
  const prepared = prepareChange(index, gains, WRONG_SHARE, change, () => who);
  const whole = prepared.partitions.find((blocks) => blocks.length === 1);
  if (whole === undefined) throw new RangeError("the change cannot be one block");
  return whole[0]!;
}

/** Explanations as hypotheses with their weights, the likeliest first. */
export function rankChildren(children: readonly Child[]): Hypothesis[] {
  return children
    .map(({ logWeight, build }) => ({ ...build(), logWeight }))
    .sort((a, b) => b.logWeight - a.logWeight);
}

export function listCart(hypothesis: Hypothesis, shopper: string): (string | null)[] {
  return getCart(hypothesis, shopper).map(({ barcode }) => barcode);
}

/** log weight of the likeliest that passes a test. */
export function findLogWeight(
  children: readonly Hypothesis[],
  test: (one: Hypothesis) => boolean,
): number {
  return Math.max(...children.filter(test).map(({ logWeight }) => logWeight));
}
