/**
 * One gondola in which a test says who does what, where and when. Plates, bodies and tracker are the
 * simulator's; nothing is drawn but noise. Times are seconds from the start.
 */

import { createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import type { EngineOutput, EngineResult } from "@saunter/engine/engine-types";
import type { Observation, PlateBatch } from "@saunter/engine/observation";
import type { Receipt } from "@saunter/engine/receipt-types";
import type { Facing, Product, ShopModel } from "@saunter/engine/shop-model";
import { createRandom, type Random } from "@saunter/numerics/random";
import { type Body, type Motion, makeBody, type Reach } from "@saunter/sim/body";
import { type Contact, makeForceContact, makeStepContact } from "@saunter/sim/contact";
import type { FloorPlan, GondolaPlan } from "@saunter/sim/floor-plan-types";
import { makeTrack, seeTracks, type Track } from "@saunter/sim/joint-tracker";
import { createPlateField, type PlateField } from "@saunter/sim/plate-field";

export const START_MS = Date.UTC(2026, 0, 5, 10);
const PITCH_M = 0.1016;
const STAND_BEFORE_M = 0.6;
const FRAME_MS = 1000 / 15;

/** Shelf 1 is low, shelf 2 at the chest; ten plates each. */
const PLAN: GondolaPlan = {
  gondola: 2,
  x: 0,
  y: 0,
  yawRad: 0,
  depthM: 0.4064,
  plateWidthM: PITCH_M,
  plateCount: 10,
  shelfHeightsM: [0.75, 1.1],
  shapePlates: 11,
  shapeShelves: 3,
  absentReads: "nan",
  aisle: 0,
};
const FLOOR: FloorPlan = { gondolas: [PLAN], entrance: { x: -1, y: -2.5 }, passageX: 0 };

const product = (barcode: string, name: string, weightG: number): Product => ({
  barcode,
  name,
  weightG,
  price: 199,
});

/** Of eight makers: products of one maker would be taken for each other the sooner. */
export const SOUP = product("4001111000015", "tomato soup", 415);
export const TEA = product("5012222000015", "green tea", 98);
export const COLA = product("5403333000016", "cola", 534);
export const SODA = product("7604444000010", "soda", 533);
export const CHIPS = product("8715555000017", "chips", 150);
export const JAM = product("3006666000016", "plum jam", 262);
export const CARD = product("6907777000018", "greeting card", Number.NaN);
export const HONEY = product("8808888000011", "honey", 331);
const PRODUCTS = [SOUP, TEA, COLA, SODA, CHIPS, JAM, CARD, HONEY];

/** Where each product stands: shelf and plates. */
const PLANOGRAM: readonly (readonly [Product, number, readonly number[]])[] = [
  [SOUP, 2, [1, 2]],
  [TEA, 2, [3, 4]],
  [JAM, 2, [5, 6]],
  [COLA, 2, [7, 8]],
  [SODA, 2, [9, 10]],
  [CHIPS, 1, [1, 2, 3]],
  [CARD, 1, [6]],
  [HONEY, 1, [9, 10]],
];

function makeFacing(barcode: string, shelf: number, plates: readonly number[]): Facing {
  const place = {
    x: (plates[0]! - 1) * PITCH_M,
    y: 0,
    z: PLAN.shelfHeightsM[shelf - 1]!,
    yawRad: 0,
    widthM: plates.length * PITCH_M,
    depthM: PLAN.depthM,
  };
  return { gondola: PLAN.gondola, shelf, plates, barcode, place };
}

/** @param wrongly products that the planogram has in another's place, by barcode. */
export function makeScriptedShop(wrongly: ReadonlyMap<string, string> = new Map()): ShopModel {
  return {
    products: new Map(PRODUCTS.map((one) => [one.barcode, one])),
    facings: PLANOGRAM.map(([{ barcode }, shelf, plates]) =>
      makeFacing(wrongly.get(barcode) ?? barcode, shelf, plates),
    ),
  };
}

/** A place on a shelf: one plate, or several with the share that lies on each. */
export interface Place {
  readonly shelf: number;
  readonly plate: number;
  /** Shares on `plate` and those to its right; all on `plate` where not given. */
  readonly shares?: readonly number[];
}

interface ScriptedShopper {
  readonly id: string;
  readonly body: Body;
  readonly motions: Motion[];
  readonly fromS: number;
  readonly toS: number;
}

/** An interval in which the tracker does something to its frames. */
interface TrackerFault {
  readonly fromS: number;
  readonly toS: number;
  readonly rename: (id: string) => string | null;
}

/** A hand is at a plate for so long around what it does there. */
const HAND_S = 1.1;

const atMs = (seconds: number): number => START_MS + 1000 * seconds;
const standAt = (plate: number) => ({ x: (plate - 0.5) * PITCH_M, y: -STAND_BEFORE_M });

export class Script {
  readonly #endS: number;
  readonly #random: Random;
  readonly #field: PlateField;
  readonly #shoppers = new Map<string, ScriptedShopper>();
  readonly #faults: TrackerFault[] = [];

  /** @param endS when the stream ends. */
  constructor(endS: number, seed: number) {
    this.#endS = endS;
    this.#random = createRandom(seed);
    const options = { startMs: START_MS, noiseScale: 1 };
    this.#field = createPlateField(FLOOR, options, this.#random.fork("field"));
  }

  /** Somebody stands before a plate, in sight from `fromS` to `toS`. */
  enter(id: string, plate: number, fromS = 0.5, toS = this.#endS): void {
    const random = this.#random.fork(`body ${id}`);
    const body = makeBody(standAt(plate), Math.PI / 2, atMs(fromS), random);
    this.#shoppers.set(id, { id, body, motions: [body.motion], fromS, toS });
  }

  /** Walks to before another plate, there by `byS`. */
  walk(id: string, plate: number, byS: number): void {
    const { motions } = this.#shoppers.get(id)!;
    const before = motions.at(-1)!;
    const startMs = atMs(byS) - 1500;
    motions.push({ ...before, from: before.to, to: standAt(plate), startMs, endMs: atMs(byS) });
  }

  /** A hand goes to a place and stays until half of HAND_S after `untilS`. */
  reach(id: string, atS: number, place: Place, untilS = atS): void {
    const width = place.shares?.length ?? 1;
    this.#stretch(id, atS, untilS, {
      x: (place.plate - 1 + width / 2) * PITCH_M,
      y: 0.16,
      z: PLAN.shelfHeightsM[place.shelf - 1]! + 0.14,
    });
  }

  /** Something comes to a shelf (grams above 0) or leaves it, whoever did it. */
  change(atS: number, place: Place, grams: number): void {
    this.#addContact(place, (where) =>
      makeStepContact(where, grams, atMs(atS), START_MS, this.#random),
    );
  }

  /** A force that vanishes. */
  press(fromS: number, toS: number, place: Place, grams: number): void {
    this.#addContact(place, (where) =>
      makeForceContact(where, grams, atMs(fromS), atMs(toS), this.#random),
    );
  }

  take(id: string, atS: number, place: Place, { weightG }: { weightG: number }, count = 1): void {
    this.reach(id, atS, place);
    this.change(atS, place, -weightG * count);
  }

  put(id: string, atS: number, place: Place, { weightG }: { weightG: number }): void {
    this.reach(id, atS, place);
    this.change(atS, place, weightG);
  }

  /** Both hold a hand out to the middle between them, away from the shelf. */
  meet(a: string, b: string, atS: number): void {
    const [hereA, hereB] = [a, b].map((id) => this.#shoppers.get(id)!.motions.at(-1)!.to);
    const x = (hereA!.x + hereB!.x) / 2;
    for (const id of [a, b]) {
      this.#stretch(id, atS, atS + 0.4, { x, y: -STAND_BEFORE_M + 0.05, z: 1.15 });
    }
  }

  /** The tracker takes two people for each other. */
  swap(a: string, b: string, fromS: number, toS: number): void {
    const rename = (id: string): string => (id === a ? b : id === b ? a : id);
    this.#faults.push({ fromS, toS, rename });
  }

  /** The tracker does not see somebody. */
  lose(lost: string, fromS: number, toS: number): void {
    this.#faults.push({ fromS, toS, rename: (id) => (id === lost ? null : id) });
  }

  *observations(): Generator<Observation, void, void> {
    const tracker = this.#random.fork("tracker");
    const tracks = new Map<string, Track>();
    let frameMs = START_MS + 2;
    for (;;) {
      const next = this.#field.findNext();
      if (Math.min(next.nextTimestampMs, frameMs) > atMs(this.#endS)) return;
      if (frameMs > next.nextTimestampMs) {
        yield this.#field.takeBatch(next);
        continue;
      }
      if (this.#shoppers.size > 0) {
        yield seeFrame(this.#shoppers, tracks, this.#faults, frameMs, tracker);
      }
      frameMs += FRAME_MS;
    }
  }

  #addContact(
    place: Place,
    make: (where: Pick<Contact, "gondola" | "shelf" | "effect">) => Contact,
  ): void {
    const shares = place.shares ?? [1];
    const plates = shares.map((_, at) => place.plate + at);
    const { gondola } = PLAN;
    const effect = this.#field.spread(gondola, place.shelf, plates, shares);
    this.#field.addContact(make({ gondola, shelf: place.shelf, effect }));
  }

  #stretch(
    id: string,
    atS: number,
    untilS: number,
    to: { readonly x: number; readonly y: number; readonly z: number },
  ): void {
    const { body, motions } = this.#shoppers.get(id)!;
    const here = motions.filter(({ startMs }) => startMs <= atMs(atS)).at(-1)!.to;
    const reach: Reach = {
      ...to,
      hand: to.x < here.x ? 0 : 1,
      startMs: atMs(atS - HAND_S),
      arriveMs: atMs(atS - HAND_S / 2),
      leaveMs: atMs(untilS + HAND_S / 2),
      endMs: atMs(untilS + HAND_S),
    };
    body.reaches.push(reach);
  }
}

const TRACKER = { jointNoiseScale: 0.5, dropoutScale: 0.3, outlierScale: 0.3, mixUpScale: 0 };

function seeFrame(
  shoppers: ReadonlyMap<string, ScriptedShopper>,
  tracks: Map<string, Track>,
  faults: readonly TrackerFault[],
  frameMs: number,
  random: Random,
): Observation {
  const seconds = (frameMs - START_MS) / 1000;
  const here = [...shoppers.values()].filter(({ fromS, toS }) => seconds >= fromS && seconds < toS);
  for (const { id, body, motions } of here) {
    if (!tracks.has(id)) tracks.set(id, makeTrack(id, body));
    body.motion = motions.filter(({ startMs }) => startMs <= frameMs).at(-1) ?? motions[0]!;
  }
  const seen = seeTracks(
    here.map(({ id }) => tracks.get(id)!),
    frameMs,
    TRACKER,
    random,
  );
  const now = faults.filter(({ fromS, toS }) => seconds >= fromS && seconds < toS);
  const told = seen.shoppers.flatMap((pose) => {
    let id: string | null = pose.shopperId;
    for (const { rename } of now) if (id !== null) id = rename(id);
    return id === null ? [] : [{ ...pose, shopperId: id }];
  });
  return { ...seen, shoppers: told };
}

export interface Run {
  readonly result: EngineResult;
  readonly outputs: readonly EngineOutput[];
}

export function runEngine(shop: ShopModel, observations: Iterable<Observation>): Run {
  const engine = createEngine(shop);
  const outputs: EngineOutput[] = [];
  for (const observation of observations) outputs.push(...stepEngine(engine, observation));
  return { result: finishEngine(engine), outputs };
}

/** "2 × tomato soup, 1 × cola" for each receipt, by shopper. */
export function reportReceipts(result: EngineResult, shop: ShopModel): Record<string, string> {
  const tell = ({ products }: Receipt): string =>
    products
      .map(({ barcode, quantity }) => `${quantity} × ${shop.products.get(barcode)?.name}`)
      .sort()
      .join(", ");
  return Object.fromEntries(
    result.receipts.map((receipt) => [String(receipt.targetId), tell(receipt)]),
  );
}

export function isBatch(observation: Observation): observation is PlateBatch {
  return observation.kind === "plates";
}
