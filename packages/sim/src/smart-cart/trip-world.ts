/** What a simulated trip consists of, and what a shopper can do on it: scan, put in, take out, say. */
import type { Product } from "@saunter/engine/shop-model";
import type { CartObservation } from "@saunter/engine/smart-cart/cart-observation";
import type { Random } from "@saunter/numerics/random";
import type { CartHabit, CartManners } from "./cart-habits.ts";
import type { CartPhysics } from "./cart-physics.ts";
import type { CartScale } from "./cart-scale.ts";

export interface TripOptions {
  readonly random: Random;
  readonly startMs: number;
  readonly products: readonly Product[];
  /** What items of a product weigh on average, by barcode: the catalogue may have it wrong, or not at all. */
  readonly meansG: ReadonlyMap<string, number>;
  readonly physics: CartPhysics;
  readonly manners: CartManners;
  readonly habit: CartHabit;
}

interface Act {
  readonly atMs: number;
  readonly run: () => CartObservation | null;
}

/** Something in the cart, or on its way. */
export interface Good {
  readonly barcode: string | null;
  readonly weightG: number;
  lineId: string | null;
}

interface Line {
  readonly barcode: string;
  readonly quantity: number;
}

export interface TripWorld {
  readonly options: TripOptions;
  readonly scale: CartScale;
  readonly goods: Good[];
  readonly lines: Map<string, Line>;
  /** Planned, and not put in yet. */
  readonly coming: Set<Good>;
  /** Planned to be scanned, and not scanned yet. */
  readonly scanning: Set<Good>;
  agenda: Act[];
  nextLine: number;
  /** The shopper has said what is theirs. */
  saidOwn: boolean;
}

export function plan(world: TripWorld, atMs: number, run: Act["run"]): void {
  const at = world.agenda.findIndex((act) => act.atMs > atMs);
  world.agenda.splice(at < 0 ? world.agenda.length : at, 0, { atMs, run });
}

/** A scan of one or several, with the weight where the label has it. */
export function planScan(
  world: TripWorld,
  atMs: number,
  barcode: string,
  goods: readonly Good[],
  weightG?: number,
): void {
  const lineId = `line-${world.nextLine++}`;
  const quantity = Math.max(1, goods.length);
  for (const good of goods) world.scanning.add(good);
  plan(world, atMs, () => {
    world.lines.set(lineId, { barcode, quantity });
    for (const good of goods) {
      world.scanning.delete(good);
      good.lineId = lineId;
    }
    const scan = { kind: "scan", timestampMs: atMs, lineId, barcode, quantity } as const;
    return weightG === undefined ? scan : { ...scan, weightG };
  });
}

export function planRemoval(world: TripWorld, atMs: number, good: Good): void {
  plan(world, atMs, () => {
    const { lineId } = good;
    if (lineId === null || !world.lines.delete(lineId)) return null;
    good.lineId = null;
    return { kind: "removal", timestampMs: atMs, lineId };
  });
}

/** @returns about when it lies */
export function planPut(world: TripWorld, atMs: number, good: Good): number {
  world.coming.add(good);
  plan(world, atMs, () => {
    world.coming.delete(good);
    world.goods.push(good);
    world.scale.move(atMs, good.weightG);
    return null;
  });
  return atMs + 800;
}

/** Takes something out that was chosen by then; nothing where that is null. */
export function planTake(world: TripWorld, atMs: number, choose: () => Good | null): void {
  plan(world, atMs, () => {
    const good = choose();
    if (good === null) return null;
    world.goods.splice(world.goods.indexOf(good), 1);
    world.scale.move(atMs, -good.weightG);
    return null;
  });
}

export function planPress(
  world: TripWorld,
  atMs: number,
  forceG: number,
  forMs: number,
  isStill = false,
): void {
  plan(world, atMs, () => {
    world.scale.press(atMs, forceG, forMs, isStill);
    return null;
  });
}

export function planOwn(world: TripWorld, atMs: number): void {
  plan(world, atMs, () => {
    world.saidOwn = true;
    return { kind: "own", timestampMs: atMs };
  });
}

export function drawProduct({ options: { products, random } }: TripWorld): Product {
  // Popularity falls with rank about as 1 / rank ^ 0.67 (demand-facts).
  const rank = Math.floor(products.length * random.next() ** 3);
  return products[Math.min(products.length - 1, rank)]!;
}

export function makeGood({ options }: TripWorld, { barcode }: Product): Good {
  const { meansG, physics, random } = options;
  const weightG = meansG.get(barcode)! * (1 + random.normal(0, physics.itemWeightSpread));
  return { barcode, weightG, lineId: null };
}
