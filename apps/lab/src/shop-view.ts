/** What a terminal shows of a shop: kept from what the engine tells, drawn as lines of text. */

import type { EngineOutput } from "@saunter/engine/engine-types";
import type { JointFrame } from "@saunter/engine/observation";
import type { Interaction, Receipt, ReceiptLine } from "@saunter/engine/receipt-types";
import type { ShopModel } from "@saunter/engine/shop-model";
import {
  abbreviateShopper,
  formatPlace,
  formatProbability,
} from "@saunter/shop/command-line/format-figures";
import { formatLines, type NameProduct } from "@saunter/shop/command-line/format-outputs";

const INTERACTIONS_SHOWN = 8;
const RECEIPTS_SHOWN = 6;
/** Lines of the screen that hold no shopper, interaction or receipt: headings and space. */
const FRAME_LINES = 7;
/** Trackers lose people for a moment; after this long they have left. */
const GONE_MS = 4000;
/** Exact or not, receipt for receipt, is remembered until both sides have reported. */
const PENDING_RECEIPTS_MAX = 1000;

const BOLD = "\x1b[1m";
const DIM = "\x1b[2m";
const YELLOW = "\x1b[33m";
const RESET = "\x1b[0m";

interface ShopperView {
  readonly targetId: string | null;
  lastSeenMs: number;
  lines: readonly ReceiptLine[];
  probability: number;
}

export interface ShopView {
  readonly title: string;
  readonly shop: ShopModel;
  startMs: number;
  nowMs: number;
  readonly shoppers: Map<string | null, ShopperView>;
  interactions: Interaction[];
  receipts: Receipt[];
  receiptCount: number;
  reviewCount: number;
}

export function createShopView(title: string, shop: ShopModel): ShopView {
  return {
    title,
    shop,
    startMs: Number.NaN,
    nowMs: Number.NaN,
    shoppers: new Map(),
    interactions: [],
    receipts: [],
    receiptCount: 0,
    reviewCount: 0,
  };
}

/** Keeps who is in the shop. */
export function seeFrame(view: ShopView, frame: JointFrame): void {
  advanceView(view, frame.timestampMs);
  for (const { shopperId } of frame.shoppers) {
    findShopper(view, shopperId).lastSeenMs = frame.timestampMs;
  }
  for (const [id, shopper] of view.shoppers) {
    if (frame.timestampMs - shopper.lastSeenMs > GONE_MS) view.shoppers.delete(id);
  }
}

export function seeOutput(view: ShopView, output: EngineOutput): void {
  switch (output.kind) {
    case "interaction": {
      const { interaction, status } = output;
      const others = view.interactions.filter(({ id }) => id !== interaction.id);
      const kept = status === "retracted" ? others : [...others, interaction];
      // One reported again stays at its time; what has left the screen does not come back on top.
      kept.sort((a, b) => a.timestampMs - b.timestampMs);
      view.interactions = kept.slice(-INTERACTIONS_SHOWN);
      return;
    }
    case "cart": {
      advanceView(view, output.timestampMs);
      // A cart that is reported after its shopper has gone must not bring the shopper back.
      const shopper = view.shoppers.get(output.targetId);
      if (shopper === undefined) return;
      shopper.lines = output.lines;
      shopper.probability = output.probability;
      return;
    }
    case "receipt":
      seeReceipt(view, output.receipt);
      return;
    case "unclear":
    case "warning":
      return;
    default:
      output satisfies never;
  }
}

/** A receipt reported a second time takes the place of the first. */
export function seeReceipt(view: ShopView, receipt: Receipt): void {
  view.shoppers.delete(receipt.targetId);
  const before = view.receipts.find(({ targetId }) => targetId === receipt.targetId);
  if (before === undefined) view.receiptCount++;
  else if (before.needsReview) view.reviewCount--;
  if (receipt.needsReview) view.reviewCount++;
  const others = view.receipts.filter((other) => other !== before);
  view.receipts = [...others, receipt].slice(-PENDING_RECEIPTS_MAX);
}

function advanceView(view: ShopView, timestampMs: number): void {
  if (Number.isNaN(view.startMs)) view.startMs = timestampMs;
  view.nowMs = timestampMs;
}

function findShopper(view: ShopView, targetId: string): ShopperView {
  const known = view.shoppers.get(targetId);
  if (known !== undefined) return known;
  const shopper = { targetId, lastSeenMs: view.nowMs, lines: [], probability: 1 };
  view.shoppers.set(targetId, shopper);
  return shopper;
}

/** The lines of one screen, none wider than `columns`, at most `rows` of them. */
export function drawShop(view: ShopView, columns: number, rows: number): string[] {
  const names: NameProduct = (barcode) => view.shop.products.get(barcode)?.name ?? barcode;
  const fit = (text: string) => fitText(text, columns);
  const clock = formatClock(view.nowMs - view.startMs);
  const counts = `${view.receiptCount} receipts, ${view.reviewCount} for review`;
  const shoppers = [...view.shoppers.values()].map((shopper) => drawShopper(shopper, names));
  const interactions = view.interactions
    .toReversed()
    .map((interaction) => drawInteraction(interaction, view.startMs, names));
  const receipts = view.receipts
    .slice(-RECEIPTS_SHOWN)
    .toReversed()
    .map((receipt) => drawReceipt(receipt, view.shop, names, fit));
  const space = shareRows(
    rows - FRAME_LINES,
    shoppers.length,
    interactions.length,
    receipts.reduce((sum, { length }) => sum + length, 0),
  );
  const lines = [
    style(BOLD, fit(`${view.title}   ${clock}   ${counts}`)),
    "",
    style(BOLD, fit(`In the shop (${view.shoppers.size})`)),
    ...cutList(shoppers, space.shoppers).map((line) => fit(`  ${line}`)),
    ...(view.shoppers.size === 0 ? [style(DIM, fit("  nobody"))] : []),
    "",
    style(BOLD, fit("Last seen")),
    ...interactions.slice(0, space.interactions).map((line) => fit(`  ${line}`)),
    "",
    style(BOLD, fit("Last receipts")),
    ...takeWhole(receipts, space.receipts),
  ];
  return lines.slice(0, rows);
}

/** A third of the rows for each list; what one does not need goes to the others. */
function shareRows(rows: number, shoppers: number, interactions: number, receipts: number) {
  const all = Math.max(0, rows);
  const forShoppers = Math.min(Math.max(1, shoppers), Math.floor(all / 3));
  const left = all - forShoppers;
  const half = Math.floor(left / 2);
  const forInteractions = Math.min(interactions, Math.max(half, left - receipts));
  return {
    shoppers: forShoppers,
    interactions: forInteractions,
    receipts: left - forInteractions,
  };
}

/** The first lines of a list that is too long, and how many more there are. */
function cutList(lines: readonly string[], rows: number): string[] {
  if (lines.length <= rows) return [...lines];
  const shown = Math.max(0, rows - 1);
  return [...lines.slice(0, shown), `and ${lines.length - shown} more`];
}

/** As many receipts as fit with all of their lines. */
function takeWhole(receipts: readonly (readonly string[])[], rows: number): string[] {
  const lines: string[] = [];
  for (const receipt of receipts) {
    if (lines.length + receipt.length > rows) break;
    lines.push(...receipt);
  }
  return lines;
}

function drawShopper({ targetId, lines, probability }: ShopperView, names: NameProduct): string {
  const sure = formatProbability(probability).padStart(5);
  return `${abbreviateShopper(targetId).padEnd(9)} ${sure}  ${formatLines(lines, names)}`;
}

function drawInteraction(interaction: Interaction, startMs: number, names: NameProduct): string {
  const { gondola, shelf } = interaction;
  const product = `${interaction.quantity} x ${names(interaction.barcode)}`;
  return [
    abbreviateShopper(interaction.targetId).padEnd(9),
    formatProbability(interaction.probability).padStart(5),
    formatClock(interaction.timestampMs - startMs),
    interaction.kind.padEnd(8),
    // Plates would make it too long for a terminal of 80 columns.
    `${product} (${formatPlace(gondola, shelf, [])})`,
  ].join("  ");
}

function drawReceipt(
  receipt: Receipt,
  shop: ShopModel,
  names: NameProduct,
  fit: (text: string) => string,
): string[] {
  const total = formatTotal(receipt.products, shop);
  const head =
    `${abbreviateShopper(receipt.targetId).padEnd(9)} ` +
    `${formatProbability(receipt.probabilityExact).padStart(5)}  ${total.padStart(7)}  ` +
    formatLines(receipt.products, names);
  const reasons = receipt.needsReview ? `    review: ${receipt.reasons.join("; ")}` : null;
  return [fit(`  ${head}`), ...(reasons === null ? [] : [style(YELLOW, fit(reasons))])];
}

/** The simulated catalogue's prices are whole hundredths; for show alone, nobody is charged. */
export function formatTotal(lines: readonly ReceiptLine[], shop: ShopModel): string {
  const hundredths = lines.reduce((total, { barcode, quantity }) => {
    return total + quantity * (shop.products.get(barcode)?.price ?? 0);
  }, 0);
  return (hundredths / 100).toFixed(2);
}

export function formatClock(durationMs: number): string {
  const seconds = Number.isNaN(durationMs) ? 0 : Math.max(0, Math.floor(durationMs / 1000));
  const pair = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return [Math.floor(minutes / 60), minutes % 60, seconds % 60].map(pair).join(":");
}

function fitText(text: string, columns: number): string {
  const characters = [...text];
  if (characters.length <= columns) return text;
  return `${characters.slice(0, Math.max(0, columns - 1)).join("")}…`;
}

function style(code: string, text: string): string {
  return `${code}${text}${RESET}`;
}
