/** What a change of weight may have been that the engine tells as no interaction: by product and weight. */
import type { Candidate, UnclearChange } from "@saunter/commerce/cart/events";
import { type Item, nameItem, toItem } from "@saunter/commerce/cart/items";
import type { ReviewChoice, ReviewSubject } from "@saunter/commerce/review/events";
import { listMoves } from "@saunter/commerce/review/list-moves";
import { readCarts } from "../../domain/compose-receipt.ts";
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
  readonly choice: Extract<ReviewChoice, { kind: "add" | "remove" | "replace" | "nothing" }>;
  readonly probability: number | null;
}

/** What a shopper may have done, as the receipt counts it. */
type Account = Pick<Candidate, "gtin" | "kind" | "quantity" | "weighing">;

const AS_IT_IS = { kind: "nothing" } as const;

/**
 * Lists what the change may have been, the likeliest first: the engine's explanations, that it was nothing of this shopper's,
 * and products of that shelf or basket that weigh as much, the best match first. Each choice is relative to the
 * receipt: if an explanation is already charged, its choice is to leave the receipt as it is.
 */
export function listOfChange(
  shop: Shop,
  goods: LiveGoods,
  visitId: string,
  { change, shopperId }: Gap,
): ChangeChoice[] {
  if (change === undefined) return [];
  const basket = readBasket(shop, visitId);
  const held = new Map(basket.map((line) => [nameItem(line), line.quantity]));
  const charged = findCharged(shop, visitId, shopperId, change, basket);
  const own = change.candidates.filter((one) => one.shopperId === shopperId);
  const ofOthers = own.reduce((rest, { probability }) => rest - probability, 1);
  const ofShelf = goods
    .current()
    .model.facings.flatMap(({ barcode, gondola, shelf }) =>
      gondola === change.gondola && shelf === change.shelf && barcode !== null ? [barcode] : [],
    );
  const weighed = listByWeight(
    shop,
    goods,
    change,
    new Set(change.kind === "pick" ? ofShelf : basket.map(({ gtin }) => gtin)),
  );
  const accounts: readonly (readonly [Account | null, weight: number])[] = [
    ...own.map((one) => [one, one.probability] as const),
    [null, Math.max(0, ofOthers)],
    ...weighed.map((item) => [{ kind: change.kind, ...item }, 0] as const),
  ];
  const ranked = new Map<
    string,
    { choice: ChangeChoice["choice"]; weight: number; rest: boolean }
  >();
  for (const [account, weight] of accounts) {
    const choice = compare(charged, account, held);
    if (choice === null) continue;
    const moves = listMoves(choice);
    if (!moves.every(({ item }) => shop.settings.products.has(item.gtin))) continue;
    const name = JSON.stringify(moves);
    const { rest, weight: before } = ranked.get(name) ?? { rest: false, weight: 0 };
    ranked.set(name, { choice, weight: before + weight, rest: rest || account === null });
  }
  const listed = [...ranked.values()]
    .toSorted((one, other) => other.weight - one.weight)
    .slice(0, CHOICES_MAX)
    // Products that the engine doesn't know are part of the rest: it is no estimate of any choice.
    .map(({ choice, rest, weight }) => ({
      choice,
      probability: rest || weight === 0 ? null : Math.min(1, weight),
    }));
  const hasNothing = listed.some(({ choice }) => choice.kind === "nothing");
  return hasNothing ? listed : [...listed, { choice: AS_IT_IS, probability: null }];
}

/** What the receipt has of the change: the interaction that the engine reported for it. */
function findCharged(
  { store }: Shop,
  visitId: string,
  shopperId: string,
  { evidenceId }: Pick<UnclearChange, "evidenceId">,
  basket: readonly { readonly evidenceIds: readonly string[]; readonly gtin: string }[],
): Account | null {
  const visit = store.read("visit", visitId);
  if (visit.status === "unopened") return null;
  const interaction = readCarts(store, visit).evidence.find((one) => one.evidenceId === evidenceId);
  if (interaction === undefined || interaction.shopperId !== shopperId) return null;
  const isOnReceipt = basket.some(
    ({ evidenceIds, gtin }) => gtin === interaction.gtin && evidenceIds.includes(evidenceId),
  );
  return interaction.kind === "putback" || isOnReceipt ? interaction : null;
}

/**
 * The choice that turns one account into another on the receipt; null if no choice does.
 *
 * @param held units by item: what is not on the receipt can't be taken off
 */
function compare(
  charged: Account | null,
  account: Account | null,
  held: ReadonlyMap<string, number>,
): ChangeChoice["choice"] | null {
  const units = new Map<string, Item & { quantity: number }>();
  for (const [one, sign] of [[account, 1] as const, [charged, -1] as const]) {
    if (one === null) continue;
    const known = units.get(nameItem(one)) ?? { ...toItem(one), quantity: 0 };
    known.quantity += sign * (one.kind === "putback" ? -one.quantity : one.quantity);
    units.set(nameItem(one), known);
  }
  const moved = [...units.values()]
    .map((one) => ({ ...one, quantity: Math.max(one.quantity, -(held.get(nameItem(one)) ?? 0)) }))
    .filter(({ quantity }) => quantity !== 0);
  const added = moved.find(({ quantity }) => quantity > 0);
  const removed = moved.find(({ quantity }) => quantity < 0);
  if (moved.length === 0) return AS_IT_IS;
  if (added !== undefined && removed !== undefined) {
    return { kind: "replace", ...removed, quantity: -removed.quantity, instead: added };
  }
  if (moved.length > 1) return null;
  if (added !== undefined) return { kind: "add", ...added };
  return { kind: "remove", ...removed!, quantity: -removed!.quantity };
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
