import type { ShopModel } from "@saunter/engine/shop-model";
import {
  GET_CART_CATALOGUE,
  GET_CART_TRIP,
  GET_SMART_CARTS,
  POST_CART_CHECK,
  POST_CART_MESSAGE,
  PUT_CART_TRIP,
} from "@saunter/protocol/http/smart-cart-routes";
import type { SmartCartsConfig } from "../../config/smart-carts-config.ts";
import { answerAgeCheck } from "../../domain/review-service.ts";
import { RefusedError } from "../../domain/shop-context.ts";
import { addAction, addCommand, addRead } from "../../http/add-route.ts";
import { findActor } from "../../http/find-actor.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { isKnownTag } from "../../http/known-tag.ts";
import { ProblemError } from "../../http/problem.ts";
import { findCartOf, listCartIds } from "../../people/cart-keys.ts";
import { recordSecurity, toNew } from "../../security/record-security.ts";
import type { Transaction } from "../../store/transaction.ts";
import type { EntryServices } from "../entry/enter-once.ts";
import type { GoodsServices } from "../goods/goods-services.ts";
import { makeCartCatalogue } from "./cart-catalogue.ts";
import { decideCheck } from "./decide-check.ts";
import { answerTrip, detailTrip, findAge, summariseTrip } from "./show-trip.ts";
import { takeTrip } from "./take-trip.ts";
import { isOpen, listOpenTrips, readTrip, saveTrip, type TripRecord } from "./trip-records.ts";

export interface SmartCartServices
  extends Pick<EntryServices, "entryService" | "entryMethods">,
    Pick<GoodsServices, "goods"> {
  /** Null in a shop without smart carts. */
  readonly smartCarts: SmartCartsConfig | null;
  readonly model: ShopModel;
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
  const { entryMethods, entryService, publicUrl, runner, shop } = context.deps;
  const opening = new Set<string>();
  addAction(context, PUT_CART_TRIP, async ({ body, params, principal }) => {
    const policy = requireOwnCart(context, params.cartId, principal.id);
    const taking = { shop, runner, entryService, entryMethods, policy, opening };
    return answerTrip({ shop, policy, publicUrl }, await takeTrip(taking, params, body));
  });
}

function addCatalogue(context: Context): void {
  const { goods, model, shop } = context.deps;
  addRead(context, GET_CART_CATALOGUE, ({ params, principal, request, reply }) => {
    const policy = requireOwnCart(context, params.cartId, principal.id);
    const { pictures, productFacts: facts } = goods.current();
    const pictureVersions = pictures.pictures;
    const sources = { settings: shop.settings, model, policy, facts, pictureVersions };
    const catalogue = makeCartCatalogue(sources, shop.nowMs());
    const etag = `"${catalogue.version}"`;
    reply.header("etag", etag);
    if (isKnownTag(request.headers["if-none-match"], etag)) return reply.status(304).send();
    return catalogue;
  });
}

function addList(context: Context): void {
  const { shop, smartCarts } = context.deps;
  addRead(context, GET_SMART_CARTS, () => {
    const open = new Map(listOpenTrips(shop.store).map((record) => [record.cartId, record]));
    const policy = smartCarts;
    return {
      nowMs: shop.nowMs(),
      currency: shop.settings.currency,
      lanes: (policy?.lanes ?? []).map(({ id, name }) => ({ laneId: id, name })),
      items:
        policy === null
          ? []
          : listCartIds(shop.store).map((cartId) => {
              const record = open.get(cartId);
              return {
                cartId,
                trip: record === undefined ? null : summariseTrip({ shop, policy }, record),
              };
            }),
    };
  });
}

function findTrip(
  { deps: { smartCarts } }: Context,
  reader: Pick<Transaction, "db">,
  key: { readonly cartId: string; readonly tripId: string },
): { readonly policy: SmartCartsConfig; readonly record: TripRecord } {
  const record = readTrip(reader, key);
  if (record === null || smartCarts === null) {
    throw new RefusedError("not-found", "there is no such trip");
  }
  return { policy: smartCarts, record };
}

function findOpenTrip(...found: Parameters<typeof findTrip>): ReturnType<typeof findTrip> {
  const { policy, record } = findTrip(...found);
  if (!isOpen(record)) throw new RefusedError("visit-not-open", "the trip is over");
  return { policy, record };
}

function addDetail(context: Context): void {
  const { shop } = context.deps;
  addRead(context, GET_CART_TRIP, ({ params }) => {
    const { policy, record } = findTrip(context, shop.store, params);
    return detailTrip({ shop, policy }, record);
  });
}

function addCheck(context: Context): void {
  const { shop } = context.deps;
  addCommand(context, POST_CART_CHECK, (tx, call) => {
    const { body, params, principal } = call;
    const { policy, record } = findOpenTrip(context, tx, params);
    const { isOldEnough = record.isOldEnough, result = record.staff } = body;
    if (body.isOldEnough !== undefined && record.visitId !== null) {
      answerAgeCheck(tx, shop, record.visitId, body.isOldEnough, principal.id);
    } else if (body.isOldEnough !== undefined && findAge(shop, record) !== "needed") {
      throw new RefusedError("age-check-not-needed", "no age check is open on this trip");
    }
    const after = { ...record, staff: result, isOldEnough };
    saveTrip(tx, after);
    recordSecurity(tx, findActor(call), "cart.checked", {
      object: { kind: "cart-trip", id: `${params.cartId}:${params.tripId}` },
      changes: { result: toNew(result), isOldEnough: toNew(isOldEnough) },
    });
    return { status: 200, body: { check: decideCheck(policy, after) } };
  });
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
