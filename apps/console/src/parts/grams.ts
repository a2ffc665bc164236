/** Weights as people read them. */
const KILOGRAMS_FROM_G = 10_000;

/** "3735 g", "−12 g", "12.8 kg". */
export function formatGrams(grams: number): string {
  const whole = Math.abs(Math.round(grams));
  const text = whole < KILOGRAMS_FROM_G ? `${whole} g` : `${(whole / 1000).toFixed(1)} kg`;
  return whole > 0 && grams < 0 ? `−${text}` : text;
}

/** "+415 g", "−415 g", "0 g". */
export function formatChange(grams: number): string {
  return `${Math.round(grams) > 0 ? "+" : ""}${formatGrams(grams)}`;
}

/** A net weight that is charged: kilograms with whole grams. */
export const formatNet = (netG: number): string => `${(netG / 1000).toFixed(3)} kg`;

interface Counted {
  readonly quantity: number;
  readonly weighing?: { readonly netG: number };
}

/** "2 × Oats"; of goods by weight "0.845 kg of Bananas". */
export function wordItem(name: string, { quantity, weighing }: Counted): string {
  if (weighing === undefined) return `${quantity} × ${name}`;
  return `${quantity === 1 ? "" : `${quantity} × `}${formatNet(weighing.netG)} of ${name}`;
}
