/** An open visit with what it would cost now, as it is shown live. */
import { toItem } from "@saunter/commerce/cart/items";
import type { SettledLine } from "@saunter/commerce/cart/settle-lines";
import { isTripShopper } from "@saunter/commerce/cart/smart-cart";
import type { Catalogue } from "@saunter/commerce/pricing/reprice";
import type { VisitFacts } from "@saunter/commerce/visit/evolve";
import type { LiveVisit } from "@saunter/protocol/live-messages";
import {
  composeLines,
  findCartsProbability,
  priceSettled,
  readCarts,
} from "../domain/compose-receipt.ts";
import { priceAsShown } from "../domain/price-as-shown.ts";
import { RefusedError, type Shop } from "../domain/shop-context.ts";
import { nameProduct } from "../domain/shop-settings.ts";

/** Null of a visit that is not open. */
export function readLiveVisit(
  { nowMs, settings, store }: Pick<Shop, "nowMs" | "settings" | "store">,
  visitId: string,
): LiveVisit | null {
  const visit = store.read("visit", visitId);
  if (visit.status !== "open") return null;
  const { payer, gateId, partySize, openedMs, age, flags } = visit;
  const carts = readCarts(store, visit);
  const settled = composeLines(carts, []);
  const catalogue = priceAsShown(settings, visit, carts.evidence, settled, nowMs());
  return {
    visitId,
    gateId,
    partySize,
    openedMs,
    age,
    payer: payer.kind,
    smartCarts: carts.shoppers.filter(
      ({ shopperId, status }) => isTripShopper(shopperId) && status === "inside",
    ).length,
    flags: flags.map(({ flag }) => flag),
    lines: settled.map((line) => ({
      ...toItem(line),
      quantity: line.quantity,
      name: nameProduct(settings, line.gtin),
    })),
    totalMinor: findTotal(catalogue, visit, settled),
    probability: findCartsProbability(carts),
  };
}

function findTotal(
  catalogue: Catalogue,
  visit: VisitFacts,
  settled: readonly SettledLine[],
): number | null {
  try {
    return priceSettled(catalogue, visit, settled).result.totals.totalMinor;
  } catch (error) {
    // The catalogue cannot be reckoned with; the receipt will say so, too.
    if (error instanceof RefusedError) return null;
    throw error;
  }
}
