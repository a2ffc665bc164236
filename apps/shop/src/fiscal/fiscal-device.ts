/**
 * A device that signs receipts, where a country's law wants one (Germany's TSE, Austria's RKSV, Italy's RT). An
 * adapter of a country or a maker implements this; the shop knows no more of it.
 */
import type { PaymentSum } from "@saunter/commerce/closing/events";
import Type, { type Static } from "typebox";
import { CODE_CHARS_MAX, SIGNATURE_CHARS_MAX } from "./fiscal-limits.ts";

export interface FiscalTax {
  readonly category: string;
  /** Decimal text, such as "0.19". */
  readonly rate: string;
  readonly label: string;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly grossMinor: number;
}

export interface FiscalPayment {
  readonly kind: PaymentSum["kind"];
  readonly amountMinor: number;
}

/** A document to be signed. A correction has what it changes. */
export interface FiscalRequest {
  /** The same for the same document: a device that has signed it gives the same signature again. */
  readonly key: string;
  readonly documentNumber: number;
  readonly kind: "receipt" | "correction";
  readonly issuedMs: number;
  readonly currency: string;
  readonly totalMinor: number;
  readonly taxes: readonly FiscalTax[];
  /** They make the total. */
  readonly payments: readonly FiscalPayment[];
}

const TEXT = Type.String({ minLength: 1, maxLength: SIGNATURE_CHARS_MAX });
const TIME_MS = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** Where the device has begun. */
export const FISCAL_TRANSACTION = Type.Object({ transactionId: TEXT, startedMs: TIME_MS });
export type FiscalTransaction = Static<typeof FISCAL_TRANSACTION>;

/** What the receipt shows of it. */
export const FISCAL_SIGNATURE = Type.Object({
  /** Of the device. */
  serialNumber: TEXT,
  transactionNumber: TEXT,
  signatureCounter: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  startedMs: TIME_MS,
  finishedMs: TIME_MS,
  signature: TEXT,
  /** The text of the code on the receipt; null where the law wants none. */
  qrText: Type.Union([Type.String({ minLength: 1, maxLength: CODE_CHARS_MAX }), Type.Null()]),
});
export type FiscalSignature = Static<typeof FISCAL_SIGNATURE>;

/** Both may be asked again for the same document, and then answer the same. */
export interface FiscalDevice {
  /** Rejects with `FiscalRefusedError` where it never takes the document, and with others where it is away. */
  begin(request: FiscalRequest): Promise<FiscalTransaction>;
  finish(request: FiscalRequest, transaction: FiscalTransaction): Promise<FiscalSignature>;
}

/** The device takes this document neither now nor later. */
export class FiscalRefusedError extends Error {
  override readonly name = "FiscalRefusedError";
}

/** What a receipt shows of its signature. */
export type FiscalMark =
  /** It is about to be signed. */
  | { readonly status: "waiting" }
  /** The device was away when it was to be signed; it is signed later. */
  | { readonly status: "away" }
  | { readonly status: "refused" }
  | { readonly status: "signed"; readonly isLate: boolean; readonly signature: FiscalSignature };
