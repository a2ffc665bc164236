/** Scales, positions and catalogues that are wrong in a way: how soon it is told, and what is accepted meanwhile. */
import type { Observation, PlateBatch } from "@saunter/engine/observation";
import type { Facing, Product, ShopModel } from "@saunter/engine/shop-model";
import { createRandom } from "@saunter/numerics/random";
import { makeShop } from "@saunter/sim/catalogue";
import { makeNanoFloorPlan } from "@saunter/sim/floor-plan";
import { DEFAULT_PHYSICS } from "@saunter/sim/physics";
import { layScales, type ScaleLayout } from "@saunter/sim/scale-layouts";
import { createSimulation, type SimulationTruth } from "@saunter/sim/simulate";
import { type Distort, playUnits } from "./play-units.ts";
import { formatLines } from "./settle-receipts.ts";

type Place = Pick<Facing, "gondola" | "plates" | "shelf">;

/** A simulated shop whose plates read 0 where nothing lies on them. */
export interface SoundShop {
  readonly shop: ShopModel;
  readonly observations: readonly Observation[];
  readonly truth: SimulationTruth;
}

/** What the shop is told, in place of what is. */
interface Told {
  readonly shop: ShopModel;
  readonly observations: readonly Observation[];
  readonly distort: Distort;
  /** Where it is wrong; null: everywhere. */
  readonly places: readonly Place[] | null;
}

interface Issue {
  readonly name: string;
  readonly layout: ScaleLayout;
  /** The code that it must be told by; null: nothing is wrong. */
  readonly code: string | null;
  readonly make: (sound: SoundShop) => Told;
}

const OUNCE_G = 28.349_523_125;
const POUND_G = 453.592_37;
const INCHES = 39.37;

function findProduct({ facings, products }: ShopModel, place: Place): Product {
  const { gondola, plates, shelf } = place;
  const facing = facings.find(
    (one) => one.gondola === gondola && one.shelf === shelf && one.plates[0] === plates[0],
  );
  return products.get(facing!.barcode!)!;
}

interface SoundOptions {
  readonly scenario?: "everyday" | "misplace";
  /** Products of these facings weigh this, and not what the catalogue draws. */
  readonly weights?: readonly (readonly [place: Place, weightG: number])[];
}

export const simulateSound = (
  layout: ScaleLayout,
  seed: number,
  shoppers: number,
  { scenario = "everyday", weights = [] }: SoundOptions = {},
): SoundShop => {
  const onPlates = makeNanoFloorPlan();
  const ofPlates = makeShop(onPlates, createRandom(seed).fork("catalogue"));
  const laid = layScales(onPlates, ofPlates, layout);
  const { floor } = laid;
  const products = new Map(laid.shop.products);
  for (const [place, weightG] of weights) {
    const product = findProduct(laid.shop, place);
    products.set(product.barcode, { ...product, weightG });
  }
  const shop = { ...laid.shop, products };
  const noise = { ...DEFAULT_PHYSICS.noise, offsetMeanG: 0, offsetSpreadG: 0 };
  const physics = { ...DEFAULT_PHYSICS, noise };
  const simulation = createSimulation({
    seed,
    scenario,
    shoppers,
    floor,
    shop,
    physics,
  });
  const observations = [...simulation.observations()];
  return { shop, observations, truth: simulation.truth() };
};

const asIs: Distort = (sent) => sent;

/** What a scale sends for a gram. */
const scaleBy =
  (perGram: number): Distort =>
  (sent) => {
    if (sent.kind !== "scale") return sent;
    const samples = sent.frame.samples.map((value) => value * perGram);
    return { ...sent, frame: { ...sent.frame, samples } };
  };

const inInches: Distort = (sent) => {
  if (sent.kind !== "people") return sent;
  const people = sent.frame.people.map(({ joints, ...person }) => ({
    ...person,
    joints: joints.map((joint) =>
      joint === null ? null : joint.map((value, at) => (at < 3 ? value * INCHES : value)),
    ),
  }));
  return { ...sent, frame: { ...sent.frame, people } };
};

const everywhere =
  (distort: Distort) =>
  ({ observations, shop }: SoundShop): Told => ({ shop, observations, distort, places: null });

function inOunces({ observations, shop }: SoundShop): Told {
  const products = new Map(
    [...shop.products].map(([barcode, product]) => [
      barcode,
      { ...product, weightG: product.weightG / OUNCE_G },
    ]),
  );
  return { shop: { ...shop, products }, observations, distort: asIs, places: null };
}

/** Facings by how often something was taken from them, the most first. */
export function listMostTaken({ shop, truth }: SoundShop): Place[] {
  const counts = shop.facings.map(({ gondola, plates, shelf }) => {
    const place = { gondola, shelf, plates };
    return { count: countMoves(truth, [place]), place };
  });
  return counts.sort((a, b) => b.count - a.count).map(({ place }) => place);
}

/** Picks and put-backs at places up to a time. */
function countMoves(
  { events }: SimulationTruth,
  places: readonly Place[] | null,
  untilMs = Number.POSITIVE_INFINITY,
): number {
  const isAt = (event: Place): boolean =>
    places === null ||
    places.some(
      ({ gondola, plates, shelf }) =>
        event.gondola === gondola &&
        event.shelf === shelf &&
        event.plates.some((plate) => plates.includes(plate)),
    );
  return events.filter(
    (event) =>
      (event.kind === "pickup" || event.kind === "putback") &&
      1000 * event.timestamp <= untilMs &&
      isAt(event),
  ).length;
}

type Rewire = (values: Float32Array, batch: PlateBatch) => void;

/** The same readings, each sample of a gondola rewired. */
function rewire(sound: SoundShop, gondola: number, change: Rewire, places: readonly Place[]): Told {
  const observations = sound.observations.map((observation) => {
    if (observation.kind !== "plates" || observation.gondola !== gondola) return observation;
    const { plateCount, sampleCount, shelfCount } = observation;
    const samplesG = observation.samplesG.slice();
    const cells = shelfCount * plateCount;
    for (let sample = 0; sample < sampleCount; sample++) {
      change(samplesG.subarray(sample * cells, (sample + 1) * cells), observation);
    }
    return { ...observation, samplesG };
  });
  return { shop: sound.shop, observations, distort: asIs, places };
}

const cellsOf = ({ plates, shelf }: Place, { plateCount }: PlateBatch): number[] =>
  plates.map((plate) => shelf * plateCount + plate);

/** Mounted upside down, and set to 0 empty or with goods on it. */
const turnOver =
  (isZeroedFull: boolean) =>
  (sound: SoundShop): Told => {
    const [place] = listMostTaken(sound);
    const zeros = new Map<number, number>();
    const turn: Rewire = (values, batch) => {
      for (const cell of cellsOf(place!, batch)) {
        if (!zeros.has(cell)) zeros.set(cell, isZeroedFull ? values[cell]! : 0);
        values[cell] = zeros.get(cell)! - values[cell]!;
      }
    };
    return rewire(sound, place!.gondola, turn, [place!]);
  };

/** The readings of two facings of one gondola for each other. */
export function swapTwo(sound: SoundShop, one: Place, other: Place): Told {
  const swap: Rewire = (values, batch) => {
    const [from, to] = [cellsOf(one, batch), cellsOf(other, batch)];
    for (const [at, cell] of from.entries()) {
      [values[cell], values[to[at]!]] = [values[to[at]!]!, values[cell]!];
    }
  };
  return rewire(sound, one.gondola, swap, [one, other]);
}

/** The same of the most taken, and the one that is next by `distance`. */
const swapPlates =
  (distance: (a: number, b: number) => number) =>
  (sound: SoundShop): Told => {
    const [most] = listMostTaken(sound);
    const weigh = (place: Place): number => findProduct(sound.shop, place).weightG;
    const others = listMostTaken(sound)
      .slice(1)
      .filter(
        ({ gondola, plates }) => gondola === most!.gondola && plates.length === most!.plates.length,
      )
      // One that is hardly ever touched shows nothing.
      .slice(0, 6);
    const [other] = others.toSorted(
      (a, b) => distance(weigh(a), weigh(most!)) - distance(weigh(b), weigh(most!)),
    );
    return swapTwo(sound, most!, other!);
  };

/** The board from which most was taken, with its cells as `change` leaves them. */
const rewireBoard =
  (change: (cells: Float64Array) => void) =>
  (sound: SoundShop): Told => {
    const boards = (sound.shop.boards ?? []).toSorted(
      (a, b) => countMoves(sound.truth, [b]) - countMoves(sound.truth, [a]),
    );
    const board = boards[0]!;
    const channels = board.cells.map(({ channel }) => channel);
    const rewired: Rewire = (values, { plateCount }) => {
      const at = channels.map((channel) => board.shelf * plateCount + channel);
      const read = Float64Array.from(at, (cell) => values[cell]!);
      change(read);
      for (const [index, cell] of at.entries()) values[cell] = read[index]!;
    };
    return rewire(sound, board.gondola, rewired, [board]);
  };

/** Cells stand left, left, right, right. */
const mirrorCells = (read: Float64Array): void => void read.reverse();
const crossCells = (read: Float64Array): void => {
  [read[0], read[2]] = [read[2]!, read[0]!];
};
const reverseCell = (read: Float64Array): void => {
  read[0] = -read[0]!;
};

export const ISSUES: readonly Issue[] = [
  { name: "nothing, plates", layout: "plates", code: null, make: everywhere(asIs) },
  { name: "nothing, boards", layout: "four-cells", code: null, make: everywhere(asIs) },
  {
    name: "kilograms",
    layout: "plates",
    code: "plates-unit",
    make: everywhere(scaleBy(1 / 1000)),
  },
  { name: "pounds", layout: "plates", code: "plates-unit", make: everywhere(scaleBy(1 / POUND_G)) },
  { name: "ounces", layout: "plates", code: "plates-unit", make: everywhere(scaleBy(1 / OUNCE_G)) },
  { name: "catalogue in ounces", layout: "plates", code: "catalogue-unit", make: inOunces },
  { name: "joints in inches", layout: "plates", code: "joints-unit", make: everywhere(inInches) },
  {
    name: "all plates upside down",
    layout: "plates",
    code: "plates-sign",
    make: everywhere(scaleBy(-1)),
  },
  {
    name: "one facing upside down",
    layout: "plates",
    code: "plates-sign",
    make: turnOver(false),
  },
  {
    name: "one facing upside down, zeroed full",
    layout: "plates",
    code: "plates-sign",
    make: turnOver(true),
  },
  {
    name: "two facings swapped, unlike weights",
    layout: "plates",
    code: "plates-swapped",
    make: swapPlates((a, b) => -Math.abs(Math.log(a / b))),
  },
  {
    name: "two facings swapped, most alike weights",
    layout: "plates",
    code: "plates-swapped",
    make: swapPlates((a, b) => Math.abs(Math.log(a / b))),
  },
  {
    name: "a board's cell reversed",
    layout: "four-cells",
    code: "board-wiring",
    make: rewireBoard(reverseCell),
  },
  {
    name: "a board's cells mirrored",
    layout: "four-cells",
    code: "board-wiring",
    make: rewireBoard(mirrorCells),
  },
  {
    name: "two of a board's cells crossed",
    layout: "four-cells",
    code: "board-wiring",
    make: rewireBoard(crossCells),
  },
];

export interface SanityScore {
  readonly receipts: number;
  readonly accepted: number;
  readonly wrong: readonly string[];
  /** Picks and put-backs there until it was told; null where it was not. */
  readonly moves: number | null;
  readonly codes: readonly string[];
  readonly messages: readonly string[];
}

export function scoreSanity({ make }: Pick<Issue, "make">, sound: SoundShop): SanityScore {
  const { distort, observations, places, shop } = make(sound);
  const { faults, receipts, toldMs } = playUnits(shop, observations, distort);
  let accepted = 0;
  const wrong: string[] = [];
  for (const { products, targetId } of sound.truth.receipts) {
    const receipt = receipts.get(targetId);
    if (receipt?.needsReview !== false) continue;
    accepted++;
    const [lines, truth] = [formatLines(receipt.products), formatLines(products)];
    if (lines !== truth) wrong.push(`${targetId}: ${lines}; true ${truth}`);
  }
  return {
    receipts: sound.truth.receipts.length,
    accepted,
    wrong,
    moves: toldMs === null ? null : countMoves(sound.truth, places, toldMs),
    codes: [...new Set(faults.map(({ code }) => code))],
    messages: faults.map(({ message }) => message),
  };
}
