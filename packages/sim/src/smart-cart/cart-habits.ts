/** What people do with a smart cart, and how often: honest ones, with their mistakes, and dishonest ones. */
import type { Random } from "@saunter/numerics/random";

/** What a dishonest shopper does on a trip. */
export const DISHONEST_HABITS = [
  /** Puts something in and never scans it. */
  "unscanned",
  /** Two in for one scan. */
  "two-for-one",
  /** Scans a cheap product, and puts in a dear one. */
  "cheaper-label",
  /** Weighs loose goods as cheaper ones: the weight is right. */
  "cheaper-produce",
  /** Takes out what was scanned, and puts in something dearer at once. */
  "swap",
  /** Puts goods in and says that they are their own. */
  "said-own",
  /** Puts something in while the cart rolls. */
  "while-rolling",
  /** Leans on the cart while something unscanned goes in, and lets go. */
  "leaning",
  /** Takes a line off the bill, and leaves the goods in the cart. */
  "removed-line",
] as const;

export type DishonestHabit = (typeof DISHONEST_HABITS)[number];
export type CartHabit = "honest" | DishonestHabit;

/** Shares of honest shoppers' lines, unless it is said otherwise. */
export interface CartManners {
  /** Items of a trip, from `BASKET_ITEMS`, times this. */
  readonly itemsScale: number;
  readonly putFirst: number;
  readonly forgetsScan: number;
  readonly scansTwice: number;
  readonly takesOut: number;
  /** Of those who took something out: takes the line off. */
  readonly removesLine: number;
  /** Of what is scanned: carried in a hand for longer before it is put in. */
  readonly carries: number;
  /** Of trips: something of one's own in the cart. */
  readonly ownThings: number;
  /** Of these: once the cart has been rolled for a while. */
  readonly ownRolled: number;
  /** Of these: two things. */
  readonly ownSeveral: number;
  /** Of trips: the same amid the shopping, as a coat that has become too warm, or a bag that is hung on the handle. */
  readonly ownLater: number;
  /** Of these: says so at once. */
  readonly saysOwn: number;
  /** Of what is put in: taken out and put back, elsewhere in the cart. */
  readonly rearranges: number;
  /** Of lines: loose goods with a label of their weight. */
  readonly loose: number;
  /** Of lines of several: scanned once, with their number. */
  readonly counts: number;
  /** A trip's leanings, on average: a hand, an arm. */
  readonly leans: number;
  /** Of trips: something rests on the edge for a while. */
  readonly rests: number;
  /** Of trips: a child climbs in, and out. */
  readonly children: number;
  /** A question is answered. */
  readonly answers: number;
  /** Of answers about a line: wrong ones. */
  readonly answersWrong: number;
  /** Of answers of dishonest shoppers about a line whose goods lie in the cart: have it taken off the bill. */
  readonly denies: number;
}

export const USUAL_MANNERS: CartManners = {
  itemsScale: 2,
  putFirst: 0.08,
  forgetsScan: 0.004,
  scansTwice: 0.004,
  takesOut: 0.015,
  removesLine: 0.8,
  carries: 0.03,
  ownThings: 0.35,
  ownRolled: 0.1,
  ownSeveral: 0.15,
  ownLater: 0.02,
  saysOwn: 0.8,
  rearranges: 0.01,
  loose: 0.08,
  counts: 0.3,
  leans: 1.5,
  rests: 0.1,
  children: 0.03,
  answers: 0.9,
  answersWrong: 0.01,
  denies: 0.3,
};

/** Baskets of 1, 2 … 16 products in groceries_arules.csv (9,835 baskets; 89 of more are left out). */
export const BASKET_ITEMS: readonly number[] = [
  2159, 1643, 1299, 1005, 855, 645, 545, 438, 350, 246, 182, 117, 78, 77, 55, 46,
];

export function drawBasketSize(random: Random, { itemsScale }: CartManners): number {
  return Math.max(1, Math.round(itemsScale * (random.weighted(BASKET_ITEMS) + random.next())));
}
