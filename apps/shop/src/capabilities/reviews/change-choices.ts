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
  readonly choice: Extract<ReviewChoice, { kind: "add" | "remove" | "nothing" }>;
  readonly probability: number | null;
}

const AS_IT_IS = { kind: "nothing" } as const;

/**
 * Lists the engine's explanations, the likeliest first, then products of that shelf or basket that weigh as much, the
 * best match first. Each choice is relative to the receipt: if an explanation is already charged, its choice is to
 * leave the receipt as it is.
 */
export function listOfChange(
  shop: Shop,
  goods: LiveGoods,
  visitId: string,
  { change, shopperId }: Gap,
): ChangeChoice[] {
  if (change === undefined) return [];
  const basket = readBasket(shop, visitId);
  const inBasket = new Set(basket.map(({ gtin }) => gtin));
  const likely = change.candidates
    .filter((one) => one.shopperId === shopperId)
    .filter(({ gtin, kind }) => kind === "pick" || inBasket.has(gtin))
    .toSorted((a, b) => b.probability - a.probability);
  // The receipt charges the likeliest explanation.
  const charged = likely.find(
    ({ gtin, kind }) =>
      kind === "pick" &&
      basket.some((line) => line.gtin === gtin && line.evidenceIds.includes(change.evidenceId)),
  );
  const isCharged = (gtin: string): boolean => gtin === charged?.gtin;
  // No choice replaces one product with another: adding a second one would charge both.
  const possible = likely.filter(
    ({ gtin, kind }) => charged === undefined || kind === "putback" || isCharged(gtin),
  );
  const explained = possible.map(({ gtin, kind, quantity, probability }): ChangeChoice => {
    if (kind === "putback") return { choice: { kind: "remove", gtin, quantity }, probability };
    const more = isCharged(gtin) ? quantity - charged!.quantity : quantity;
    if (more === 0) return { choice: AS_IT_IS, probability };
    const kindOfChoice = more > 0 ? "add" : "remove";
    return { choice: { kind: kindOfChoice, gtin, quantity: Math.abs(more) }, probability };
  });
  if (charged !== undefined) {
    const { gtin, quantity } = charged;
    explained.push({ choice: { kind: "remove", gtin, quantity }, probability: null });
  }
  const isAdded = change.kind === "pick";
  const ofShelf = goods
    .current()
    .model.facings.flatMap(({ barcode, gondola, shelf }) =>
      gondola === change.gondola && shelf === change.shelf && barcode !== null ? [barcode] : [],
    );
  const gtins = isAdded ? new Set(ofShelf) : inBasket;
  const weighed = (charged === undefined ? listByWeight(shop, goods, change, gtins) : []).map(
    (item): ChangeChoice => ({
      choice: { kind: isAdded ? "add" : "remove", ...item },
      probability: null,
    }),
  );
  const known = new Set<string>();
  const listed = [...explained, ...weighed]
    .filter(({ choice }) => {
      if (choice.kind === "nothing") return true;
      const { gtin, kind, quantity } = choice;
      const name = `${kind} ${gtin} ${quantity}`;
      return shop.settings.products.has(gtin) && !known.has(name) && known.add(name);
    })
    .slice(0, CHOICES_MAX);
  const hasNothing = listed.some(({ choice }) => choice.kind === "nothing");
  return hasNothing ? listed : [...listed, { choice: AS_IT_IS, probability: null }];
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
