/** How long the numbers of a shop take that has sold for a year: its tables are made by the shop's own projections. */
import { performance } from "node:perf_hooks";
import { DatabaseSync } from "node:sqlite";
import type { StatesByKind } from "@saunter/commerce/aggregates";
import { moveDay } from "@saunter/commerce/calendar/calendar";
import type { JournalEvent, StreamKind } from "@saunter/commerce/events";
import { priceBasket } from "@saunter/commerce/pricing/price-basket";
import { recordPricingInputs } from "@saunter/commerce/pricing/reprice";
import type { ReceiptContent, ReceiptEvent } from "@saunter/commerce/receipt/events";
import { evolveReceipt, NO_RECEIPT } from "@saunter/commerce/receipt/evolve";
import type { VisitEvent } from "@saunter/commerce/visit/events";
import { evolveVisit, UNOPENED_VISIT } from "@saunter/commerce/visit/evolve";
import { createRandom, type Random } from "@saunter/numerics/random";
import type { Progress } from "@saunter/shop/command-line/command-io";
import { readNumbers } from "@saunter/shop/projections/read-numbers";
import { readProductSales, readSalesPeriod } from "@saunter/shop/projections/read-sales";
import { SHOP_PROJECTIONS } from "@saunter/shop/projections/shop-projections";
import type { Taker } from "@saunter/shop/store/projection";
import { drawSettings } from "@saunter/shop/testing/sample-settings";
import { atMost, createFigure, type FigureGroup } from "./figure.ts";

export const NUMBERS_MS_LIMIT = 300;

const DAY_MS = 24 * 3_600_000;
const DAYS = 365;
const FROM_DAY = "2025-03-01";
const FROM_MS = Date.parse(FROM_DAY);
const METHODS = ["card", "qr", "badge"];

export interface SalesOptions {
  readonly seed: number;
  readonly receipts: number;
  readonly rounds: number;
  readonly progress: Progress;
}

/** Steps of `progress`. */
export const SALES_STEPS = 2;

export async function measureSales(options: SalesOptions): Promise<FigureGroup[]> {
  const { seed, receipts, rounds, progress } = options;
  const db = new DatabaseSync(":memory:");
  try {
    fillTables(db, createRandom(seed), receipts);
    progress.update(1);
    const period = {
      fromDay: FROM_DAY,
      untilDay: moveDay(FROM_DAY, DAYS - 1),
      timeZone: "Europe/London",
    };
    const endMs = FROM_MS + DAYS * DAY_MS;
    const whole = { fromMs: FROM_MS, untilMs: endMs };
    const salesMs = await findMedian(rounds, () => readSalesPeriod(db, period, endMs));
    const productsMs = await findMedian(rounds, () => readProductSales(db, whole));
    const stretch = { ...whole, stepMs: 7 * DAY_MS };
    const visitsMs = await findMedian(rounds, () => readNumbers(db, stretch));
    progress.update(2);
    const limit = atMost(NUMBERS_MS_LIMIT);
    return [
      {
        title: `Numbers of a year, ${receipts} receipts (median of ${rounds})`,
        figures: [
          createFigure("sales by day, hour, method, category, tax", salesMs, "ms", 1, limit),
          createFigure("sales by product", productsMs, "ms", 1, limit),
          createFigure("visits, waits, accuracy", visitsMs, "ms", 1, limit),
        ],
      },
    ];
  } finally {
    db.close();
  }
}

async function findMedian(rounds: number, work: () => unknown): Promise<number> {
  const tookMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const beginMs = performance.now();
    await work();
    tookMs.push(performance.now() - beginMs);
  }
  return tookMs.sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
}

/** Spreads receipts over the hours in which a shop is open. */
function fillTables(db: DatabaseSync, random: Random, receipts: number): void {
  for (const { schema } of SHOP_PROJECTIONS) db.exec(schema);
  const takers = SHOP_PROJECTIONS.map((projection) => projection.open(db));
  const baskets = Array.from({ length: 200 }, () => drawBasket(random));
  let position = 0;
  db.exec("BEGIN");
  for (let number = 1; number <= receipts; number++) {
    const day = Math.floor(((number - 1) * DAYS) / receipts);
    const atMs = FROM_MS + day * DAY_MS + random.uniform(7, 22) * 3_600_000;
    const content = baskets[random.integer(0, baskets.length - 1)]!;
    for (const [kind, event, state] of listEvents(number, Math.floor(atMs), content)) {
      position++;
      takeAll(takers, { position, atMs: Math.floor(atMs) }, kind, `v${number}`, event, state);
    }
  }
  db.exec("COMMIT");
}

function takeAll(
  takers: readonly Taker[],
  at: { readonly position: number; readonly atMs: number },
  kind: StreamKind,
  id: string,
  event: JournalEvent,
  state: StatesByKind[StreamKind],
): void {
  const stored = { ...at, stream: `${kind}-${id}`, version: 1, event };
  for (const take of takers) take(stored, kind, id, state);
}

function* listEvents(
  number: number,
  atMs: number,
  content: ReceiptContent,
): Generator<readonly [StreamKind, JournalEvent, StatesByKind[StreamKind]]> {
  const visitId = `v${number}`;
  const opened: VisitEvent = {
    type: "VisitOpened",
    visitId,
    method: METHODS[number % METHODS.length]!,
    payer: { kind: "card", token: `pm_${number}`, lastFour: "4242" },
    ...{ partySize: 1, gateId: "north", isMember: false, currency: "GBP" },
    ...{ holdMinor: 0, isHoldPending: false, lookupToken: `token-${number}` },
  };
  let visit = UNOPENED_VISIT as StatesByKind["visit"];
  for (const event of [opened, { type: "VisitClosed", cause: "exit" } as const]) {
    visit = evolveVisit(visit, event, atMs);
    yield ["visit", event, visit];
  }
  const certain = { content, probabilityExact: 0.99 };
  const events: readonly ReceiptEvent[] = [
    {
      type: "ReceiptDrafted",
      ...{ visitId, lookupToken: `token-${number}`, reviewIds: [], reviewDueMs: null },
      ...certain,
    },
    { type: "ReceiptFinalised", documentNumber: number, cause: "sure", ...certain },
  ];
  let receipt = NO_RECEIPT as StatesByKind["receipt"];
  for (const event of events) {
    receipt = evolveReceipt(receipt, event, atMs);
    yield ["receipt", event, receipt];
  }
}

function drawBasket(random: Random): ReceiptContent {
  const { products, jurisdiction } = drawSettings(random);
  const priced = [...products.values()].filter(({ priceOf }) => priceOf === undefined);
  const lines = priced
    .filter(() => random.chance(0.4))
    .map(({ gtin }) => ({ lineId: gtin, gtin, quantity: random.integer(1, 3) }));
  const input = {
    ...{ currency: "GBP", pricedAtMs: FROM_MS, isMember: false, lines },
    ...{ products, offers: [], jurisdiction },
  };
  const result = priceBasket(input);
  if (!result.ok) throw new Error(result.refusal.detail);
  return {
    lines: lines.map((line) => ({ ...line, evidenceIds: [], probability: 0.99 })),
    inputs: recordPricingInputs(input),
    result: result.value,
  };
}
