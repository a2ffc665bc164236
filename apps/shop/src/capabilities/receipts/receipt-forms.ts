/** A receipt in the form that is asked for: by the suffix of its address, else by `Accept`. */

import { isSettled } from "@saunter/commerce/review/decide";
import type { FastifyReply, FastifyRequest } from "fastify";
import { findBrand } from "../../brand/find-brand.ts";
import type { ShopConfig } from "../../config/shop-config.ts";
import { nameDisputeReview } from "../../domain/dispute-service.ts";
import { RefusedError } from "../../domain/shop-context.ts";
import type { FiscalMark } from "../../fiscal/fiscal-device.ts";
import { readMark } from "../../fiscal/fiscal-queue.ts";
import type { HttpDeps } from "../../http/http-context.ts";
import { ProblemError } from "../../http/problem.ts";
import { nameReceiptUrl } from "../../http/receipt-token.ts";
import { FilesBusyError } from "../../receipts/file-thread.ts";
import type { PdfThread } from "../../receipts/pdf-thread.ts";
import { makeReceiptDocument, type ReceiptDocument } from "../../receipts/receipt-document.ts";
import { renderReceiptHtml } from "../../receipts/receipt-html.ts";
import type { KnownVisit, ReceiptInput, WrittenReceipt } from "../../receipts/receipt-input.ts";
import { makeReceiptJson } from "../../receipts/receipt-json.ts";
import { PDF_RETRY_AFTER_S } from "../../receipts/receipt-limits.ts";
import { makeReceiptPolicy } from "../../receipts/receipt-style.ts";
import { renderWaitingPage } from "../../receipts/receipt-waiting.ts";
import type { Store } from "../../store/store.ts";

const DAY_MS = 24 * 3_600_000;

export type ReceiptForm = "json" | "html" | "pdf";

const FORM_BY_TYPE: ReadonlyMap<string, ReceiptForm> = new Map([
  ["application/json", "json"],
  ["application/*", "json"],
  ["*/*", "json"],
  ["text/html", "html"],
  ["text/*", "html"],
  ["application/pdf", "pdf"],
]);

/** "v7.pdf" is the PDF of v7. */
export function splitForm(name: string): {
  readonly name: string;
  readonly form: ReceiptForm | null;
} {
  const [, bare, form] = /^(.+)\.(json|html|pdf)$/.exec(name) ?? [];
  if (bare === undefined) return { name, form: null };
  return { name: bare, form: form as ReceiptForm };
}

/** The first form that is accepted. Throws a `ProblemError` where none is. */
export function chooseForm(form: ReceiptForm | null, accept: string | undefined): ReceiptForm {
  if (form !== null) return form;
  for (const range of (accept ?? "*/*").split(",")) {
    const [type, ...parameters] = range
      .toLowerCase()
      .split(";")
      .map((part) => part.trim());
    if (parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) continue;
    const chosen = FORM_BY_TYPE.get(type!);
    if (chosen !== undefined) return chosen;
  }
  throw new ProblemError("not-acceptable", "a receipt is available as JSON, HTML or PDF");
}

/** The first language that is asked for; the shop's where that is none. */
export function chooseLocale(acceptLanguage: string | undefined, shopLocale: string): string {
  const [tag] = (acceptLanguage ?? "").split(/[,;]/) as [string];
  try {
    return Intl.getCanonicalLocales(tag.trim())[0] ?? shopLocale;
  } catch (error) {
    if (error instanceof RangeError) return shopLocale;
    throw error;
  }
}

export interface ReceiptServices {
  /** What accounts are called, by id. */
  readonly accountNames: ReadonlyMap<string, string>;
  readonly evidenceKeepMs: number;
  readonly renderPdf: (input: ReceiptInput) => Promise<Uint8Array>;
}

export type ReceiptDeps = Pick<HttpDeps, "shop" | "identity" | "publicUrl"> & ReceiptServices;

/** What receipts of the shop are made with. */
export function openReceipts(
  { payment, policies }: ShopConfig,
  { render }: Pick<PdfThread, "render">,
): ReceiptServices {
  return {
    accountNames: new Map(payment.accounts.map(({ id, name }) => [id, name])),
    evidenceKeepMs: policies.evidenceKeepDays * DAY_MS,
    renderPdf: render,
  };
}

/** Throws `RefusedError` with `not-found` where the visit has no receipt. */
export function makeReceiptInput(
  deps: ReceiptDeps,
  visit: KnownVisit,
  locale: string,
): ReceiptInput {
  const { shop, identity, accountNames, evidenceKeepMs } = deps;
  const { store, settings } = shop;
  const receipt = store.read("receipt", visit.visitId);
  // The catalogue is long, and copied into a thread for each PDF: disputes alone name what is on no line.
  const disputed = "disputes" in receipt ? receipt.disputes.map(({ gtin }) => gtin) : [];
  if (receipt.status === "none") throw new RefusedError("not-found", "there is no such receipt");
  const { payer } = visit;
  const waitedFor = receipt.reviewIds.flatMap((reviewId) => {
    const review = store.read("review", reviewId);
    // What can still be taken back is still being reviewed.
    const isWaitedFor = review.status !== "unopened" && !isSettled(review, shop.nowMs());
    return isWaitedFor ? [review] : [];
  });
  return {
    receipt,
    visit,
    locale,
    reviews: waitedFor.map(({ subject }) => subject),
    isOverdue: waitedFor.some(({ overdue }) => overdue !== null),
    overdueDisputes: findOverdueDisputes(store, receipt),
    fiscal: findFiscalMark(store, receipt),
    shop: { ...identity, brand: findBrand(store, identity.brand) },
    charge: store.read("charge", visit.visitId),
    accountName: payer.kind === "account" ? (accountNames.get(payer.accountId) ?? null) : null,
    lookupUrl: nameReceiptUrl(deps, receipt.lookupToken),
    policies: {
      disputeMs: settings.receipts.disputeMs,
      evidenceKeepMs,
      lapse: settings.receipts.lapse,
    },
    productNames: new Map(
      disputed.flatMap((gtin) => {
        const product = settings.products.get(gtin);
        return product === undefined ? [] : [[gtin, product.name] as const];
      }),
    ),
  };
}

function findFiscalMark(store: Store, receipt: WrittenReceipt): FiscalMark | null {
  if (receipt.status === "draft") return null;
  return readMark(store, receipt.corrections.at(-1)?.documentNumber ?? receipt.documentNumber);
}

function findOverdueDisputes(store: Store, receipt: WrittenReceipt): Map<string, number> {
  if (receipt.status === "draft") return new Map();
  const open = receipt.disputes.filter(({ isGranted }) => isGranted === null);
  return new Map(
    open.flatMap(({ disputeId }) => {
      const review = store.read("review", nameDisputeReview(disputeId));
      const isOverdue = review.status !== "unopened" && review.overdue !== null;
      return isOverdue ? [[disputeId, review.dueMs] as const] : [];
    }),
  );
}

/** Answers with the receipt of a link; with a page that says so where it is yet to come. */
export async function sendReceiptOfLink(
  deps: ReceiptDeps,
  visit: KnownVisit,
  form: ReceiptForm | null,
  call: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<unknown> {
  const { shop, identity } = deps;
  if (shop.store.read("receipt", visit.visitId).status !== "none") {
    return sendReceipt(deps, visit, form, call);
  }
  const { request, reply } = call;
  if (chooseForm(form, request.headers.accept) !== "html") {
    throw new ProblemError("receipt-yet-to-come", "somebody of the visit is still in the shop");
  }
  reply.header("vary", "accept, accept-language");
  reply.header("content-security-policy", makeReceiptPolicy(null)).type("text/html; charset=utf-8");
  return renderWaitingPage(
    identity.name,
    chooseLocale(request.headers["accept-language"], identity.locale),
  );
}

/** Answers with the receipt. */
export async function sendReceipt(
  deps: ReceiptDeps,
  visit: KnownVisit,
  form: ReceiptForm | null,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<unknown> {
  const { accept, "accept-language": language } = request.headers;
  const chosen = chooseForm(form, accept);
  const input = makeReceiptInput(deps, visit, chooseLocale(language, deps.identity.locale));
  reply.header("vary", "accept, accept-language");
  switch (chosen) {
    case "json":
      return makeReceiptJson(input);
    case "html":
      return sendPage(reply, makeReceiptDocument(input));
    case "pdf":
      reply.type("application/pdf");
      return Buffer.from(await makePdf(deps, input));
    default:
      return chosen satisfies never;
  }
}

function sendPage(reply: FastifyReply, document: ReceiptDocument): string {
  reply
    .header("content-security-policy", makeReceiptPolicy(document.shop.accent))
    .type("text/html; charset=utf-8");
  return renderReceiptHtml(document);
}

async function makePdf({ renderPdf }: ReceiptDeps, input: ReceiptInput): Promise<Uint8Array> {
  try {
    return await renderPdf(input);
  } catch (error) {
    if (!(error instanceof FilesBusyError)) throw error;
    throw new ProblemError("receipts-busy", error.message, {
      headers: { "retry-after": String(PDF_RETRY_AFTER_S) },
    });
  }
}
