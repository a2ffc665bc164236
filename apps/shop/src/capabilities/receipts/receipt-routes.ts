import {
  type DISPUTE,
  GET_LINKED_RECEIPT,
  GET_LINKED_RECEIPT_CART,
  GET_RECEIPT,
  POST_LINKED_RECEIPT_CONTESTS,
  POST_LINKED_RECEIPT_DISPUTES,
  POST_RECEIPT_CONTESTS,
  POST_RECEIPT_DISPUTES,
} from "@saunter/protocol/http/receipt-routes";
import type { Static } from "typebox";
import { type Disputer, disputeLine } from "../../domain/dispute-service.ts";
import { addCommand, addRead } from "../../http/add-route.ts";
import { showCart } from "../../http/cart-view.ts";
import type { HttpContext } from "../../http/http-context.ts";
import type { Answer } from "../../http/idempotency.ts";
import { readVisit } from "../../http/own-visits.ts";
import { findByToken } from "../../http/receipt-token.ts";
import type { Principal } from "../../people/roles.ts";
import type { Transaction } from "../../store/transaction.ts";
import type { ReceiptServices } from "./receipt-forms.ts";
import { sendReceipt, sendReceiptOfLink, splitForm } from "./receipt-forms.ts";

export function addReceiptRoutes(context: HttpContext<ReceiptServices>): void {
  addReceipt(context);
  addLookUp(context);
  addDisputes(context);
}

function addReceipt(context: HttpContext<ReceiptServices>): void {
  const { deps } = context;
  addRead(context, GET_RECEIPT, (call) => {
    const { name, form } = splitForm(call.params.visitId);
    return sendReceipt(deps, readVisit(deps.shop.store, name, call.principal), form, call);
  });
}

function addLookUp(context: HttpContext<ReceiptServices>): void {
  const { deps } = context;
  const { store } = deps.shop;
  addRead(context, GET_LINKED_RECEIPT, (call) => {
    const { name, form } = splitForm(call.params.token);
    const visit = store.read("visit", findByToken(store, name));
    if (visit.status === "unopened") throw new Error("a receipt without a visit");
    call.reply.header("x-robots-tag", "noindex");
    return sendReceiptOfLink(deps, visit, form, call);
  });
  addRead(context, GET_LINKED_RECEIPT_CART, ({ params: { token } }) => {
    const visit = store.read("visit", findByToken(store, token));
    if (visit.status === "unopened") throw new Error("a link without a visit");
    return showCart(deps.shop, visit);
  });
}

/** By the former paths, too, which answer with the dispute's id by its former name. */
function addDisputes(context: HttpContext<ReceiptServices>): void {
  addCommand(context, POST_RECEIPT_DISPUTES, (tx, { params: { visitId }, body, principal }) => {
    readVisit(tx, visitId, principal);
    return dispute(context, tx, visitId, body, "disputeId", toDisputer(principal));
  });
  addCommand(context, POST_RECEIPT_CONTESTS, (tx, { params: { visitId }, body, principal }) => {
    readVisit(tx, visitId, principal);
    return dispute(context, tx, visitId, body, "contestId", toDisputer(principal));
  });
  addCommand(context, POST_LINKED_RECEIPT_DISPUTES, (tx, { params: { token }, body }) =>
    dispute(context, tx, findByToken(tx, token), body, "disputeId", null),
  );
  addCommand(context, POST_LINKED_RECEIPT_CONTESTS, (tx, { params: { token }, body }) =>
    dispute(context, tx, findByToken(tx, token), body, "contestId", null),
  );
}

/** Null: shoppers dispute their own receipts. */
function toDisputer({ id, roles }: Principal): Disputer | null {
  if (roles.includes("operator")) return { id, isKey: false };
  return roles.includes("integrator") ? { id, isKey: true } : null;
}

function dispute(
  { deps: { shop } }: HttpContext<ReceiptServices>,
  tx: Transaction,
  visitId: string,
  body: Static<typeof DISPUTE>,
  idName: "disputeId" | "contestId",
  by: Disputer | null,
): Answer {
  const disputeId = shop.makeId();
  disputeLine(tx, shop, visitId, { disputeId, ...body }, by);
  const receipt = tx.read("receipt", visitId);
  if (receipt.status === "none" || receipt.status === "draft") {
    throw new Error("a dispute of a receipt that is not final");
  }
  const { isGranted } = receipt.disputes.find((one) => one.disputeId === disputeId)!;
  const status = isGranted === null ? "open" : isGranted ? "granted" : "refused";
  const { totalMinor } = receipt.content.result.totals;
  const facts = { status, receiptStatus: receipt.status, totalMinor };
  return { status: 201, body: { [idName]: disputeId, ...facts } };
}
