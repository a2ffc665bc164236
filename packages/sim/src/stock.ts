/** What lies on the shelves: items with weights and places of their own. */

import { findShelfPitch } from "@saunter/engine/gondola-outlines";
import type { Facing, ShopModel } from "@saunter/engine/shop-model";
import type { Random } from "@saunter/numerics/random";
import { CATEGORIES, CO_PURCHASE_LIFT, POPULARITY_SLOPE } from "./demand-facts.ts";
import type { FloorPlan, GondolaPlan } from "./floor-plan-types.ts";
import { DEFAULT_PHYSICS, type StockPhysics } from "./physics.ts";
import type { PlateField } from "./plate-field.ts";

export interface Item {
  readonly barcode: string;
  readonly weightG: number;
  /** Slot from which it was last taken. */
  home: number;
  /** Where it lies: plates with their shares, and its middle along the gondola's front, metres. */
  plates: readonly number[];
  shares: readonly number[];
  alongM: number;
  effect: Float64Array;
}

/** A facing with its stock. */
export interface Slot {
  readonly index: number;
  readonly facing: Facing;
  readonly plan: GondolaPlan;
  /** Of its shelf's plates. */
  readonly plateWidthM: number;
  readonly barcode: string;
  /** Facings before it that hold the same product. */
  readonly copy: number;
  readonly category: number;
  readonly popularity: number;
  readonly capacity: number;
  readonly meanWeightG: number;
  readonly itemWidthM: number;
  readonly items: Item[];
}

/** Weight of a product of which the catalogue knows none (real catalogue: a few). */
const UNKNOWN_WEIGHT_G = 150;
/** A facing is filled up to so much: plates carry 20 kg, boards are 0.4 m deep. */
const FACING_MAX_G = 12_000;

/**
 * What people want: places, whatever stands there, or products, wherever they stand. With products, what is drawn of
 * one is the same in every planogram, so that two planograms can be compared visit by visit.
 */
export type DemandBy = "place" | "product";

export function makeSlots(
  shop: ShopModel,
  floor: FloorPlan,
  field: PlateField,
  random: Random,
  physics: StockPhysics = DEFAULT_PHYSICS.stock,
  demandBy: DemandBy = "place",
): Slot[] {
  const plans = new Map(floor.gondolas.map((plan) => [plan.gondola, plan]));
  const placed = shop.facings.filter(
    (facing) => facing.barcode !== null && plans.has(facing.gondola),
  );
  const ranks =
    demandBy === "place"
      ? random.shuffle(placed.map((_, i) => i))
      : rankProducts(placed, shop, random);
  const randomOf = nameStreams(demandBy, random);
  const means = new Map<string, number>();
  const copies = new Map<string, number>();
  const slots = placed.map((facing, index): Slot => {
    const barcode = facing.barcode!;
    const own = randomOf(barcode);
    const weightG = shop.products.get(barcode)?.weightG ?? Number.NaN;
    // A catalogue's slips (a 1.6 g kombucha) are not what stands on the shelf.
    const known = weightG >= 10 ? weightG : UNKNOWN_WEIGHT_G;
    if (!means.has(barcode)) {
      means.set(barcode, known * (1 + own.normal(0, physics.productWeightSpread)));
    }
    const plan = plans.get(facing.gondola)!;
    const copy = copies.get(barcode) ?? 0;
    copies.set(barcode, copy + 1);
    const popularity = (1 + ranks[index]!) ** POPULARITY_SLOPE;
    const wanted = 5 + 60 * popularity;
    return {
      index,
      facing,
      plan,
      plateWidthM: findShelfPitch(plan, facing.shelf),
      barcode,
      copy,
      category: ranks[index]! % CATEGORIES.length,
      popularity,
      capacity: Math.max(4, Math.min(Math.round(wanted), Math.floor(FACING_MAX_G / known))),
      meanWeightG: means.get(barcode)!,
      itemWidthM: own.uniform(0.05, 0.13),
      items: [],
    };
  });
  for (const slot of slots) {
    const effect = fillSlot(slot, field, randomOf(slot.barcode), physics);
    field.addLevel(slot.facing.gondola, slot.facing.shelf, 1, effect);
  }
  return slots;
}

/** By facing: products in an order of chance that is the same wherever they stand. */
function rankProducts(placed: readonly Facing[], shop: ShopModel, random: Random): number[] {
  const barcodes = [...shop.products.keys()].sort();
  const chances = new Map(barcodes.map((one) => [one, random.fork(`rank ${one}`).next()]));
  const order = [...new Set(placed.map(({ barcode }) => barcode!))].sort(
    (a, b) => (chances.get(a) ?? 1) - (chances.get(b) ?? 1),
  );
  const rankOf = new Map(order.map((barcode, rank) => [barcode, rank]));
  return placed.map(({ barcode }) => rankOf.get(barcode!)!);
}

/** The stream that a product's draws come from: its own, or one for all. */
function nameStreams(demandBy: DemandBy, random: Random): (barcode: string) => Random {
  if (demandBy === "place") return () => random;
  const streams = new Map<string, Random>();
  return (barcode) => {
    const own = streams.get(barcode) ?? random.fork(`product ${barcode}`);
    streams.set(barcode, own);
    return own;
  };
}

/** Adds items up to the slot's capacity; returns what that does to the shelf's plates, grams. */
export function fillSlot(
  slot: Slot,
  field: PlateField,
  random: Random,
  physics: StockPhysics = DEFAULT_PHYSICS.stock,
): Float64Array {
  const missing = slot.capacity - slot.items.length;
  const sum = new Float64Array(slot.plan.plateCount);
  for (let i = 0; i < missing; i++) {
    const weightG = slot.meanWeightG * (1 + random.normal(0, physics.itemWeightSpread));
    const item: Item = {
      barcode: slot.barcode,
      weightG,
      home: slot.index,
      plates: [],
      shares: [],
      alongM: 0,
      effect: new Float64Array(0),
    };
    layItem(item, slot, field, random);
    slot.items.push(item);
    for (let q = 0; q < sum.length; q++) sum[q]! += weightG * item.effect[q]!;
  }
  return sum;
}

/** Finds the item a place in the slot: it lies on one plate, or across two or three. */
export function layItem(item: Item, slot: Slot, field: PlateField, random: Random): void {
  const { plates } = slot.facing;
  const { plateWidthM } = slot;
  const widthM = plates.length * plateWidthM;
  const itemM = Math.min(slot.itemWidthM, widthM);
  const middleM = random.uniform(itemM / 2, widthM - itemM / 2);
  const on: number[] = [];
  const shares: number[] = [];
  plates.forEach((plate, i) => {
    const from = Math.max(i * plateWidthM, middleM - itemM / 2);
    const to = Math.min((i + 1) * plateWidthM, middleM + itemM / 2);
    const share = (to - from) / itemM;
    if (share < 0.02) return;
    on.push(plate);
    shares.push(share);
  });
  const sum = shares.reduce((a, b) => a + b, 0);
  item.plates = on;
  item.shares = shares.map((share) => share / sum);
  item.alongM = (plates[0]! - 1) * plateWidthM + middleM;
  const { gondola, shelf } = slot.facing;
  item.effect = field.spread(gondola, shelf, item.plates, item.shares, item.alongM);
}

/** Plates that carry a fair part of the item, as a person would label them. */
export function labelPlates(item: Item): number[] {
  return item.plates.filter((_, i) => item.shares[i]! > 0.1);
}

/** Relative probability of each slot for somebody who has categories `taken` already. */
export function slotWeight(slot: Slot, taken: readonly number[]): number {
  if (slot.items.length === 0) return 0;
  let lift = 1;
  for (const category of taken) lift *= CO_PURCHASE_LIFT[category]![slot.category]!;
  return slot.popularity * (taken.length > 0 ? lift ** (1 / taken.length) : 1);
}
