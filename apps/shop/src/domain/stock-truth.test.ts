/**
 * Stock against a shop in which it is known: shelves from which things go and to which they come, and
 * an engine and staff who tell of it late, wrong at first, and in any order.
 */

import type { Evidence } from "@saunter/commerce/cart/events";
import { decideReview } from "@saunter/commerce/review/decide";
import type { InteractionKind } from "@saunter/engine/receipt-types";
import { repeats } from "@saunter/testing/sample";
import fc from "fast-check";
import { expect, it } from "vitest";
import { reportStock } from "./report-stock.ts";
import { decideOnReview } from "./review-service.ts";
import { decideInto } from "./shop-context.ts";
import {
  applyOutputs,
  makePick,
  openTestShop,
  START_MS,
  type TestShop,
  tell,
} from "./shop-fixture.ts";
import { listPlanned, listStock, recordStock } from "./stock-service.ts";

const FACINGS = listPlanned([
  { gondola: 1, shelf: 1, plates: [1, 2], barcode: "01", place: null },
  { gondola: 1, shelf: 1, plates: [3], barcode: "03", place: null },
  { gondola: 1, shelf: 1, plates: [4, 5], barcode: "01", place: null },
]);

const KINDS = ["pick", "putback", "stray", "ghost", "refill", "count", "restart"] as const;

interface Step {
  readonly kind: (typeof KINDS)[number];
  readonly facing: number;
  readonly quantity: number;
  readonly afterMs: number;
  /** How long after it happened each word of it comes; the last is right, those before may not be. */
  readonly delaysMs: readonly number[];
  /** What the words before the last say instead. */
  readonly wrong: "nothing" | "product" | "quantity" | "facing" | "kind" | "retracted";
  /** The engine's last word is wrong, too: a reviewer puts it right. */
  readonly isReviewed: boolean;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS, "pick" as const),
    facing: fc.nat({ max: FACINGS.length - 1 }),
    quantity: fc.integer({ min: 1, max: 3 }),
    afterMs: fc.integer({ min: 1, max: 3000 }),
    delaysMs: fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 1, maxLength: 3 }),
    wrong: fc.constantFrom("nothing", "product", "quantity", "facing", "kind", "retracted"),
    isReviewed: fc.boolean(),
  }),
  { maxLength: 25, size: "max" },
);

/** Something that somebody tells the process at some time. */
interface Word {
  readonly atMs: number;
  readonly say: (test: TestShop) => Promise<unknown>;
  readonly isRestart?: true;
}

/** True stock by facing, and what is reported of it; counted is what has been counted once. */
interface Truth {
  readonly units: number[];
  readonly counted: Set<number>;
  readonly words: Word[];
}

function happen(truth: Truth, step: Step, id: string, nowMs: number): void {
  const { kind, facing, quantity } = step;
  const { units, words } = truth;
  switch (kind) {
    case "pick":
      if (units[facing]! < quantity) return;
      units[facing]! -= quantity;
      reportOf(truth, step, id, nowMs, "pick", facing);
      break;
    case "putback":
      units[facing]! += quantity;
      reportOf(truth, step, id, nowMs, "putback", facing);
      break;
    case "stray":
      // Left on the plate of another product: it stands on no facing of its own.
      reportOf(truth, step, id, nowMs, "putback", facing === 1 ? 0 : 1, FACINGS[facing]!.gtin);
      break;
    case "ghost":
      reportOfNothing(truth, step, id, nowMs);
      break;
    case "refill":
      units[facing]! += quantity;
      words.push({ atMs: nowMs, say: record("StockRefilled", facing, quantity) });
      break;
    case "count": {
      truth.counted.add(facing);
      const say = record("StockCounted", facing, units[facing]!, nowMs);
      words.push({ atMs: nowMs + step.delaysMs[0]!, say });
      break;
    }
    case "restart":
      words.push({ atMs: nowMs, say: async () => {}, isRestart: true });
      break;
    default:
      kind satisfies never;
  }
}

const record =
  (type: "StockCounted" | "StockRefilled", at: number, quantity: number, countedMs?: number) =>
  ({ store }: TestShop) =>
    store.transact((tx) => {
      const { facing } = FACINGS[at]!;
      const rest = countedMs === undefined ? {} : { countedMs };
      recordStock(tx, FACINGS, { type, facing, quantity, by: "staff-1", ...rest });
    });

function reportOf(
  { words }: Truth,
  { quantity, delaysMs, wrong, isReviewed }: Step,
  id: string,
  happenedMs: number,
  kind: InteractionKind,
  at: number,
  barcode: string = FACINGS[at]!.gtin,
): void {
  const { gondola, shelf, plates } = FACINGS[at]!;
  const right = makePick(id, "ann", {
    kind,
    barcode,
    quantity,
    gondola,
    shelf,
    plates: plates.slice(-1),
    timestampMs: happenedMs,
  });
  const elsewhere = FACINGS[(at + 1) % FACINGS.length]!;
  const other = {
    nothing: right,
    product: { ...right, barcode: barcode === "01" ? "03" : "01" },
    quantity: { ...right, quantity: quantity + 1 },
    facing: { ...right, plates: elsewhere.plates },
    kind: { ...right, kind: kind === "pick" ? ("putback" as const) : ("pick" as const) },
    retracted: right,
  }[wrong];
  const { targetId, giverId } = right;
  const alternative = { kind, targetId, giverId, barcode, quantity, probability: 0.3 };
  const mayReview = isReviewed && wrong !== "facing";
  const inOrder = delaysMs.toSorted((a, b) => a - b);
  for (const [nth, delayMs] of inOrder.entries()) {
    const isLast = nth === inOrder.length - 1;
    const said = { ...(isLast && !mayReview ? right : other), alternatives: [alternative] };
    const status = isLast ? "final" : wrong === "retracted" ? "retracted" : "revised";
    words.push({
      atMs: happenedMs + delayMs,
      say: (test) => applyOutputs(test, tell(said, status)),
    });
  }
  if (!mayReview) return;
  const atMs = happenedMs + inOrder.at(-1)!;
  words.push({ atMs: atMs + 500, say: (test) => review(test, id, { kind: "candidate" }) });
}

/** Something that never happened: taken back, or decided to have been nothing. */
function reportOfNothing(
  { words }: Truth,
  { facing, quantity, delaysMs, isReviewed }: Step,
  id: string,
  nowMs: number,
): void {
  const { gondola, shelf, plates, gtin: barcode } = FACINGS[facing]!;
  const ghost = makePick(id, "ann", {
    barcode,
    quantity,
    gondola,
    shelf,
    plates,
    timestampMs: nowMs,
  });
  words.push({ atMs: nowMs, say: (test) => applyOutputs(test, tell(ghost)) });
  const say = isReviewed
    ? (test: TestShop) => review(test, id, { kind: "nothing" })
    : (test: TestShop) => applyOutputs(test, tell(ghost, "retracted"));
  words.push({ atMs: nowMs + delaysMs[0]!, say });
}

/** Somebody decides that an interaction was its other alternative, or nothing. */
function review(
  { store, shop }: TestShop,
  id: string,
  { kind }: { readonly kind: "candidate" | "nothing" },
): Promise<void> {
  const reviewId = `run.${id}`;
  return store.transact((tx) => {
    const row = tx.db.prepare("SELECT body FROM evidence WHERE evidence_id = ?").get(reviewId)!;
    const evidence = JSON.parse(row.body as string) as Evidence;
    const subject = { kind: "interaction", evidence } as const;
    decideInto(tx, "review", reviewId, decideReview, {
      type: "OpenReview",
      review: { reviewId, visitId: "v", subject, worthMinor: 0, dueMs: tx.atMs + 1000 },
    });
    const [candidate] = evidence.candidates;
    const choice = kind === "nothing" ? { kind } : { kind, candidate: candidate! };
    decideOnReview(tx, shop, reviewId, "rev", choice);
  });
}

const readStock = ({ store }: TestShop) =>
  listStock(store, FACINGS, new Map()).map(({ expected, overdrawn }) => expected ?? -overdrawn);

/** The stock by facing, from all events that were published of it. */
function followStock({ store }: TestShop): Map<string, number | null> {
  const believed = new Map<string, number | null>();
  for (let from = 1; from <= store.position(); ) {
    const events = store.readFrom(from);
    from += events.length;
    for (const { event } of events) {
      if (event.type === "StockCounted" || event.type === "StockReckoned") {
        believed.set(event.facing, event.quantity);
      } else if (event.type === "StockRefilled") {
        const before = believed.get(event.facing) ?? null;
        if (before !== null) believed.set(event.facing, before + event.quantity);
      }
    }
  }
  return believed;
}

it("stock is what is on the shelf, in whatever order and however late it is told", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const truth: Truth = { units: [20, 20, 20], counted: new Set(), words: [] };
      let nowMs = START_MS;
      for (const [at, step] of list.entries()) {
        nowMs += step.afterMs;
        happen(truth, step, String(at), nowMs);
      }
      let test = openTestShop();
      for (const [nth, word] of truth.words.toSorted((a, b) => a.atMs - b.atMs).entries()) {
        test.clock.nowMs = Math.max(test.clock.nowMs, word.atMs);
        await word.say(test);
        if (nth % 3 === 0) await test.store.transact((tx) => reportStock(tx, FACINGS));
        if (word.isRestart !== true) continue;
        const before = readStock(test);
        test = await test.restart();
        expect(readStock(test)).toEqual(before);
      }
      const told = readStock(test);
      for (const at of truth.counted) expect([at, told[at]]).toEqual([at, truth.units[at]]);
      await test.store.transact((tx) => reportStock(tx, FACINGS));
      const believed = followStock(test);
      for (const { planned, count, expected } of listStock(test.store, FACINGS, new Map())) {
        if (count !== null) expect(believed.get(planned.facing)).toBe(expected);
      }
      await test.close();
    }),
    { numRuns: repeats(15, 60) },
  );
});
