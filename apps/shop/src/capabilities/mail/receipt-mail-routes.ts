/** Receipts by mail: to a customer's own address, or to one that whoever has the link gives. */
import type { ReceiptState } from "@saunter/commerce/receipt/evolve";
import {
  POST_LINKED_RECEIPT_MAIL,
  POST_RECEIPT_MAIL,
} from "@saunter/protocol/http/receipt-mail-routes";
import { RefusedError } from "../../domain/shop-context.ts";
import { addCommand } from "../../http/add-route.ts";
import { refuseCardNumber } from "../../http/card-fields.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { readVisit, requireParty } from "../../http/own-visits.ts";
import { ProblemError } from "../../http/problem.ts";
import { findByToken } from "../../http/receipt-token.ts";
import { findCustomer, isEmail } from "../../people/customers.ts";
import { queueAskedMail } from "../../publish/asked-mails.ts";
import { type MailOrder, requeueReceiptMail } from "../../publish/mail-outbox.ts";
import type { Transaction } from "../../store/transaction.ts";
import { chooseLocale } from "../receipts/receipt-forms.ts";

export interface MailServices {
  /** Whether receipts go out by mail. */
  readonly sendsMail: boolean;
}

export function addReceiptMailRoutes(context: HttpContext<MailServices>): void {
  addMail(context);
  addMailOfLink(context);
}

function addMail(context: HttpContext<MailServices>): void {
  const { shop, sendsMail, identity } = context.deps;
  addCommand(context, POST_RECEIPT_MAIL, (tx, { params: { visitId }, body, principal }) => {
    const isStaff = principal.roles.some((role) => role !== "shopper");
    const { payer } = readVisit(tx, visitId, principal);
    if (!isStaff) requireParty(principal);
    if (!sendsMail) throw new ProblemError("mail-unavailable", "this shop sends no e-mail");
    const email = body?.email;
    if (email !== undefined) {
      if (!isStaff) throw new ProblemError("mail-address-invalid", "yours is the saved address");
      nameDocument(tx.read("receipt", visitId));
      queueForAddress(context, tx, visitId, email, identity.locale);
      return { status: 202, body: { visitId } };
    }
    const customerId = payer.kind === "customer" ? payer.customerId : null;
    if (customerId === null || (findCustomer(shop.store, customerId)?.email ?? null) === null) {
      throw new ProblemError("mail-unavailable", "no e-mail address is saved");
    }
    const document = nameDocument(tx.read("receipt", visitId));
    requeueReceiptMail(tx, { visitId, customerId, ...document });
    return { status: 202, body: { visitId } };
  });
}

/** Throws a `ProblemError`. */
function queueForAddress(
  { deps: { shop } }: HttpContext<MailServices>,
  tx: Transaction,
  visitId: string,
  email: string,
  locale: string,
): void {
  const address = email.trim();
  if (!isEmail(address)) {
    throw new ProblemError("mail-address-invalid", "this e-mail address cannot receive mail");
  }
  refuseCardNumber(address, "the e-mail address");
  if (!queueAskedMail(tx, { mailId: shop.makeId(), visitId, address, locale })) {
    throw new ProblemError("mail-unavailable", "it was sent the maximum number of times today");
  }
}

/** Whoever paid by card, badge or cash has no address here: they give one, for this one mail. */
function addMailOfLink(context: HttpContext<MailServices>): void {
  const { sendsMail, identity } = context.deps;
  addCommand(context, POST_LINKED_RECEIPT_MAIL, (tx, { params: { token }, body, request }) => {
    const visitId = findByToken(tx, token);
    nameDocument(tx.read("receipt", visitId));
    if (!sendsMail) throw new ProblemError("mail-unavailable", "this shop sends no e-mail");
    const language = body.locale ?? request.headers["accept-language"];
    const locale = chooseLocale(language, identity.locale);
    queueForAddress(context, tx, visitId, body.email, locale);
    return { status: 202, body: { visitId } };
  });
}

/** The document that the receipt is now. */
function nameDocument(receipt: ReceiptState): Pick<MailOrder, "kind" | "documentNumber"> {
  if (receipt.status === "none" || receipt.status === "draft") {
    throw new RefusedError("receipt-not-final", "the receipt is still a draft");
  }
  const correction = receipt.corrections.at(-1);
  if (correction !== undefined) {
    return { kind: "corrected", documentNumber: correction.documentNumber };
  }
  return { kind: "final", documentNumber: receipt.documentNumber };
}
