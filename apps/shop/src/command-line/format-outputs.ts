/** What engines tell, a line each, for people. */

import type { EngineOutput } from "@saunter/engine/engine-types";
import type { Interaction, Receipt, ReceiptLine } from "@saunter/engine/receipt-types";
import type { StreamWarning } from "@saunter/ingest/recordings/open-recording";
import {
  abbreviateShopper,
  formatNumber,
  formatPlace,
  formatProbability,
} from "./format-figures.ts";
import { formatTable } from "./format-table.ts";

export type NameProduct = (barcode: string) => string;

/** Puts an output in words, or null where it says nothing new to people. */
export type TellOutput = (output: EngineOutput, startMs: number) => string | null;

/**
 * Remembers what was reported: an interaction that turns final unchanged, or a cart that changes by
 * less than a percent, is not reported twice.
 */
export function createTeller(names: NameProduct): TellOutput {
  const interactionById = new Map<string, string>();
  const cartByShopper = new Map<string | null, string>();
  return (output, startMs) => {
    switch (output.kind) {
      case "interaction": {
        const { interaction, status } = output;
        const told = interactionById.get(interaction.id);
        const text = formatInteraction(interaction, names);
        if (status === "final" || status === "retracted") interactionById.delete(interaction.id);
        else interactionById.set(interaction.id, text);
        if (text === told && status !== "retracted") return null;
        const mark = status === "retracted" ? "  [withdrawn]" : "  [revised]";
        const time = formatTime(interaction.timestampMs, startMs);
        return `${time}  ${text}${told === undefined ? "" : mark}`;
      }
      case "cart": {
        const { targetId, lines, probability, timestampMs } = output;
        const before = cartByShopper.get(targetId);
        // That somebody has come in and taken nothing is no news.
        if (before === undefined && lines.length === 0) return null;
        const cart = `${formatLines(lines, names)}  ${formatProbability(probability)}`;
        if (cart === before) return null;
        cartByShopper.set(targetId, cart);
        const shopper = abbreviateShopper(targetId);
        return `${formatTime(timestampMs, startMs)}  ${"cart".padEnd(9)} ${shopper}: ${cart}`;
      }
      case "receipt":
        cartByShopper.delete(output.receipt.targetId);
        return null;
      case "unclear":
      case "warning":
        return null;
      default:
        return output satisfies never;
    }
  };
}

function formatInteraction(interaction: Interaction, names: NameProduct): string {
  const { kind, targetId, quantity, barcode, gondola, shelf, plates, probability } = interaction;
  const who = abbreviateShopper(targetId);
  const place = formatPlace(gondola, shelf, plates);
  const sure = formatProbability(probability);
  return `${kind.padEnd(9)} ${who}: ${quantity} x ${names(barcode)}  (${place})  ${sure}`;
}

export function formatTime(timestampMs: number, startMs: number): string {
  return `${formatNumber((timestampMs - startMs) / 1000, 2).padStart(8)} s`;
}

export function formatLines(lines: readonly ReceiptLine[], names: NameProduct): string {
  if (lines.length === 0) return "empty";
  return lines.map(({ barcode, quantity }) => `${quantity} x ${names(barcode)}`).join(", ");
}

/** Receipts with their reasons, one product a line. */
export function formatReceipts(receipts: readonly Receipt[], names: NameProduct): string {
  if (receipts.length === 0) return "No shopper was seen.\n";
  const rows = receipts.flatMap((receipt) => {
    const products = receipt.products.map(
      ({ barcode, quantity }) => `${quantity} x ${names(barcode)}`,
    );
    const head = [
      receipt.targetId ?? "untracked",
      products[0] ?? "empty",
      formatProbability(receipt.probabilityExact),
      receipt.needsReview ? "review" : "accept",
      receipt.reasons[0] ?? "",
    ];
    const more = Math.max(products.length, receipt.reasons.length);
    const rest = Array.from({ length: Math.max(0, more - 1) }, (_, index) => {
      return ["", products[index + 1] ?? "", "", "", receipt.reasons[index + 1] ?? ""];
    });
    return [head, ...rest];
  });
  return formatTable(["shopper", "receipt", "exact", "", "why"], rows, new Set([2]));
}

/** A warning with the first place where it was met, if it has one, and how often it was met. */
export function formatWarning({ code, message, count, file, line }: StreamWarning): string {
  const place = [file, line].filter((part) => part !== undefined && part !== null).join(":");
  const times = count > 1 ? ` (${count} times)` : "";
  return `warning: ${code}: ${place === "" ? "" : `${place}: `}${message}${times}\n`;
}
