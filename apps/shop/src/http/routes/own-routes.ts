import { PARTY_MAX } from "@saunter/commerce/visit/decide";
import {
  atMs,
  closed,
  count,
  id,
  minor,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
} from "@saunter/protocol/http/schemas";
import type { Static } from "typebox";
import Type from "typebox";
import { orRefuse } from "../../domain/shop-context.ts";
import type { CodeIssuer } from "../../entry/entry-code.ts";
import { importRawPublicKey } from "../../entry/entry-keys.ts";
import { CERTIFICATE_LIFE_MS_MAX, SLOT_MS } from "../../entry/entry-limits.ts";
import {
  dropEvidenceOf,
  type EvidenceOfParty,
  listEvidenceOf,
} from "../../evidence/evidence-of-party.ts";
import type { EvidenceKind } from "../../evidence/evidence-store.ts";
import { describeCustomer } from "../../people/about-customer.ts";
import { forgetCustomer } from "../../people/customers.ts";
import { findStateKind } from "../../receipts/receipt-states.ts";
import { prepared } from "../../store/prepared.ts";
import type { Store } from "../../store/store.ts";
import { addAction, addCommand, addRead, type HttpContext } from "../add-route.ts";
import { CART, CART_DESCRIPTION, showCart } from "../cart-view.ts";
import { OWN_VISITS_MAX } from "../http-limits.ts";
import { readVisit, requireParty } from "../own-visits.ts";
import { readPage } from "../pages.ts";
import { ProblemError } from "../problem.ts";

const OWN_VISIT = closed({
  visitId: Type.String(),
  status: oneOf(["open", "closed"]),
  partySize: count("People let in."),
  openedMs: atMs("When it began"),
  closedMs: nullable(atMs("When it ended")),
  receiptState: nullable(
    oneOf(["draft", "waiting", "final", "contested", "reviewed", "corrected"]),
  ),
  totalMinor: nullable(minor("What the receipt says")),
  currency: nullable(Type.String()),
});

const KEPT_FACT = closed({
  table: oneOf(["customers", "passkeys", "refresh_tokens", "journal", "evidence"]),
  field: Type.String(),
  value: Type.Union([Type.String(), Type.Number(), Type.Null()]),
  why: Type.String(),
  until: Type.String({ description: "In words." }),
  untilMs: nullable(atMs("The same, where it is a moment that is known")),
});

const OWN_COLUMNS = `v.visit_id, v.status, v.party_size, v.opened_ms, v.closed_ms,
  r.total_minor, r.currency`;
const OWN_TABLES = "visits v LEFT JOIN receipts r ON r.visit_id = v.visit_id";

type Row = Record<string, unknown>;

function showOwnVisit(store: Store, row: Row): Static<typeof OWN_VISIT> {
  const receipt = store.read("receipt", row.visit_id as string);
  return {
    visitId: row.visit_id,
    status: row.status,
    partySize: row.party_size,
    openedMs: row.opened_ms,
    closedMs: row.closed_ms,
    receiptState: receipt.status === "none" ? null : findStateKind(receipt),
    totalMinor: row.total_minor,
    currency: row.currency,
  } as Static<typeof OWN_VISIT>;
}

export function addOwnRoutes(context: HttpContext): void {
  addOwnVisits(context);
  addCart(context);
  addCode(context);
  addCertificate(context);
  addData(context);
}

function addOwnVisits(context: HttpContext): void {
  const { store } = context.deps.shop;
  addRead(
    context,
    {
      method: "GET",
      path: "/me/visits",
      tag: "me",
      summary: "Your visits, the newest first",
      query: closed(PAGE_QUERY),
      answers: { 200: { description: "A page of visits.", schema: pageOf(OWN_VISIT) } },
    },
    ({ query, principal, url }) =>
      readPage(
        store.db,
        {
          from: OWN_TABLES,
          columns: OWN_COLUMNS,
          where: [["v.party = ?", requireParty(principal).party]],
          order: ["v.opened_ms", "v.visit_id"],
          direction: "DESC",
        },
        { url, limit: query.limit, after: query.after },
        (row) => showOwnVisit(store, row),
      ),
  );
}

function addCart(context: HttpContext): void {
  const { shop } = context.deps;
  addRead(
    context,
    {
      method: "GET",
      path: "/me/visits/:visitId/cart",
      tag: "me",
      summary: "What you have in your hands, and what it would cost now",
      params: closed({ visitId: id("One of your visits.") }),
      answers: {
        200: { description: CART_DESCRIPTION, schema: CART },
      },
      codes: ["not-found"],
    },
    ({ params, principal }) => {
      return showCart(shop, readVisit(shop.store, params.visitId, principal));
    },
  );
}

function addCode(context: HttpContext): void {
  const { shop } = context.deps;
  addRead(
    context,
    {
      method: "GET",
      path: "/me/code",
      tag: "me",
      summary: "The code that opens the gate, to be shown as QR",
      query: closed({
        partySize: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: PARTY_MAX,
            description: "People who come in on it.",
          }),
        ),
      }),
      answers: {
        200: {
          description: "Good for one entry; ask again when it has expired.",
          schema: closed({
            code: Type.String(),
            slotMs: count("A new code is made every so many ms."),
            expiresMs: atMs("When to ask for the next one"),
          }),
        },
      },
      codes: ["entry-method-unavailable"],
    },
    ({ principal, query: { partySize } }) => {
      const { customerId } = requireParty(principal);
      const codeIssuer = requireIssuer(context);
      const nowMs = shop.nowMs();
      const expiresMs = (Math.floor(nowMs / SLOT_MS) + 1) * SLOT_MS;
      const code = codeIssuer.issueCode(customerId, nowMs, partySize);
      return { code, slotMs: SLOT_MS, expiresMs };
    },
  );
}

function requireIssuer({ deps: { codeIssuer } }: HttpContext): CodeIssuer {
  if (codeIssuer !== null) return codeIssuer;
  throw new ProblemError("entry-method-unavailable", "entry by code is not offered");
}

/** Nothing is written: the certificate says by itself what it is good for. */
function addCertificate(context: HttpContext): void {
  const { shop } = context.deps;
  addAction(
    context,
    {
      method: "POST",
      path: "/me/certificate",
      tag: "me",
      summary: "Let your phone make codes by itself, for when it has no network",
      description: "Needs no idempotency key: ask for the next one whenever there is a network.",
      body: closed(
        {
          devicePublicKey: Type.String({
            pattern: "^[A-Za-z0-9_-]{43}$",
            description: "Ed25519, of the phone's own: 32 bytes, base64url, as `x` of its JWK.",
          }),
        },
        { examples: [{ devicePublicKey: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }] },
      ),
      answers: {
        200: {
          description: "What the phone's codes begin with.",
          schema: closed({
            certificate: Type.String({ description: "Base64url." }),
            notAfterMs: atMs("When it ends"),
            slotMs: count("A new code is made every so many ms."),
            nowMs: atMs("The shop's time: the gate goes by it"),
          }),
        },
      },
      codes: ["entry-method-unavailable"],
    },
    async ({ principal, body }) => {
      const { customerId } = requireParty(principal);
      const devicePublicKey = importRawPublicKey(Buffer.from(body.devicePublicKey, "base64url"));
      const nowMs = shop.nowMs();
      // The certificate has whole seconds.
      const notAfterMs = Math.floor((nowMs + CERTIFICATE_LIFE_MS_MAX) / 1000) * 1000;
      const request = { customerId, devicePublicKey, nowMs, notAfterMs };
      const certificate = requireIssuer(context).certifyDevice(request);
      return { certificate, notAfterMs, slotMs: SLOT_MS, nowMs };
    },
  );
}

const EVIDENCE_REASONS: Readonly<Record<EvidenceKind, string>> = {
  curve: "what the shelves felt in the seconds around what you took, so that you can contest it",
  positions:
    "where you and who was near you were in those seconds, so that somebody can look whose it was",
  clip: "what a camera saw in those seconds, blurred, so that you can contest it",
};

function describeEvidence({ kind, pieces, untilMs }: EvidenceOfParty): Static<typeof KEPT_FACT> {
  return {
    ...{ table: "evidence", field: kind, value: pieces, why: EVIDENCE_REASONS[kind], untilMs },
    until: "each piece some time after its visit; then the last one goes",
  };
}

function addData(context: HttpContext): void {
  const { shop } = context.deps;
  addRead(
    context,
    {
      method: "GET",
      path: "/me/data",
      tag: "me",
      summary: "All that is kept about you, why, and until when",
      answers: {
        200: {
          description: "Your data.",
          schema: closed({ kept: Type.Array(KEPT_FACT), visits: Type.Array(OWN_VISIT) }),
        },
      },
    },
    ({ principal }) => {
      const { customerId, party } = requireParty(principal);
      const kept = orRefuse(describeCustomer(shop.store, customerId));
      const visits = prepared(
        shop.store.db,
        `SELECT ${OWN_COLUMNS} FROM ${OWN_TABLES} WHERE v.party = ?
           ORDER BY v.opened_ms DESC, v.visit_id DESC LIMIT ?`,
      )
        .all(party, OWN_VISITS_MAX)
        .map((row) => showOwnVisit(shop.store, row));
      const seen = listEvidenceOf(shop.store.db, party, shop.nowMs()).map(describeEvidence);
      return { kept: [...kept, ...seen], visits };
    },
  );
  addCommand(
    context,
    {
      method: "POST",
      path: "/me/forget",
      tag: "me",
      summary: "Delete all that is kept about you",
      description: "Receipts stay, as the law wants them, and name nobody any more.",
      answers: {
        200: { description: "It is deleted.", schema: closed({ forgottenMs: atMs("When") }) },
      },
      codes: ["customer-busy"],
    },
    (tx, { principal }) => {
      const { customerId, party } = requireParty(principal);
      orRefuse(forgetCustomer(tx, customerId));
      dropEvidenceOf(tx, party);
      return { status: 200, body: { forgottenMs: tx.atMs } };
    },
  );
}
