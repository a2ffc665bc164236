import {
  GET_RECEIPT_HISTORY,
  GET_REFUNDS,
  POST_REFUND_PREVIEW,
  POST_REFUNDS,
} from "@saunter/protocol/http/refund-routes";
import type { Static } from "typebox";
import { readFinal } from "../../domain/receipt-service.ts";
import {
  findLimit,
  findRefundable,
  findWaitingRefund,
  planRefund,
  type RefundRequest,
  refundReceipt,
} from "../../domain/refund-service.ts";
import { addAction, addPost, addRead } from "../../http/add-route.ts";
import { refuseCardNumber } from "../../http/card-fields.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { readVisit } from "../../http/own-visits.ts";
import { ProblemError } from "../../http/problem.ts";
import type { Principal } from "../../people/roles.ts";
import { findUser } from "../../people/users.ts";
import { listReceiptHistory } from "./receipt-history.ts";

export function addRefundRoutes(context: HttpContext): void {
  addPreview(context);
  addRefunds(context);
  addRefundList(context);
  addHistory(context);
}

function isLimited({ roles }: Principal): boolean {
  return !roles.includes("operator");
}

type Body = Static<NonNullable<(typeof POST_REFUND_PREVIEW)["body"]>>;

/** Each kind has its own part of the body. Throws a `ProblemError`. */
function readRequest({ kind, lines, amountMinor }: Body): RefundRequest {
  const refuse = (at: string, message: string): never => {
    throw new ProblemError("input-invalid", `\`${at}\` ${message}`, {
      errors: [{ at: `body/${at}`, message }],
    });
  };
  if (kind === "lines" && lines === undefined) refuse("lines", "must name the lines to refund");
  if (kind !== "lines" && lines !== undefined) refuse("lines", "is of the kind `lines` alone");
  if (kind === "amount" && amountMinor === undefined) refuse("amountMinor", "must be given");
  if (kind !== "amount" && amountMinor !== undefined) {
    refuse("amountMinor", "is of the kind `amount` alone");
  }
  return { kind, lines: lines ?? [], amountMinor: amountMinor ?? 0 };
}

function addPreview(context: HttpContext): void {
  const { shop } = context.deps;
  addAction(context, POST_REFUND_PREVIEW, async ({ params: { visitId }, body, principal }) => {
    const request = readRequest(body);
    return shop.store.transact((tx) => {
      readVisit(tx, visitId, principal);
      const { amountMinor, returnedMinor } = planRefund(tx, shop, visitId, request);
      return { amountMinor, returnedMinor };
    });
  });
}

function addRefunds(context: HttpContext): void {
  const { shop, runner } = context.deps;
  addPost(context, POST_REFUNDS, async ({ params: { visitId }, body, principal }, claim) => {
    const { reason, note = "", ...what } = body;
    const request = readRequest(what);
    refuseCardNumber(note, "the note");
    const given = await context.idempotency.once(claim, (tx) => {
      readVisit(tx, visitId, principal);
      const refundId = shop.makeId();
      const { documentNumber, ...amounts } = refundReceipt(
        tx,
        shop,
        visitId,
        { ...request, refundId, reason, note },
        { id: principal.id, isLimited: isLimited(principal) },
      );
      const number = documentNumber === null ? null : String(documentNumber);
      return { status: 201, body: { refundId, ...amounts, documentNumber: number } };
    });
    if (!given.isReplayed) await runner.advance(visitId);
    return given;
  });
}

function addRefundList(context: HttpContext): void {
  const { shop } = context.deps;
  const { store } = shop;
  addRead(context, GET_REFUNDS, ({ params: { visitId }, principal }) => {
    readVisit(store, visitId, principal);
    const charge = store.read("charge", visitId);
    return {
      currency: shop.settings.currency,
      refundableMinor: findRefundable(charge),
      limitMinor: isLimited(principal)
        ? findLimit(store, shop, visitId, principal.id, shop.nowMs())
        : null,
      ...findWaitingRefund(charge),
      items: readFinal(store, visitId).refunds.map(
        ({ by, documentNumber, lines: _, ...refund }) => ({
          ...refund,
          documentNumber: documentNumber === null ? null : String(documentNumber),
          byId: by,
          byName: findUser(store, by)?.name ?? null,
        }),
      ),
    };
  });
}

function addHistory(context: HttpContext): void {
  const { store } = context.deps.shop;
  addRead(context, GET_RECEIPT_HISTORY, ({ params: { visitId }, principal }) => {
    readVisit(store, visitId, principal);
    return {
      items: listReceiptHistory(store, visitId).map(({ byId, ...step }) => ({
        ...step,
        byId,
        byName: byId === null ? null : (findUser(store, byId)?.name ?? null),
      })),
    };
  });
}
