/** Turns what the engine says into events: nothing of it is only in memory. */
import type { Candidate, Evidence, UnclearChange } from "@saunter/commerce/cart/events";
import { NOBODY } from "@saunter/commerce/cart/interactions";
import type { EngineOutput } from "@saunter/engine/engine-types";
import type { Alternative, AskedChange, Interaction, Receipt } from "@saunter/engine/receipt-types";
import type { Transaction } from "../store/transaction.ts";
import { applyEngineCart, applyInteraction, concludeCart } from "./floor-service.ts";
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
      case "unclear":
      case "warning":
        break;
      default:
        output satisfies never;
    }
  }
  for (const receipt of receipts) applyEngineReceipt(tx, shop, run, receipt);
}

function applyEngineReceipt(tx: Transaction, shop: Shop, run: string, receipt: Receipt): void {
  const { targetId, products, probabilityExact, needsReview, reasons, faults, unclear } = receipt;
  if (targetId === null) return;
  concludeCart(tx, shop, targetId, {
    lines: products.map(({ barcode, quantity }) => ({ gtin: barcode, quantity })),
    probabilityExact,
    needsReview,
    reasons,
    faults,
    unclear: unclear.map((change) => toUnclear(run, change)),
  });
}

function toUnclear(run: string, { id, kind, timestampMs, ...change }: AskedChange): UnclearChange {
  const { alternatives, gondola, plates, reason, shelf, weightG } = change;
  return {
    evidenceId: nameEvidence(run, id),
    kind,
    occurredMs: Math.round(timestampMs),
    weightG,
    gondola,
    shelf,
    plates,
    reason,
    candidates: alternatives.map(toCandidate),
  };
}

const nameEvidence = (run: string, id: string): string => `${run}.${id}`;

function toEvidence(run: string, interaction: Interaction): Evidence {
  const { targetId, giverId, barcode, timestampMs, plates, alternatives, ...rest } = interaction;
  const { kind, quantity, weightG, gondola, shelf, probability } = rest;
  return {
    evidenceId: nameEvidence(run, interaction.id),
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
