/** Weights as people read them. */
import { words } from "../words.ts";
import { formatDecimal } from "./decimals.ts";

const KILOGRAMS_FROM_G = 10_000;

/** "3735 g", "−12 g", "12.8 kg". */
export function formatGrams(grams: number): string {
  const whole = Math.abs(Math.round(grams));
  return write(whole, whole > 0 && grams < 0 ? "−" : "");
}

/** "+415 g", "−415 g", "0 g". */
export function formatChange(grams: number): string {
  const whole = Math.round(grams);
  return whole > 0 ? write(whole, "+") : formatGrams(grams);
}

/** The sign belongs to the number, which keeps its direction within text from right to left. */
function write(wholeG: number, sign: string): string {
  const { grams, kilograms } = words.texts.parts.weight;
  return wholeG < KILOGRAMS_FROM_G
    ? grams(sign + formatDecimal(wholeG, 0))
    : kilograms(sign + formatDecimal(wholeG / 1000, 1));
}

/** A net weight that is charged: kilograms with whole grams. */
export function formatNet(netG: number): string {
  return words.texts.parts.weight.kilograms(formatDecimal(netG / 1000, 3));
}

interface Counted {
  readonly quantity: number;
  readonly weighing?: { readonly netG: number };
}

/** "2 × Oats"; of goods by weight "0.845 kg of Bananas". */
export function wordItem(name: string, { quantity, weighing }: Counted): string {
  if (weighing === undefined) return `${quantity} × ${name}`;
  const weighed = words.texts.parts.weight.weighed(formatNet(weighing.netG), name);
  return quantity === 1 ? weighed : `${quantity} × ${weighed}`;
}
