/** Where a receipt comes from: a visit of somebody who is signed in, or a link that anybody may have. */
import type { Answer } from "@saunter/client/api";
import { API_BASE, api } from "../session.ts";

export type Receipt = Answer<"GET /v1/r/:token">;
export type DisputeAnswer = Answer<"POST /v1/r/:token/disputes">;

export interface Claim {
  readonly kind: "wrong-item" | "wrong-count" | "missing";
  readonly lineId: string | null;
  readonly gtin: string | null;
  readonly claimedQuantity: number;
  /** Of goods by weight, the right net weight of each, grams. */
  readonly claimedG?: number;
}

export interface ReceiptSource {
  load(signal: AbortSignal): Promise<Receipt>;
  dispute(claim: Claim): Promise<DisputeAnswer>;
  /** Where the PDF is. */
  readonly pdfUrl: string;
}

export function ofVisit(visitId: string): ReceiptSource {
  const params = { visitId };
  return {
    load: (signal) => api.call("GET /v1/receipts/:visitId", { params, signal }),
    dispute: (body) => api.call("POST /v1/receipts/:visitId/disputes", { params, body }),
    pdfUrl: `${API_BASE}/v1/receipts/${encodeURIComponent(visitId)}.pdf`,
  };
}

export function ofLink(token: string): ReceiptSource {
  const params = { token };
  return {
    load: (signal) => api.call("GET /v1/r/:token", { params, signal }),
    dispute: (body) => api.call("POST /v1/r/:token/disputes", { params, body }),
    pdfUrl: `${API_BASE}/v1/r/${encodeURIComponent(token)}.pdf`,
  };
}

/** The page of a receipt's link, for a browser in place of the API's own. */
export function findPageUrl({ saunter: { lookupUrl } }: Receipt): string {
  return lookupUrl.replace(/\/v1\/r\/([^/]+)$/, "/shop/r/$1");
}
