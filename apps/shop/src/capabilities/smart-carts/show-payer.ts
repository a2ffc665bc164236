/** Who pays for a trip has shown a code or a card on the cart: their visit opens, or the cart joins it. */
import { createHash } from "node:crypto";
import { nameCartGate, nameTripShopper } from "@saunter/commerce/cart/smart-cart";
import type { ChargeRunner } from "../../domain/charge-runner.ts";
import type { AnyEntryMethod, EntryMethodName } from "../../domain/entry-method.ts";
import { type EntryService, enterShop } from "../../domain/entry-service.ts";
import { RefusedError, type Shop } from "../../domain/shop-context.ts";
import { findTripVisit, joinOpenVisit, type TripKey } from "../../domain/smart-cart-service.ts";
import { nameParty } from "../../projections/visit-tables.ts";
import { isOpen, readTrip, saveTrip, type TripRecord } from "./trip-records.ts";

export interface VisitOpening {
  readonly shop: Shop;
  readonly runner: ChargeRunner;
  readonly entryService: EntryService;
  readonly entryMethods: ReadonlyMap<EntryMethodName, AnyEntryMethod>;
  /** Trips whose visit is being opened. */
  readonly opening: Set<string>;
}

export const isOpening = ({ opening }: VisitOpening, { cartId, tripId }: TripKey): boolean =>
  opening.has(nameTripShopper(cartId, tripId));

export async function showPayer(
  opened: VisitOpening,
  record: TripRecord,
  method: "qr" | "card",
  shown: unknown,
): Promise<void> {
  const { opening } = opened;
  const shopperId = nameTripShopper(record.cartId, record.tripId);
  if (opening.has(shopperId)) return;
  opening.add(shopperId);
  try {
    await openVisit(opened, record, method, shown);
  } finally {
    opening.delete(shopperId);
  }
}

/** Once for each code or reading; a payer who is inside already has the cart join theirs. */
async function openVisit(
  { entryMethods, entryService, runner, shop }: VisitOpening,
  record: TripRecord,
  method: "qr" | "card",
  shown: unknown,
): Promise<void> {
  const { store } = shop;
  const payerHash = createHash("sha256").update(JSON.stringify(shown)).digest("hex");
  if (!isOpen(record)) return;
  const visitId = findTripVisit(store, record);
  if (payerHash === record.payerHash && (visitId !== null || record.payerRefusal !== null)) return;
  // Each code has a visit of its own: what an earlier one held is let go.
  const isNew = record.payerHash !== null && record.payerHash !== payerHash;
  const plannedVisitId = isNew ? shop.makeId() : record.plannedVisitId;
  await change(shop, record, { payerHash, payerRefusal: null, plannedVisitId });
  const refuse = (code: string) => change(shop, record, { payerRefusal: code });
  const way = entryMethods.get(method);
  if (way === undefined) return refuse("entry-method-unavailable");
  const gateId = nameCartGate(record.cartId);
  const verified = await way.verify(shown, { gateId, nowMs: shop.nowMs() });
  if (!verified.ok) return refuse(verified.refusal.code);
  const credential = verified.value;
  if (visitId !== null) {
    const visit = store.read("visit", visitId);
    const isSame =
      visit.status !== "unopened" && nameParty(visit.payer) === nameParty(credential.payer);
    return isSame ? undefined : change(shop, record, { hasOtherPayer: true });
  }
  try {
    const joined = await store.transact((tx) => joinOpenVisit(tx, shop, record, credential));
    if (joined !== null) return;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return refuse(error.code);
  }
  const planned = { ...shop, makeId: () => plannedVisitId };
  const shopperId = nameTripShopper(record.cartId, record.tripId);
  const request = { gateId, partySize: 1, credential, shopperId };
  const entered = await enterShop(planned, entryService, runner, request);
  if (!entered.ok) return refuse(entered.refusal.code);
}

function change(shop: Shop, key: TripKey, changed: Partial<TripRecord>): Promise<void> {
  return shop.store.transact((tx) => saveTrip(tx, { ...readTrip(tx, key)!, ...changed }));
}
