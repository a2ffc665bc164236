/** Receipts as the shop's process has them: whoever is no longer seen has left, and late evidence may revise theirs. */
import {
  concludeShopper,
  createEngine,
  type Engine,
  type EngineOptions,
  finishEngine,
  stepEngine,
} from "@saunter/engine/engine";
import type { EngineOutput } from "@saunter/engine/engine-types";
import type { Observation } from "@saunter/engine/observation";
import type { Receipt } from "@saunter/engine/receipt-types";
import { joinReceipts } from "@saunter/engine/reporting/receipts";
import type { ShopModel } from "@saunter/engine/shop-model";

/** Time without being seen after which somebody has left, milliseconds. */
const LEFT_AFTER_MS = 2500;

export interface SettledReceipt {
  /** GTINs with their quantities, in order. */
  readonly lines: string;
  readonly needsReview: boolean;
  readonly probabilityExact: number;
  /** What it said when they had just left. */
  readonly first: { readonly lines: string; readonly needsReview: boolean };
}

export interface ReceiptCollector {
  readonly engine: Engine;
  take(observation: Observation): void;
  /** By shopper. */
  finish(): ReadonlyMap<string, SettledReceipt>;
}

export function createReceiptCollector(
  shop: ShopModel,
  onOutput: (output: EngineOutput) => void = () => {},
  options: Partial<EngineOptions> = {},
): ReceiptCollector {
  const engine = createEngine(shop, { ...options, keepResults: false });
  const receipts = new Map<string, { first: Receipt; now: Receipt }>();
  const seenMs = new Map<string, number>();
  const note = (outputs: readonly EngineOutput[]): void => {
    for (const output of outputs) {
      onOutput(output);
      if (output.kind !== "receipt" || output.receipt.targetId === null) continue;
      const { receipt } = output;
      const known = receipts.get(output.receipt.targetId);
      receipts.set(output.receipt.targetId, {
        first: known?.first ?? receipt,
        now: known === undefined ? receipt : joinReceipts(known.now, receipt),
      });
    }
  };
  return {
    engine,
    take: (observation) => {
      note(stepEngine(engine, observation));
      if (observation.kind !== "joints") return;
      const nowMs = observation.timestampMs;
      for (const { shopperId } of observation.shoppers) seenMs.set(shopperId, nowMs);
      for (const [shopperId, lastMs] of seenMs) {
        if (nowMs - lastMs <= LEFT_AFTER_MS) continue;
        seenMs.delete(shopperId);
        note(concludeShopper(engine, shopperId));
      }
    },
    finish: () => {
      note(finishEngine(engine).outputs);
      return new Map(
        [...receipts].map(([shopperId, { first, now }]): [string, SettledReceipt] => [
          shopperId,
          {
            lines: formatLines(now.products),
            needsReview: now.needsReview,
            probabilityExact: now.probabilityExact,
            first: { lines: formatLines(first.products), needsReview: first.needsReview },
          },
        ]),
      );
    },
  };
}

/** GTINs with their quantities, in order, so that two can be compared. */
export function formatLines(
  products: readonly { readonly barcode: string; readonly quantity: number }[],
): string {
  return products
    .map(({ barcode, quantity }) => `${barcode} x ${quantity}`)
    .sort()
    .join(", ");
}
