/** What a document says to a signing device. */
import { sumMinor } from "@saunter/commerce/money/money";
import type { ChargePayer } from "@saunter/commerce/payment/events";
import { listDocumentRows, NO_ROWS, postDocument } from "@saunter/commerce/receipt/document-rows";
import type { ReceiptContent } from "@saunter/commerce/receipt/events";
import type { FiscalRequest } from "./fiscal-device.ts";

export interface FiscalDocument {
  readonly shopId: string;
  readonly documentNumber: number;
  readonly issuedMs: number;
  /** What the document says of the sale, and what the one before it said; null where it is the first. */
  readonly content: ReceiptContent;
  readonly before: ReceiptContent | null;
  readonly payer: ChargePayer["kind"];
}

export function makeFiscalRequest(document: FiscalDocument): FiscalRequest {
  const { before, content, documentNumber, issuedMs, payer, shopId } = document;
  const kind = before === null ? "receipt" : "correction";
  const { sums, taxes } = postDocument(
    before === null
      ? { type: "ReceiptFinalised", documentNumber, content, probabilityExact: 1, cause: "sure" }
      : { type: "ReceiptCorrected", documentNumber, content, differenceMinor: 0, cause: "" },
    before === null ? NO_ROWS : listDocumentRows(before),
  );
  return {
    // After an older copy of the database was restored another document may have the same number.
    key: `${shopId}/${documentNumber}/${issuedMs}`,
    ...{ documentNumber, kind, issuedMs, currency: content.result.currency },
    totalMinor: sums.total_minor,
    taxes: taxes.map(({ net_minor: netMinor, tax, tax_minor: taxMinor }) => {
      const [category, rate, label] = JSON.parse(tax) as [string, string, string];
      return {
        category,
        rate,
        label,
        netMinor,
        taxMinor,
        grossMinor: sumMinor([netMinor, taxMinor]),
      };
    }),
    payments: sums.total_minor === 0 ? [] : [{ kind: payer, amountMinor: sums.total_minor }],
  };
}
