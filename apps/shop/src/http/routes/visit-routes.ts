import {
  atMs,
  CANDIDATE,
  closed,
  count,
  EVIDENCE,
  id,
  minor,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  probability,
} from "@saunter/protocol/http/schemas";
import { PUBLIC_EVENT_TYPES } from "@saunter/protocol/public-event";
import type { Static } from "typebox";
import Type from "typebox";
import { readCarts } from "../../domain/compose-receipt.ts";
import { closeVisit } from "../../domain/floor-desk.ts";
import { bindByAttendant } from "../../domain/gate-desk.ts";
import { answerAgeCheck } from "../../domain/review-desk.ts";
import { RefusedError, type Shop } from "../../domain/shop-context.ts";
import { nameProduct } from "../../domain/shop-settings.ts";
import { tellBelief } from "../../domain/tell-belief.ts";
import { createPublicReader, toPublicEvent } from "../../publish/to-public-event.ts";
import type { KnownVisit } from "../../receipts/receipt-input.ts";
import { addCommand, addRead, type HttpContext } from "../add-route.ts";
import { TIMELINE_EVENTS_MAX } from "../http-limits.ts";
import { readVisit } from "../own-visits.ts";
import { readPage } from "../pages.ts";

const PARAMS = closed({ visitId: id("The visit's id.") });
const AGE = oneOf(["not-needed", "needed", "verified", "refused"]);

const PAYERS = ["customer", "card", "account", "cash", "staff"] as const;

const VISIT_ROW = closed({
  visitId: Type.String(),
  status: oneOf(["open", "closed"]),
  payer: oneOf(PAYERS),
  gateId: Type.String(),
  method: Type.String(),
  partySize: count("People let in."),
  bound: count("People of the party who have been seen."),
  inside: count("Of those, who are still inside."),
  age: AGE,
  openedMs: atMs("When it began"),
  closedMs: nullable(atMs("When it ended")),
  flags: count("Why its receipt has to be looked at, whatever the engine believes."),
  receipt: nullable(
    closed(
      {
        status: oneOf(["draft", "final", "contested", "reviewed"]),
        isWaiting: Type.Boolean({ description: "For a person to look at it." }),
        totalMinor: minor("What it comes to"),
        probability: probability("That it is exact."),
      },
      { description: "Null while there is none." },
    ),
  ),
});

export const PUBLIC_EVENT = closed({
  id: Type.Integer({ description: "Position in the journal." }),
  type: oneOf(PUBLIC_EVENT_TYPES),
  atMs: atMs("When"),
  visitId: nullable(Type.String()),
  data: Type.Record(Type.String(), Type.Unknown()),
});

const SHOPPER = closed({
  shopperId: Type.String(),
  status: oneOf(["unseen", "inside", "exited", "concluded"]),
  appearedMs: atMs("First seen"),
  exitedMs: nullable(atMs("Left")),
  lines: Type.Array(closed({ gtin: Type.String(), quantity: Type.Integer() })),
  probability: probability("That the cart is exactly this."),
  needsReview: Type.Boolean(),
  reasons: Type.Array(Type.String()),
});

const VISIT = closed({
  visitId: Type.String(),
  status: oneOf(["open", "closed"]),
  payer: oneOf(["customer", "card", "account", "cash", "staff"]),
  gateId: Type.String(),
  method: Type.String(),
  partySize: count("People let in."),
  isMember: Type.Boolean(),
  currency: Type.String(),
  holdMinor: minor("Held at entry"),
  age: AGE,
  openedMs: atMs("When it began"),
  closedMs: nullable(atMs("When it ended")),
  flags: Type.Array(closed({ flag: Type.String(), detail: Type.String() })),
  shoppers: Type.Array(SHOPPER),
  interactions: Type.Array(closed({ ...EVIDENCE.properties, name: Type.String() })),
  timeline: Type.Array(PUBLIC_EVENT),
});

export function addVisitRoutes(context: HttpContext): void {
  addVisitList(context);
  addVisit(context);
  addBelief(context);
  addBindings(context);
  addAgeCheck(context);
  addClosing(context);
}

function addVisitList(context: HttpContext): void {
  const { db } = context.deps.shop.store;
  addRead(
    context,
    {
      method: "GET",
      path: "/visits",
      tag: "visits",
      summary: "Visits, the newest first",
      query: closed({
        ...PAGE_QUERY,
        status: Type.Optional(oneOf(["open", "closed"], "All where not given.")),
        payer: Type.Optional(oneOf(PAYERS, "Of such payers alone.")),
        only: Type.Optional(
          oneOf(
            ["flagged", "waiting"],
            "`flagged`: with flags; `waiting`: whose receipt waits for a person.",
          ),
        ),
        untilMs: Type.Optional(
          Type.Integer({ minimum: 0, description: "Begun by then, Unix ms." }),
        ),
      }),
      answers: { 200: { description: "A page of visits.", schema: pageOf(VISIT_ROW) } },
    },
    ({ query, url }) =>
      readPage(
        db,
        {
          from: "visits LEFT JOIN receipts USING (visit_id)",
          columns: "visits.*, receipts.status AS receipt, review_due_ms, total_minor, probability",
          where: [
            ["visits.status = ?", query.status],
            ["kind = ?", query.payer],
            ["(flags > 0) = ?", query.only === "flagged" ? 1 : undefined],
            ["(review_due_ms IS NOT NULL) = ?", query.only === "waiting" ? 1 : undefined],
            ["opened_ms <= ?", query.untilMs],
          ],
          order: ["opened_ms", "visit_id"],
          direction: "DESC",
        },
        { url, limit: query.limit, after: query.after },
        (row) => ({
          visitId: row.visit_id,
          status: row.status,
          payer: row.kind,
          gateId: row.gate_id,
          method: row.method,
          partySize: row.party_size,
          bound: row.bound,
          inside: row.inside,
          age: row.age,
          openedMs: row.opened_ms,
          closedMs: row.closed_ms,
          flags: row.flags,
          receipt:
            row.receipt === null
              ? null
              : {
                  status: row.receipt,
                  isWaiting: row.review_due_ms !== null,
                  totalMinor: row.total_minor,
                  probability: row.probability,
                },
        }),
      ),
  );
}

function addVisit(context: HttpContext): void {
  const { shop } = context.deps;
  addRead(
    context,
    {
      method: "GET",
      path: "/visits/:visitId",
      tag: "visits",
      summary: "All that is known of a visit",
      description: "Carts are beliefs: each comes with the probability that it is exact.",
      params: PARAMS,
      answers: { 200: { description: "The visit.", schema: VISIT } },
      codes: ["not-found"],
    },
    ({ params, principal }) => showVisit(context, readVisit(shop.store, params.visitId, principal)),
  );
}

function showVisit({ deps }: HttpContext, visit: KnownVisit): Static<typeof VISIT> {
  const { shoppers, evidence } = readCarts(deps.shop.store, visit);
  const interactions = structuredClone(evidence) as Static<typeof EVIDENCE>[];
  const { visitId, status, gateId, method, partySize, isMember, currency, holdMinor } = visit;
  return {
    ...{ visitId, status, gateId, method, partySize, isMember, currency, holdMinor },
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
      lines: shopper.lines.map(({ gtin, quantity }) => ({ gtin, quantity })),
      probability: shopper.probability,
      needsReview: shopper.needsReview,
      reasons: [...shopper.reasons],
    })),
    interactions: interactions.map((one) => ({
      ...one,
      name: nameProduct(deps.shop.settings, one.gtin),
    })),
    timeline: listTimeline(deps, visitId),
  };
}

const BELIEF = closed({
  products: Type.Array(
    closed({
      gtin: Type.String(),
      name: Type.String(),
      counts: Type.Array(
        closed({
          quantity: count("Units that the carts may hold together."),
          probability: probability("Of just so many."),
        }),
      ),
    }),
  ),
  doubts: Type.Array(
    closed({
      evidenceId: Type.String(),
      tellings: Type.Array(
        closed({
          atMs: atMs("When it was told so"),
          status: oneOf(["provisional", "revised", "final", "retracted"]),
          probability: probability("Of the likeliest account."),
          accounts: Type.Array(closed({ ...CANDIDATE.properties, name: Type.String() })),
        }),
      ),
    }),
  ),
});

function addBelief(context: HttpContext): void {
  const { shop } = context.deps;
  addRead(
    context,
    {
      method: "GET",
      path: "/visits/:visitId/belief",
      tag: "visits",
      summary: "What a visit's carts may hold, and how what was doubtful became what it is",
      description:
        "Interactions are taken one by one here; what is charged rests on the engine's own belief.",
      params: PARAMS,
      answers: { 200: { description: "The belief.", schema: BELIEF } },
      codes: ["not-found"],
    },
    ({ params, principal }) => showBelief(shop, readVisit(shop.store, params.visitId, principal)),
  );
}

function showBelief({ store, settings }: Shop, visit: KnownVisit): Static<typeof BELIEF> {
  const { products, doubts } = tellBelief(store, visit);
  return {
    products: products.map(({ gtin, counts }) => ({
      ...{ gtin, name: nameProduct(settings, gtin), counts: [...counts] },
    })),
    doubts: doubts.map(({ evidenceId, tellings }) => ({
      evidenceId,
      tellings: tellings.map(({ accounts, ...telling }) => ({
        ...telling,
        accounts: accounts.map((account) => ({
          ...account,
          name: nameProduct(settings, account.gtin),
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

const DONE = closed({ visitId: Type.String(), status: oneOf(["open", "closed"]), age: AGE });
const DONE_ANSWER = { 200: { description: "It is done; the visit is so now.", schema: DONE } };

function addBindings(context: HttpContext): void {
  addCommand(
    context,
    {
      method: "POST",
      path: "/visits/:visitId/bindings",
      tag: "visits",
      summary: "Say whose visit a person in the shop belongs to",
      description:
        "Where who is in a visit was a guess, this settles it: naming a person who is in it already says that they are the right one.",
      params: PARAMS,
      body: closed(
        { shopperId: id("As the tracker names them.") },
        { examples: [{ shopperId: "17" }] },
      ),
      answers: DONE_ANSWER,
      codes: ["not-found", "shopper-unknown", "shopper-already-bound", "visit-not-open"],
    },
    (tx, { params: { visitId }, body: { shopperId }, principal }) => {
      if (tx.read("shopper", shopperId).status === "unseen") {
        throw new RefusedError("shopper-unknown", "the tracker has seen no such person");
      }
      bindByAttendant(tx, context.deps.shop, visitId, shopperId, principal.id);
      return { status: 200, body: showState(readVisit(tx, visitId, principal)) };
    },
  );
}

function addAgeCheck(context: HttpContext): void {
  addCommand(
    context,
    {
      method: "POST",
      path: "/visits/:visitId/age-check",
      tag: "visits",
      summary: "Say whether the shopper is old enough",
      params: PARAMS,
      body: closed({ isOldEnough: Type.Boolean() }, { examples: [{ isOldEnough: true }] }),
      answers: DONE_ANSWER,
      codes: ["not-found", "age-check-not-needed"],
    },
    (tx, { params: { visitId }, body: { isOldEnough }, principal }) => {
      answerAgeCheck(tx, context.deps.shop, visitId, isOldEnough, principal.id);
      return { status: 200, body: showState(readVisit(tx, visitId, principal)) };
    },
  );
}

function addClosing(context: HttpContext): void {
  const { shop } = context.deps;
  addCommand(
    context,
    {
      method: "POST",
      path: "/visits/:visitId/close",
      tag: "visits",
      summary: "End a visit whose people have gone unseen",
      params: PARAMS,
      answers: DONE_ANSWER,
      codes: ["not-found", "visit-not-open"],
    },
    (tx, { params: { visitId }, principal }) => {
      closeVisit(tx, shop, visitId, "attendant");
      return { status: 200, body: showState(readVisit(tx, visitId, principal)) };
    },
  );
}

function showState({ visitId, status, age }: KnownVisit): Static<typeof DONE> {
  return { visitId, status, age };
}
