import { toItem } from "@saunter/commerce/cart/items";
import { toPublicEvent } from "@saunter/commerce/public/to-public-event";
import type { EVIDENCE } from "@saunter/protocol/http/schemas";
import {
  type BELIEF,
  type DONE,
  GET_VISIT,
  GET_VISIT_BELIEF,
  POST_VISIT_AGE_CHECK,
  POST_VISIT_BINDINGS,
  POST_VISIT_CLOSE,
  type PUBLIC_EVENT,
  type VISIT,
} from "@saunter/protocol/http/visit-routes";
import type { Static } from "typebox";
import { bindByAttendant } from "../../domain/binding-service.ts";
import { readCarts } from "../../domain/compose-receipt.ts";
import { closeVisit } from "../../domain/floor-service.ts";
import { answerAgeCheck } from "../../domain/review-service.ts";
import { RefusedError, type Shop } from "../../domain/shop-context.ts";
import { nameProduct } from "../../domain/shop-settings.ts";
import { readBelief } from "../../domain/visit-belief.ts";
import { addCommand, addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { TIMELINE_EVENTS_MAX } from "../../http/http-limits.ts";
import { readVisit } from "../../http/own-visits.ts";
import { createPublicReader } from "../../publish/public-reader.ts";
import type { KnownVisit } from "../../receipts/receipt-input.ts";
import { listOpenReviews } from "./visit-list-routes.ts";

export function addVisitRoutes(context: HttpContext): void {
  addVisit(context);
  addBelief(context);
  addBindings(context);
  addAgeCheck(context);
  addClosing(context);
}

function addVisit(context: HttpContext): void {
  const { shop } = context.deps;
  addRead(context, GET_VISIT, ({ params, principal }) =>
    showVisit(context, readVisit(shop.store, params.visitId, principal)),
  );
}

function showVisit({ deps }: HttpContext, visit: KnownVisit): Static<typeof VISIT> {
  const { shoppers, evidence } = readCarts(deps.shop.store, visit);
  const interactions = structuredClone(evidence) as Static<typeof EVIDENCE>[];
  const { visitId, status, gateId, method, partySize, isMember, currency, holdMinor } = visit;
  return {
    visitId,
    status,
    gateId,
    method,
    partySize,
    isMember,
    currency,
    holdMinor,
    payer: visit.payer.kind,
    age: visit.age,
    openedMs: visit.openedMs,
    closedMs: visit.status === "closed" ? visit.closedMs : null,
    flags: visit.flags.map(({ flag, detail }) => ({ flag, detail })),
    shoppers: shoppers.map((shopper) => ({
      shopperId: shopper.shopperId,
      status: shopper.status,
      appearedMs: shopper.appearedMs,
      exitedMs: shopper.exitedMs,
      lines: shopper.lines.map((line) => ({ ...toItem(line), quantity: line.quantity })),
      probability: shopper.probability,
      needsReview: shopper.needsReview,
      reasons: [...shopper.reasons],
    })),
    interactions: interactions.map((one) => ({
      ...one,
      name: nameProduct(deps.shop.settings, one.gtin),
    })),
    waitsFor: listOpenReviews(deps.shop.store, visitId),
    timeline: listTimeline(deps, visitId),
  };
}

function addBelief(context: HttpContext): void {
  const { shop } = context.deps;
  addRead(context, GET_VISIT_BELIEF, ({ params, principal }) =>
    showBelief(shop, readVisit(shop.store, params.visitId, principal)),
  );
}

function showBelief({ store, settings }: Shop, visit: KnownVisit): Static<typeof BELIEF> {
  const { products, uncertain } = readBelief(store, visit);
  return {
    products: products.map(({ gtin, counts }) => ({
      gtin,
      name: nameProduct(settings, gtin),
      counts: [...counts],
    })),
    doubts: uncertain.map(({ evidenceId, revisions }) => ({
      evidenceId,
      tellings: revisions.map(({ alternatives, ...revision }) => ({
        ...revision,
        accounts: alternatives.map((alternative) => ({
          ...alternative,
          name: nameProduct(settings, alternative.gtin),
        })),
      })),
    })),
  };
}

/** Events of the visit, its receipt and its charge, in order. */
function listTimeline(
  { shop }: HttpContext["deps"],
  visitId: string,
): Static<typeof PUBLIC_EVENT>[] {
  const events = ["visit", "receipt", "charge"].flatMap((kind) =>
    shop.store.readStream(`${kind}-${visitId}`),
  );
  const reader = createPublicReader(shop.store);
  return events
    .sort((a, b) => a.position - b.position)
    .flatMap((stored) => toPublicEvent(stored, reader) ?? [])
    .slice(-TIMELINE_EVENTS_MAX);
}

function addBindings(context: HttpContext): void {
  addCommand(
    context,
    POST_VISIT_BINDINGS,
    (tx, { params: { visitId }, body: { shopperId }, principal }) => {
      if (tx.read("shopper", shopperId).status === "unseen") {
        throw new RefusedError("shopper-unknown", "the tracker has no such person");
      }
      bindByAttendant(tx, context.deps.shop, visitId, shopperId, principal.id);
      return { status: 200, body: showState(readVisit(tx, visitId, principal)) };
    },
  );
}

function addAgeCheck(context: HttpContext): void {
  addCommand(
    context,
    POST_VISIT_AGE_CHECK,
    (tx, { params: { visitId }, body: { isOldEnough }, principal }) => {
      answerAgeCheck(tx, context.deps.shop, visitId, isOldEnough, principal.id);
      return { status: 200, body: showState(readVisit(tx, visitId, principal)) };
    },
  );
}

function addClosing(context: HttpContext): void {
  const { shop } = context.deps;
  addCommand(context, POST_VISIT_CLOSE, (tx, { params: { visitId }, principal }) => {
    closeVisit(tx, shop, visitId, "attendant");
    return { status: 200, body: showState(readVisit(tx, visitId, principal)) };
  });
}

function showState({ visitId, status, age }: KnownVisit): Static<typeof DONE> {
  return { visitId, status, age };
}
