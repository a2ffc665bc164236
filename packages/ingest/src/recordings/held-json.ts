/** What hands are seen to hold, in a frame's line: how it is written, and read. */
import type { HandView } from "@saunter/engine/observation";
import { asObject, type JsonObject } from "./json-text.ts";

/** Digits after the point of a logarithm that are written. */
const DIGITS = 3;
/** Less than this (a logarithm) is as good as never; no text has infinity. */
const LOG_LEAST = -30;

/** What the hands of a target hold; nothing where none was classified. */
export function describeHeld(hands: readonly HandView[] | undefined): object {
  if (hands === undefined || hands.length === 0) return {};
  const described = hands.map(({ hand, products, logProbabilities }) => {
    const written = Array.from(logProbabilities, (one) =>
      Number(Math.max(LOG_LEAST, one).toFixed(DIGITS)),
    );
    const named = products.map((barcode, at) => [barcode, written[at]!] as const);
    return [hand, { nothing: written.at(-1)!, products: Object.fromEntries(named) }] as const;
  });
  return { held: Object.fromEntries(described) };
}

/**
 * What the hands of a target hold; undefined where it has none, null where what stands there is none: a hand
 * that is neither left nor right, no product, or a logarithm above 0.
 */
export function readHeld(target: JsonObject): readonly HandView[] | undefined | null {
  if (target.held === undefined) return undefined;
  const hands = asObject(target.held);
  if (hands === undefined) return null;
  const views: HandView[] = [];
  for (const [hand, written] of Object.entries(hands)) {
    const view = readHand(hand, asObject(written));
    if (view === null) return null;
    views.push(view);
  }
  return views.length === 0 ? undefined : views;
}

function readHand(hand: string, written: JsonObject | undefined): HandView | null {
  if (hand !== "left" && hand !== "right") return null;
  const named = asObject(written?.products);
  if (named === undefined) return null;
  const products = share(Object.keys(named));
  const values = [...Object.values(named), written?.nothing];
  if (products.length === 0 || !values.every(isLogProbability)) return null;
  const logProbabilities = Float64Array.from(values as number[], (one) => Math.max(LOG_LEAST, one));
  let sum = 0;
  for (const one of logProbabilities) sum += Math.exp(one);
  // They were rounded; and whoever wrote them may not have scaled them.
  return { hand, products, logProbabilities: logProbabilities.map((one) => one - Math.log(sum)) };
}

function isLogProbability(value: unknown): boolean {
  return typeof value === "number" && value <= 0;
}

/** The list that was read last: most views have the same one, and share it. */
let last: readonly string[] = [];

function share(products: readonly string[]): readonly string[] {
  const isSame = products.length === last.length && products.every((one, at) => one === last[at]);
  if (!isSame) last = products;
  return last;
}
