import type { Product } from "@saunter/engine/shop-model";
import { TRIP_CHANGE, TRIP_LIMITS, TRIP_LINE } from "@saunter/protocol/smart-cart/trip";
import fc from "fast-check";
import { Check } from "typebox/value";
import { expect, it } from "vitest";
import { makeTripChange, makeTripLine, TRIP_PRODUCTS } from "../../http/trip-fixture.ts";
import { weighTrip } from "./weigh-trip.ts";

const LINES = [
  makeTripLine("01", { lineId: "a" }),
  makeTripLine("02", { lineId: "b", scannedMs: 9000 }),
];
const CAME = [makeTripChange(310, { settledMs: 3000 }), makeTripChange(530, { settledMs: 12_000 })];
const CERTAINTY = { exact: 0.98, missing: 0.01, tooMuch: 0.01 };
const TRIP = {
  ...{ lines: LINES, changes: CAME, certainty: CERTAINTY, sentMs: 60_000 },
  ownSaidMs: [] as number[],
};
/** It never gets late. */
const NO_CLOCK = { nowMs: () => 0, budgetMs: 1 };

const weigh = (
  more: Partial<typeof TRIP> = {},
  scaleFaultMs: number | null = null,
  time = NO_CLOCK,
) => weighTrip({ ...TRIP, ...more }, TRIP_PRODUCTS, scaleFaultMs, time);

it("a trip whose scale saw each line come is as sure as the cart was", () => {
  const { certainty, findings } = weigh()!;
  expect(certainty.exact).toBeGreaterThan(0.95);
  expect(findings).toEqual([]);
});

it("what came without a scan is found, with its weight and when it came", () => {
  const unscanned = makeTripChange(205, { settledMs: 20_000 });
  const { certainty, findings } = weigh({ changes: [...CAME, unscanned] })!;
  expect(certainty.missing).toBeGreaterThan(weigh()!.certainty.missing);
  expect(findings).toMatchObject([{ kind: "unscanned", weightG: 205, atMs: 20_000 }]);
});

it("what the shopper says is theirs is told apart", () => {
  const bag = makeTripChange(1200, { settledMs: 20_000 });
  const { findings } = weigh({ changes: [...CAME, bag], ownSaidMs: [21_000] })!;
  expect(findings).toMatchObject([{ kind: "own", weightG: 1200 }]);
});

it("a line that was taken off the bill was never scanned", () => {
  const lines = [LINES[0]!, { ...LINES[1]!, removed: true }];
  const gone = makeTripChange(-530, { settledMs: 20_000 });
  expect(weigh({ lines, changes: [...CAME, gone] })!.findings).toEqual([]);
  expect(weigh({ lines })!.findings).toMatchObject([{ kind: "unscanned", weightG: 530 }]);
});

it("a scale with a fault is trusted less", () => {
  expect(weigh({}, 5000)!.certainty.exact).toBeLessThan(weigh()!.certainty.exact);
});

it("the weights of a catalogue are gone through once, however many trips are weighed", () => {
  let reads = 0;
  class Products extends Map<string, Product> {
    override values() {
      reads++;
      return super.values();
    }
  }
  const products = new Products(TRIP_PRODUCTS);
  for (let trips = 0; trips < 3; trips++) {
    expect(weighTrip(TRIP, products, null, NO_CLOCK)).toEqual(weigh());
  }
  expect(reads).toBe(1);
});

it("a trip is weighed up to the bound on its changes, and not from it on", () => {
  const make = (length: number) =>
    Array.from({ length }, (_, at) => makeTripChange(at % 2 === 0 ? 310 : -310));
  expect(weigh({ lines: [], changes: make(TRIP_LIMITS.changesMax - 1) })).not.toBeNull();
  expect(weigh({ lines: [], changes: make(TRIP_LIMITS.changesMax) })).toBeNull();
});

it("a trip that takes too long is as sure as its cart where the sum of its weights fits", () => {
  let nowMs = 0;
  const late = { nowMs: () => nowMs++, budgetMs: 1 };
  const bag = makeTripChange(1200, { settledMs: 20_000, takenFor: "own" });
  const more = makeTripChange(205, { settledMs: 20_000 });
  expect(weigh({ changes: [...CAME, bag] }, null, late)?.certainty).toEqual(CERTAINTY);
  expect(weigh({ changes: [...CAME, more] }, null, late)).toBeNull();
  expect(weigh({ lines: LINES.slice(0, 1) }, null, late)).toBeNull();
  const unsure = CAME.map((one) => ({ ...one, errorG: 1e6 }));
  expect(weigh({ changes: [...unsure, more, more] }, null, late)).toBeNull();
  const unknown = [...LINES, makeTripLine("999", { lineId: "c" })];
  expect(weigh({ lines: unknown }, null, late)).toBeNull();
});

const anyMs = fc.oneof(fc.nat(100_000), fc.constantFrom(0, 8_640_000_000_000_000));
const anyG = fc.oneof(
  fc.double({ min: -1000, max: 1000, noNaN: true }),
  fc.constantFrom(0, -1e6, 1e6, 1e-300),
);
const anyChange = fc.record({
  tray: fc.nat(3),
  startMs: anyMs,
  settledMs: anyMs,
  changeG: anyG,
  errorG: fc.oneof(fc.constantFrom(0, 1e6, 1e-300), fc.double({ min: 0, max: 9, noNaN: true })),
  levelG: anyG,
  isRolled: fc.boolean(),
  takenFor: fc.constant("unclear" as const),
  lineId: fc.constant(null),
});
const anyLine = fc
  .record({
    gtin: fc.constantFrom("01", "02", "999"),
    quantity: fc.constantFrom(1, 2, 99),
    scannedMs: anyMs,
    removed: fc.boolean(),
    grossG: fc.constantFrom(null, 1e-300, 100_000),
  })
  .map((more) => makeTripLine(more.gtin, more));

it("whatever a cart sends, probabilities come of it, or nothing", () => {
  fc.assert(
    fc.property(
      fc.array(anyLine, { maxLength: 6 }),
      fc.array(anyChange, { maxLength: 8 }),
      fc.array(anyMs, { maxLength: 3 }),
      anyMs,
      (made, changes, ownSaidMs, sentMs) => {
        const lines = made.map((line, at) => ({ ...line, lineId: `l${at}` }));
        fc.pre(changes.every((one) => Check(TRIP_CHANGE, one)));
        fc.pre(lines.every((one) => Check(TRIP_LINE, one)));
        const weighed = weigh({ lines, changes, ownSaidMs, sentMs });
        for (const probability of Object.values(weighed?.certainty ?? {})) {
          expect(probability).toBeGreaterThanOrEqual(0);
          expect(probability).toBeLessThanOrEqual(1);
        }
        for (const { weightG } of weighed?.findings ?? []) {
          expect(weightG === null || Number.isFinite(weightG)).toBe(true);
        }
      },
    ),
    { numRuns: 200 },
  );
});
