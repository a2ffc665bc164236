import {
  GET_ME_CODE,
  GET_ME_DATA,
  GET_ME_VISIT_CART,
  GET_ME_VISITS,
  type KEPT_FACT,
  type OWN_VISIT,
  POST_CUSTOMER_CERTIFICATE_REVOKE,
  POST_ME_CERTIFICATE,
  POST_ME_CERTIFICATE_REVOKE,
  POST_ME_FORGET,
} from "@saunter/protocol/http/own-routes";
import type { Static } from "typebox";
import { orRefuse, RefusedError } from "../../domain/shop-context.ts";
import { isFullOrderPoint } from "../../entry/ed25519-points.ts";
import type { CodeIssuer } from "../../entry/entry-code.ts";
import { importRawPublicKey } from "../../entry/entry-keys.ts";
import { CERTIFICATE_LIFE_MS_MAX, SLOT_MS } from "../../entry/entry-limits.ts";
import {
  dropEvidenceOf,
  type EvidenceOfParty,
  listEvidenceOf,
} from "../../evidence/evidence-of-party.ts";
import type { EvidenceKind } from "../../evidence/evidence-store.ts";
import { addAction, addCommand, addPost, addRead } from "../../http/add-route.ts";
import { requireSession } from "../../http/authenticate.ts";
import { showCart } from "../../http/cart-view.ts";
import { findActor } from "../../http/find-actor.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { OWN_VISITS_MAX } from "../../http/http-limits.ts";
import { readVisit, requireParty } from "../../http/own-visits.ts";
import { readPage } from "../../http/pages.ts";
import { ProblemError } from "../../http/problem.ts";
import { describeCustomer } from "../../people/about-customer.ts";
import { findCustomer, forgetCustomer } from "../../people/customers.ts";
import { revokePhoneKeys, savePhoneKey } from "../../people/phone-keys.ts";
import { closeOtherSessions, closeSessionsOf } from "../../people/sessions.ts";
import { findStateKind } from "../../receipts/receipt-states.ts";
import { recordSecurity } from "../../security/record-security.ts";
import { prepared } from "../../store/prepared.ts";
import type { Store } from "../../store/store.ts";

export interface OwnServices {
  /** Null where entry by code is not offered. */
  readonly codeIssuer: CodeIssuer | null;
}

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

export function addOwnRoutes(context: HttpContext<OwnServices>): void {
  addOwnVisits(context);
  addCart(context);
  addCode(context);
  addCertificate(context);
  addRevoking(context);
  addData(context);
}

function addOwnVisits(context: HttpContext<OwnServices>): void {
  const { store } = context.deps.shop;
  addRead(context, GET_ME_VISITS, ({ query, principal, url }) =>
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

function addCart(context: HttpContext<OwnServices>): void {
  const { shop } = context.deps;
  addRead(context, GET_ME_VISIT_CART, ({ params, principal }) => {
    return showCart(shop, readVisit(shop.store, params.visitId, principal));
  });
}

function addCode(context: HttpContext<OwnServices>): void {
  const { shop } = context.deps;
  addRead(context, GET_ME_CODE, ({ principal, query: { partySize } }) => {
    const { customerId } = requireParty(principal);
    const codeIssuer = requireIssuer(context);
    const nowMs = shop.nowMs();
    const expiresMs = (Math.floor(nowMs / SLOT_MS) + 1) * SLOT_MS;
    const code = codeIssuer.issueCode(customerId, nowMs, partySize);
    return { code, slotMs: SLOT_MS, expiresMs };
  });
}

function requireIssuer({ deps: { codeIssuer } }: HttpContext<OwnServices>): CodeIssuer {
  if (codeIssuer !== null) return codeIssuer;
  throw new ProblemError(
    "entry-method-unavailable",
    "entry by QR code is not available in this shop",
  );
}

/** Gates that ask no shop go by what the certificate says itself; the shop's own ask whether it is still good. */
function addCertificate(context: HttpContext<OwnServices>): void {
  const { shop, signIn } = context.deps;
  addAction(context, POST_ME_CERTIFICATE, async ({ principal, body, request: asked }) => {
    const { customerId } = requireParty(principal);
    const issuer = requireIssuer(context);
    const bytes = Buffer.from(body.devicePublicKey, "base64url");
    if (!isFullOrderPoint(bytes)) throw refuseKey();
    const sessionId = await requireSession({ signIn, nowMs: shop.nowMs }, asked);
    const devicePublicKey = importRawPublicKey(bytes);
    const nowMs = shop.nowMs();
    // The certificate has whole seconds.
    const notAfterMs = Math.floor((nowMs + CERTIFICATE_LIFE_MS_MAX) / 1000) * 1000;
    const request = { customerId, devicePublicKey, nowMs, notAfterMs };
    const certificate = issuer.certifyDevice(request);
    const deviceKey = bytes.toString("base64url");
    await shop.store.transact((tx) =>
      savePhoneKey(tx, { customerId, deviceKey, sessionId, notAfterMs }, tx.atMs),
    );
    return { certificate, notAfterMs, slotMs: SLOT_MS, nowMs };
  });
}

function refuseKey(): ProblemError {
  const message = "is no public key of Ed25519 of full order";
  const errors = [{ at: "body/devicePublicKey", message }];
  return new ProblemError("input-invalid", `body/devicePublicKey ${message}`, { errors });
}

/** Who has lost a phone ends what it can do: it is signed out, too, or it would fetch the next certificate. */
function addRevoking(context: HttpContext<OwnServices>): void {
  const { shop, signIn } = context.deps;
  addPost(context, POST_ME_CERTIFICATE_REVOKE, async ({ principal, request }, claim) => {
    const { customerId } = requireParty(principal);
    const sessionId = await requireSession({ signIn, nowMs: shop.nowMs }, request);
    return context.idempotency.once(claim, (tx) => {
      closeOtherSessions(tx, { kind: "customer", id: customerId }, sessionId);
      return { status: 200, body: { phones: revokePhoneKeys(tx, customerId) } };
    });
  });
  addCommand(context, POST_CUSTOMER_CERTIFICATE_REVOKE, (tx, call) => {
    const { customerId } = call.params;
    if (findCustomer(tx, customerId) === null) {
      throw new RefusedError("not-found", "there is no such customer");
    }
    closeSessionsOf(tx, { kind: "customer", id: customerId });
    const phones = revokePhoneKeys(tx, customerId);
    recordSecurity(tx, findActor(call), "customer.certificate-revoked", {
      object: { kind: "customer", id: customerId },
      changes: { phones: { before: phones, after: 0 } },
    });
    return { status: 200, body: { phones } };
  });
}

const EVIDENCE_REASONS: Readonly<Record<EvidenceKind, string>> = {
  curve: "the weight curves in the seconds around your picks, so that you can dispute them",
  positions:
    "your positions and those of people near you in those seconds, so that a reviewer can see who took it",
  clip: "a blurred video clip of those seconds, so that you can dispute them",
};

function describeEvidence({ kind, pieces, untilMs }: EvidenceOfParty): Static<typeof KEPT_FACT> {
  return {
    table: "evidence",
    field: kind,
    value: pieces,
    why: EVIDENCE_REASONS[kind],
    untilMs,
    until: "each some time after its visit",
  };
}

function addData(context: HttpContext<OwnServices>): void {
  const { shop } = context.deps;
  addRead(context, GET_ME_DATA, ({ principal }) => {
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
  });
  addCommand(context, POST_ME_FORGET, (tx, { principal }) => {
    const { customerId, party } = requireParty(principal);
    orRefuse(forgetCustomer(tx, customerId));
    dropEvidenceOf(tx, party);
    return { status: 200, body: { forgottenMs: tx.atMs } };
  });
}
