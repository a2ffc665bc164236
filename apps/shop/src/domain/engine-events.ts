/** Turns what the engine says into events: nothing of it is only in memory. */
import type { Candidate, Evidence } from "@saunter/commerce/cart/events";
import type { EngineOutput } from "@saunter/engine/engine-types";
import type { Alternative, Interaction, Receipt } from "@saunter/engine/receipt-types";
import type { Transaction } from "../store/transaction.ts";
import { applyEngineCart, applyInteraction, concludeCart, NOBODY } from "./floor-service.ts";
import type { Shop } from "./shop-context.ts";

/**
 * Takes outputs of one run of the engine in order, receipts last: what is reported together with a
 * receipt is the last word on what it rests on. `run` makes the interactions' numbers unique over
 * all runs. Warnings are for logs and metrics, not for the journal.
 */
export function applyEngineOutputs(
  tx: Transaction,
  shop: Shop,
  run: string,
  outputs: readonly EngineOutput[],
): void {
  const receipts: Receipt[] = [];
  for (const output of outputs) {
    switch (output.kind) {
      case "interaction":
        applyInteraction(tx, shop, output.status, toEvidence(run, output.interaction));
        break;
      case "cart":
        applyEngineCart(
          tx,
          output.targetId ?? NOBODY,
          output.lines.map(({ barcode, quantity }) => ({ gtin: barcode, quantity })),
          output.probability,
        );
        break;
      case "receipt":
        receipts.push(output.receipt);
        break;
      case "warning":
        break;
      default:
        output satisfies never;
    }
  }
  for (const receipt of receipts) applyEngineReceipt(tx, shop, receipt);
}

function applyEngineReceipt(tx: Transaction, shop: Shop, receipt: Receipt): void {
  const { targetId, products, probabilityExact, needsReview, reasons, faults } = receipt;
  if (targetId === null) return;
  concludeCart(tx, shop, targetId, {
    lines: products.map(({ barcode, quantity }) => ({ gtin: barcode, quantity })),
    probabilityExact,
    needsReview,
    reasons,
    faults,
  });
}

function toEvidence(run: string, interaction: Interaction): Evidence {
  const { targetId, giverId, barcode, timestampMs, plates, alternatives, ...rest } = interaction;
  const { kind, quantity, weightG, gondola, shelf, probability } = rest;
  return {
    evidenceId: `${run}.${interaction.id}`,
    kind,
    shopperId: targetId,
    giverId,
    gtin: barcode,
    quantity,
    probability,
    occurredMs: Math.round(timestampMs),
    weightG,
    gondola,
    shelf,
    plates,
    candidates: alternatives.map(toCandidate),
  };
}

function toCandidate({ kind, targetId, giverId, barcode, quantity, probability }: Alternative) {
  const candidate: Candidate = {
    kind,
    shopperId: targetId,
    giverId,
    gtin: barcode,
    quantity,
    probability,
  };
  return candidate;
}
