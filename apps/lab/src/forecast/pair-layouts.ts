/**
 * Shops to try forecasts on: products in pairs of nearly one weight, which a planogram keeps apart or puts side by side.
 * Each shelf is a board on one cell, so that products of one shelf differ by their weight alone.
 */
import { createRandom, type Random } from "@saunter/numerics/random";
import type { ShopLayout } from "@saunter/protocol/chain/shop-layout";

const GONDOLAS = 2;
const SHELVES = 4;
const PLATES = 8;
const PLATES_PER_PRODUCT = 2;
const PLATE_WIDTH_M = 0.1;
const PLACES_PER_GONDOLA = (SHELVES * PLATES) / PLATES_PER_PRODUCT;
/** The two of a pair differ by this share of their weight. */
const NEAR_SHARE = 0.01;

interface Place {
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
}

export const formatPlace = ({ gondola, shelf, plates }: Place): string =>
  `${gondola}/${shelf}/${plates}`;

/** In order: neighbours on a shelf follow one another. */
export const PAIR_PLACES: readonly Place[] = Array.from(
  { length: GONDOLAS * PLACES_PER_GONDOLA },
  (_, at) => {
    const inGondola = at % PLACES_PER_GONDOLA;
    const perShelf = PLATES / PLATES_PER_PRODUCT;
    const first = 1 + PLATES_PER_PRODUCT * (inGondola % perShelf);
    return {
      gondola: 1 + Math.floor(at / PLACES_PER_GONDOLA),
      shelf: 1 + Math.floor(inGondola / perShelf),
      plates: [first, first + 1],
    };
  },
);

const BOARDS: ShopLayout["boards"] = Array.from({ length: GONDOLAS * SHELVES }, (_, at) => ({
  ...{ gondola: 1 + Math.floor(at / SHELVES), shelf: 1 + (at % SHELVES) },
  plates: Array.from({ length: PLATES }, (_unused, plate) => plate + 1),
  cells: [{ channel: 1, alongM: (PLATES * PLATE_WIDTH_M) / 2 }],
}));

/** Pairs of products, one after the other. */
function drawProducts(random: Random): ShopLayout["products"] {
  return Array.from({ length: PAIR_PLACES.length / 2 }, (_, pair) => {
    const weightG = 80 * 1.16 ** pair * random.uniform(0.97, 1.03);
    return [0, 1].map((mate) => ({
      gtin: String(50_000_000_000 + 2 * pair + mate),
      name: `product ${2 * pair + mate + 1}`,
      weightG: Math.round(10 * weightG * (1 + mate * NEAR_SHARE)) / 10,
      priceMinor: random.integer(99, 499),
    }));
  }).flat();
}

type Items = Readonly<Record<string, string>>;

const place = (gtins: readonly string[]): Items =>
  Object.fromEntries(gtins.map((gtin, at) => [formatPlace(PAIR_PLACES[at]!), gtin]));

export interface PairLayout {
  /** With what is in force: pairs are kept apart, on two gondolas. */
  readonly layout: ShopLayout;
  /** What is in force, as a version's items. */
  readonly apart: Items;
  /** A planogram in which so many pairs stand side by side, the first pairs or drawn ones. */
  readonly putTogether: (pairs: number, random?: Random) => Items;
}

export function makePairLayout(seed: number): PairLayout {
  const products = drawProducts(createRandom(seed).fork("products"));
  const half = products.length / 2;
  const gtins = products.map(({ gtin }) => gtin);
  const apart = [
    ...gtins.filter((_, at) => at % 2 === 0),
    ...gtins.filter((_, at) => at % 2 === 1),
  ];
  const facings = PAIR_PLACES.map((one, at) => ({
    ...{ gondola: one.gondola, shelf: one.shelf, plates: [...one.plates], gtin: apart[at]! },
    place: {
      x: (one.gondola - 1) * (PLATES * PLATE_WIDTH_M + 0.1) + (one.plates[0]! - 1) * PLATE_WIDTH_M,
      y: 0,
      z: 0.3 + 0.3 * (one.shelf - 1),
      yawRad: 0,
      widthM: PLATES_PER_PRODUCT * PLATE_WIDTH_M,
      depthM: 0.4,
    },
  }));
  return {
    layout: {
      ...{ currency: "GBP", facings, products, boards: BOARDS, fixtures: [] },
      doors: { entrance: { x: -0.9, y: -1 }, exit: { x: 2.6, y: -1 } },
      ...{ parameters: {}, acceptProbability: 0.9 },
    },
    apart: place(apart),
    putTogether: (pairs, random) => {
      const shelved = [...apart];
      // Pairs stand opposite one another; the second of one and the first of the next change places.
      const spots = Array.from({ length: half / 2 }, (_, at) => 2 * at);
      const chosen = random === undefined ? spots : random.shuffle(spots);
      for (const at of chosen.slice(0, Math.ceil(pairs / 2))) {
        [shelved[at + 1], shelved[half + at]] = [shelved[half + at]!, shelved[at + 1]!];
      }
      return place(shelved);
    },
  };
}

/** The layout with another planogram in force. */
export function putInForce(layout: ShopLayout, items: Items): ShopLayout {
  return {
    ...layout,
    facings: layout.facings.map((facing) => ({
      ...facing,
      gtin: items[formatPlace(facing)] ?? null,
    })),
  };
}
