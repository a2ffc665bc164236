import type { ShopModel } from "@saunter/engine/shop-model";
import {
  GET_CART_CATALOGUE,
  GET_CART_STATISTICS,
  GET_CART_TRIP,
  GET_SMART_CARTS,
  POST_CART_CARD,
  POST_CART_CHECK,
  POST_CART_FOUND,
  POST_CART_LANE_WEIGHT,
  POST_CART_MESSAGE,
  PUT_CART_TRIP,
} from "@saunter/protocol/http/smart-cart-routes";
import { findBrand, showBrand } from "../../brand/find-brand.ts";
import type { SmartCartsConfig } from "../../config/smart-carts-config.ts";
import { answerAgeCheck, decideOnReview } from "../../domain/review-service.ts";
import { RefusedError, type Shop } from "../../domain/shop-context.ts";
import { applyTrip } from "../../domain/smart-cart-service.ts";
import { listVersions } from "../../goods/own-pictures.ts";
import { addAction, addCommand, addRead } from "../../http/add-route.ts";
import { findActor } from "../../http/find-actor.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { isKnownTag } from "../../http/known-tag.ts";
import { pageItems } from "../../http/pages.ts";
import { ProblemError } from "../../http/problem.ts";
import { findCartOf, listCartIds } from "../../people/cart-keys.ts";
import { findUser } from "../../people/users.ts";
import { recordSecurity, toNew } from "../../security/record-security.ts";
import type { Transaction } from "../../store/transaction.ts";
import type { EntryServices } from "../entry/enter-once.ts";
import type { GoodsServices } from "../goods/goods-services.ts";
import { makeCartCatalogue } from "./cart-catalogue.ts";
import { countChecks, noteCheck } from "./check-records.ts";
import { correctTrip } from "./correct-trip.ts";
import { checkTrip } from "./decide-check.ts";
import { priceAlone } from "./price-alone.ts";
import { answerTrip, detailTrip, findAge, summariseTrip, type TripsView } from "./show-trip.ts";
import { noteSentCatalogue } from "./shown-prices.ts";
import { nameLeftReview, takeCard, takeTrip } from "./take-trip.ts";
import {
  findLastTrip,
  isLeft,
  isOpen,
  listOpenTrips,
  readTrip,
  saveTrip,
  type TripRecord,
} from "./trip-records.ts";
import { weighAtLane } from "./weigh-at-lane.ts";
import type { CartWeigher, WeighingTime } from "./weigh-trip.ts";

export interface SmartCartServices
  extends Pick<EntryServices, "entryService" | "entryMethods">,
    Pick<GoodsServices, "goods"> {
  /** Null in a shop without smart carts. */
  readonly smartCarts: SmartCartsConfig | null;
  /** As the goods are now: the console changes them. */
  readonly readModel: () => ShopModel;
  readonly weighingTime: WeighingTime;
}

type Context = HttpContext<SmartCartServices>;

/** Of messages that a cart gets: the last ones. */
const MESSAGES_MAX = 10;

export function addSmartCartRoutes(context: Context): void {
  addTrips(context);
  addCatalogue(context);
  addList(context);
  addDetail(context);
  addCheck(context);
  addLaneWeight(context);
  addFound(context);
  addStatistics(context);
  addMessages(context);
}

/** A key is good for the cart of its name alone; of another nothing is said. */
function requireOwnCart({ deps }: Context, cartId: string, userId: string): SmartCartsConfig {
  if (deps.smartCarts === null || findCartOf(deps.shop.store, userId) !== cartId) {
    throw new ProblemError(
      "not-found",
      "the key is of another cart, or the shop has no smart carts",
    );
  }
  return deps.smartCarts;
}

function addTrips(context: Context): void {
  const { entryMethods, entryService, publicUrl, readModel, runner, shop } = context.deps;
  const opening = new Set<string>();
  const weighers = new Map<string, CartWeigher>();
  const { weighingTime } = context.deps;
  const known = {
    ...{ shop, runner, entryService, entryMethods },
    ...{ opening, weighers, weighingTime },
  };
  addAction(context, PUT_CART_TRIP, async ({ body, params, principal }) => {
    const policy = requireOwnCart(context, params.cartId, principal.id);
    const model = readModel();
    const record = await takeTrip({ ...known, policy, model }, params, body);
    return answerTrip({ shop, policy, model, publicUrl }, record);
  });
  addAction(context, POST_CART_CARD, async ({ body, params, principal }) => {
    const policy = requireOwnCart(context, params.cartId, principal.id);
    const model = readModel();
    const record = await takeCard({ ...known, policy, model }, params, body.requestId);
    return answerTrip({ shop, policy, model, publicUrl }, record);
  });
}

function addCatalogue(context: Context): void {
  const { goods, identity, readModel, shop } = context.deps;
  addRead(context, GET_CART_CATALOGUE, async ({ params, principal, request, reply }) => {
    const policy = requireOwnCart(context, params.cartId, principal.id);
    const { productFacts: facts } = goods.current();
    const pictureVersions = listVersions(goods, shop.store);
    const model = readModel();
    const brand = showBrand(findBrand(shop.store, identity.brand));
    const sources = { settings: shop.settings, model, policy, facts, pictureVersions, brand };
    const catalogue = makeCartCatalogue(sources, shop.nowMs());
    const etag = `"${catalogue.version}"`;
    reply.header("etag", etag);
    if (isKnownTag(request.headers["if-none-match"], etag)) return reply.status(304).send();
    const { version } = catalogue;
    await shop.store.transact((tx) => noteSentCatalogue(tx, params.cartId, version));
    return catalogue;
  });
}

function addList(context: Context): void {
  const { readModel, shop, smartCarts } = context.deps;
  addRead(context, GET_SMART_CARTS, ({ query, url }) => {
    const model = readModel();
    const open = new Map(listOpenTrips(shop.store).map((record) => [record.cartId, record]));
    const policy = smartCarts;
    const cartIds = policy === null ? [] : listCartIds(shop.store);
    const page = pageItems(cartIds, (cartId) => cartId, { ...query, url });
    const showCart = (cartId: string) => {
      const record = open.get(cartId) ?? findLeft(shop.store, cartId);
      if (record === null || policy === null) return { cartId, trip: null };
      return { cartId, trip: summariseTrip({ shop, policy, model }, record) };
    };
    return {
      nowMs: shop.nowMs(),
      currency: shop.settings.currency,
      lanes: (policy?.lanes ?? []).map(({ id, name }) => ({ laneId: id, name })),
      items: page.items.map(showCart),
      next: page.next,
    };
  });
}

/** A cart's last trip, where it was left with goods and nobody has said how it was found. */
function findLeft(reader: Pick<Transaction, "db">, cartId: string): TripRecord | null {
  const record = findLastTrip(reader, cartId);
  return record !== null && isLeft(record) ? record : null;
}

function findTrip(
  { deps: { readModel, shop, smartCarts } }: Context,
  reader: Pick<Transaction, "db">,
  key: { readonly cartId: string; readonly tripId: string },
): { readonly view: TripsView; readonly record: TripRecord } {
  const record = readTrip(reader, key);
  if (record === null || smartCarts === null) {
    throw new RefusedError("not-found", "there is no such trip");
  }
  return { view: { shop, policy: smartCarts, model: readModel() }, record };
}

function findOpenTrip(...found: Parameters<typeof findTrip>): ReturnType<typeof findTrip> {
  const { record, view } = findTrip(...found);
  if (!isOpen(record)) throw new RefusedError("visit-not-open", "the trip is over");
  return { view, record };
}

function addDetail(context: Context): void {
  const { shop } = context.deps;
  addRead(context, GET_CART_TRIP, ({ params }) => {
    const { record, view } = findTrip(context, shop.store, params);
    return detailTrip(view, record);
  });
}

function addCheck(context: Context): void {
  const { shop } = context.deps;
  addCommand(context, POST_CART_CHECK, (tx, call) => {
    const { body, params, principal } = call;
    const { record, view } = findOpenTrip(context, tx, params);
    const { isOldEnough = record.isOldEnough, result = record.staff } = body;
    const corrections = body.result === "fine" ? (body.corrections ?? []) : record.corrections;
    if (corrections.some(({ gtin }) => !shop.settings.products.has(gtin))) {
      throw new RefusedError("product-unknown", "the shop has no such product");
    }
    const isWeighed = (gtin: string) => shop.settings.products.get(gtin)?.priceOf === "kilogram";
    if (corrections.some(({ gtin, quantity }) => quantity > 0 && isWeighed(gtin))) {
      throw new RefusedError("quantity-invalid", "goods by weight are weighed on the cart");
    }
    if (body.isOldEnough !== undefined && record.visitId !== null) {
      answerAgeCheck(tx, shop, record.visitId, body.isOldEnough, principal.id);
    } else if (body.isOldEnough !== undefined && findAge(shop, record) !== "needed") {
      throw new RefusedError("age-check-not-needed", "no age check is open on this trip");
    }
    // The next check is of another load.
    const atLaneMs = body.result === "fine" ? null : record.atLaneMs;
    const after = { ...record, staff: result, corrections, isOldEnough, atLaneMs };
    saveTrip(tx, after);
    const { isDone, reasons } = checkTrip(view, record);
    const difference = findDifference(shop, record, after);
    // Who has nothing to check lets the shopper go, such as to pay at the till.
    const isCheck = !isDone || difference.addedMinor + difference.removedMinor > 0;
    if (body.result === "fine" && isCheck) {
      noteCheck(tx, record, { reasons, atLaneMs: record.atLaneMs, ...difference });
    }
    if (record.visitId !== null) applyTrip(tx, shop, record, correctTrip(after));
    recordSecurity(tx, findActor(call), "cart.checked", {
      object: { kind: "cart-trip", id: `${params.cartId}:${params.tripId}` },
      changes: {
        result: toNew(result),
        corrections: toNew(corrections.map(({ gtin, quantity }) => `${quantity} × ${gtin}`)),
        isOldEnough: toNew(isOldEnough),
      },
    });
    return { status: 200, body: { check: checkTrip(view, after) } };
  });
}

/** By how much corrections have changed the bill. */
function findDifference(shop: Shop, before: TripRecord, after: TripRecord) {
  const minor = (record: TripRecord) => priceAlone(shop, record).totals.totalMinor;
  const more = minor(after) - minor(before);
  return { addedMinor: Math.max(0, more), removedMinor: Math.max(0, -more) };
}

function addLaneWeight(context: Context): void {
  addCommand(context, POST_CART_LANE_WEIGHT, (tx, { body, params, principal }) => {
    const { laneId, weightG } = body;
    // A scale's key is good for the lane of its name alone.
    const isScale = !principal.roles.includes("operator");
    if (isScale && findUser(tx, principal.id)?.name !== laneId) {
      throw new RefusedError("not-found", "the key is of another lane");
    }
    const { record, view } = findOpenTrip(context, tx, params);
    const { emptyCartG, lanes } = view.policy;
    const scaleErrorG = lanes.find(({ id }) => id === laneId)?.scaleErrorG ?? null;
    if (scaleErrorG === null) throw new RefusedError("not-found", "there is no such lane's scale");
    const scale = { emptyG: emptyCartG, scaleErrorG, weightG };
    const laneWeight = weighAtLane(view, record, scale);
    const after = { ...record, laneWeight };
    saveTrip(tx, after);
    const { expectedG, isConfirmed } = laneWeight;
    return { status: 200, body: { expectedG, isConfirmed, check: checkTrip(view, after) } };
  });
}

function addFound(context: Context): void {
  const { shop } = context.deps;
  addCommand(context, POST_CART_FOUND, (tx, call) => {
    const { body, params, principal } = call;
    const { record } = findTrip(context, tx, params);
    if (record.status !== "abandoned") {
      throw new RefusedError("trip-not-left", "the trip goes on, or was paid");
    }
    saveTrip(tx, { ...record, found: body.result });
    const reviewId = record.visitId === null ? null : nameLeftReview(record.visitId);
    if (body.result === "goods-back" && reviewId !== null) {
      const review = tx.read("review", reviewId);
      if (review.status === "open") {
        decideOnReview(tx, shop, reviewId, principal.id, { kind: "refuse" });
      }
    }
    recordSecurity(tx, findActor(call), "cart.found", {
      object: { kind: "cart-trip", id: `${params.cartId}:${params.tripId}` },
      changes: { result: toNew(body.result) },
    });
    return { status: 200, body: { found: body.result } };
  });
}

function addStatistics(context: Context): void {
  const { store } = context.deps.shop;
  addRead(context, GET_CART_STATISTICS, ({ query }) => countChecks(store, query.sinceMs ?? 0));
}

function addMessages(context: Context): void {
  const { shop } = context.deps;
  addCommand(context, POST_CART_MESSAGE, (tx, { body, params }) => {
    const { record } = findOpenTrip(context, tx, params);
    const messageId = shop.makeId();
    const messages = [...record.messages, { messageId, text: body.text, atMs: tx.atMs }];
    saveTrip(tx, { ...record, messages: messages.slice(-MESSAGES_MAX) });
    return { status: 201, body: { messageId } };
  });
}
