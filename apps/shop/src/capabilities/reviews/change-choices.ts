/** What a change of weight may have been that the engine tells as no interaction: by product and weight. */
import type { Item } from "@saunter/commerce/cart/items";
import type { ReviewChoice, ReviewSubject } from "@saunter/commerce/review/events";
import type { Shop } from "../../domain/shop-context.ts";
import type { LiveGoods } from "../../goods/live-goods.ts";

/** Each has a key, and there is one for nothing. */
const CHOICES_MAX = 7;
/** A product may weigh so much otherwise than the plates say, and at least so many grams. */
const OFF_SHARE_MAX = 0.08;
const OFF_G_MAX = 8;
const UNITS_MAX = 6;

type Gap = Extract<ReviewSubject, { kind: "gap" }>;

interface ChangeChoice {
  readonly choice: Extract<ReviewChoice, { kind: "add" | "remove" }>;
  readonly probability: number | null;
}

/**
 * What the engine thinks of first, the likeliest first; then what stands on that shelf, or was put back
 * from the basket, and weighs that much, the best match first. What is in the basket can only leave it.
 */
export function listOfChange(
  shop: Shop,
  goods: LiveGoods,
  visitId: string,
  { change, shopperId }: Gap,
): ChangeChoice[] {
  if (change === undefined) return [];
  const basket = readBasket(shop, visitId);
  // What is charged for this change can only be taken off the receipt.
  const isCharged = (gtin: string): boolean =>
    basket.some((line) => line.gtin === gtin && line.evidenceIds.includes(change.evidenceId));
  const inBasket = new Set(basket.map(({ gtin }) => gtin));
  const thought = change.candidates
    .filter((one) => one.shopperId === shopperId)
    .filter(({ gtin, kind }) => kind === "pick" || inBasket.has(gtin))
    .map(({ gtin, kind, quantity, probability }): ChangeChoice => {
      const isGone = kind === "putback" || isCharged(gtin);
      return { choice: { kind: isGone ? "remove" : "add", gtin, quantity }, probability };
    });
  const isAdded = change.kind === "pick";
  const ofShelf = goods
    .current()
    .model.facings.flatMap(({ barcode, gondola, shelf }) =>
      gondola === change.gondola && shelf === change.shelf && barcode !== null ? [barcode] : [],
    );
  const weighed = listByWeight(shop, goods, change, isAdded ? new Set(ofShelf) : inBasket)
    .filter(({ gtin }) => !isCharged(gtin))
    .map((item): ChangeChoice => {
      return { choice: { kind: isAdded ? "add" : "remove", ...item }, probability: null };
    });
  const known = new Set<string>();
  return [...thought, ...weighed]
    .filter(({ choice: { gtin, kind, quantity } }) => {
      const name = `${kind} ${gtin} ${quantity}`;
      return shop.settings.products.has(gtin) && !known.has(name) && known.add(name);
    })
    .slice(0, CHOICES_MAX);
}

function readBasket(shop: Shop, visitId: string) {
  const receipt = shop.store.read("receipt", visitId);
  return receipt.status === "draft" ? receipt.content.lines : [];
}

/** Of some products those that weigh as much, the best match first; then those sold by weight, which may weigh anything. */
function listByWeight(
  { settings }: Shop,
  goods: LiveGoods,
  { weightG }: NonNullable<Gap["change"]>,
  gtins: ReadonlySet<string>,
): (Item & { readonly quantity: number })[] {
  const { products } = goods.current().model;
  const changeG = Math.abs(weightG);
  const loose = [...gtins].filter((gtin) => isByWeight(gtin));
  const fits = [...gtins].flatMap((gtin) => {
    const unitG = products.get(gtin)?.weightG ?? 0;
    const quantity = Math.round(changeG / unitG);
    const offG = Math.abs(changeG - quantity * unitG);
    const isFit = quantity >= 1 && quantity <= UNITS_MAX && !isByWeight(gtin);
    return isFit && offG <= Math.max(OFF_G_MAX, OFF_SHARE_MAX * changeG)
      ? [{ gtin, quantity, offG }]
      : [];
  });
  return [
    ...fits.sort((a, b) => a.offG - b.offG).map(({ gtin, quantity }) => ({ gtin, quantity })),
    ...loose.map((gtin) => ({ gtin, weighing: { netG: Math.round(changeG) }, quantity: 1 })),
  ];

  function isByWeight(gtin: string): boolean {
    return settings.products.get(gtin)?.priceOf === "kilogram";
  }
}
