/** Receipts are signed, where the shop's country wants a device for it. */
import type { ShopConfig } from "../../config/shop-config.ts";
import { clearAlert, raiseAlert } from "../../domain/alerts.ts";
import type { IssuedDocument } from "../../domain/shop-context.ts";
import {
  createFiscalSigner,
  FISCAL_SCHEMA,
  type FiscalReport,
  queueDocument,
} from "../../fiscal/fiscal-queue.ts";
import { createHttpFiscalDevice } from "../../fiscal/http-fiscal-device.ts";
import { makeFiscalRequest } from "../../fiscal/make-fiscal-request.ts";
import type { Capability } from "../../process/capability.ts";
import type { Transaction } from "../../store/transaction.ts";

const SIGNED_EVERY_MS = 500;

export const FISCAL: Capability = {
  name: "fiscal",
  schema: FISCAL_SCHEMA,
  onDocument: (tx, document, config) => {
    if (config.fiscal !== null) queueIssued(tx, document, config);
  },
  open: ({ process: { config, shop, store, surroundings } }) => {
    if (config.fiscal === null) return {};
    const { secret, url } = config.fiscal;
    const { deadline, fetch } = surroundings;
    const device = createHttpFiscalDevice({
      ...{ url, fetch, deadline },
      secret: secret?.reveal() ?? null,
    });
    const signer = createFiscalSigner({ store, device, nowMs: shop.nowMs });
    return {
      repeats: [{ everyMs: SIGNED_EVERY_MS, what: "signing receipts", work: signer.signDue }],
      watches: [{ name: "watching the signing device", write: (tx) => watch(tx, signer.report()) }],
    };
  },
};

function queueIssued(
  tx: Transaction,
  { before, documentNumber, visitId }: IssuedDocument,
  { shop }: ShopConfig,
): void {
  const receipt = tx.read("receipt", visitId);
  if (receipt.status === "none" || receipt.status === "draft") return;
  queueDocument(
    tx,
    makeFiscalRequest({
      ...{ shopId: shop.id, documentNumber, issuedMs: tx.atMs, content: receipt.content },
      before,
      payer: tx.read("charge", visitId).payer.kind,
    }),
  );
}

function watch(tx: Transaction, { awaySinceMs, fault, refused, waiting }: FiscalReport): void {
  const alertKey = "fiscal-fault";
  if (awaySinceMs === null && refused === 0) {
    clearAlert(tx, alertKey, "device");
    return;
  }
  const why = fault === null ? "" : ` (${fault})`;
  const message =
    awaySinceMs === null
      ? `the signing device refuses ${refused} receipts${why}: have it checked by whoever maintains it`
      : `the signing device is unavailable${why}: ${waiting} receipts are signed once it answers`;
  raiseAlert(tx, { alertKey, kind: "fiscal-fault", message, visitId: null });
}
