import type { Product } from "@saunter/engine/shop-model";
import { TRIP_CHANGE, TRIP_LIMITS, TRIP_LINE } from "@saunter/protocol/smart-cart/trip";
import fc from "fast-check";
import { Check } from "typebox/value";
import { expect, it } from "vitest";
import { makeTripChange, makeTripLine, NO_CLOCK, TRIP_PRODUCTS } from "../../http/trip-fixture.ts";
import { CartWeigher, WEIGHING_TIME } from "./weigh-trip.ts";

const LINES = [
  makeTripLine("01", { lineId: "a" }),
  makeTripLine("02", { lineId: "b", scannedMs: 9000 }),
];
const CAME = [makeTripChange(310, { settledMs: 3000 }), makeTripChange(530, { settledMs: 12_000 })];
const CERTAINTY = { exact: 0.98, missing: 0.01, tooMuch: 0.01 };
const TRIP = {
  ...{ lines: LINES, changes: CAME, certainty: CERTAINTY, sentMs: 60_000 },
  ownSaidMs: [] as number[],
  confirmed: [] as { lineId: string; saidMs: number }[],
};
const weigh = (
  more: Partial<typeof TRIP> = {},
  scaleFaultMs: number | null = null,
  weigher = new CartWeigher(NO_CLOCK),
) => weigher.weigh("trip", { ...TRIP, ...more }, TRIP_PRODUCTS, scaleFaultMs);

it("a trip whose scale saw each line come is as sure as the cart was", async () => {
  const { certainty, findings } = (await weigh())!;
  expect(certainty.exact).toBeGreaterThan(0.95);
  expect(findings).toEqual([]);
});

it("what came without a scan is found, with its weight and when it came", async () => {
  const unscanned = makeTripChange(205, { settledMs: 20_000 });
  const { certainty, findings } = (await weigh({ changes: [...CAME, unscanned] }))!;
  expect(certainty.missing).toBeGreaterThan((await weigh())!.certainty.missing);
  expect(findings).toMatchObject([{ kind: "unscanned", weightG: 205, atMs: 20_000 }]);
});

it("what could be a hand at first is found as unscanned once it has lain there", async () => {
  const changes = [...CAME, makeTripChange(936, { settledMs: 20_000 })];
  expect((await weigh({ changes, sentMs: 21_000 }))!.findings).toEqual([]);
  expect((await weigh({ changes, sentMs: 120_000 }))!.findings).toMatchObject([
    { kind: "unscanned", weightG: 936, atMs: 20_000 },
  ]);
});

it("what the shopper says is theirs is told apart", async () => {
  const bag = makeTripChange(1200, { settledMs: 20_000 });
  const { findings } = (await weigh({ changes: [...CAME, bag], ownSaidMs: [21_000] }))!;
  expect(findings).toMatchObject([{ kind: "own", weightG: 1200 }]);
});

it("a line that was taken off the bill was never scanned", async () => {
  const lines = [LINES[0]!, { ...LINES[1]!, removed: true }];
  const gone = makeTripChange(-530, { settledMs: 20_000 });
  expect((await weigh({ lines, changes: [...CAME, gone] }))!.findings).toEqual([]);
  expect((await weigh({ lines }))!.findings).toMatchObject([{ kind: "unscanned", weightG: 530 }]);
});

it("what the shopper says is in the cart is not too much, and nothing to look for", async () => {
  const changes = CAME.slice(0, 1);
  const unsaid = (await weigh({ changes }))!;
  const said = (await weigh({ changes, confirmed: [{ lineId: "b", saidMs: 50_000 }] }))!;
  expect(unsaid.findings).toMatchObject([{ kind: "not-in-cart", lineId: "b" }]);
  expect(said.findings).toEqual([]);
  expect(said.certainty.tooMuch).toBeLessThan(unsaid.certainty.tooMuch / 10);
  // What goes out afterwards is not spoken of.
  const gone = makeTripChange(-530, { settledMs: 20_000 });
  const early = { changes: [...CAME, gone], confirmed: [{ lineId: "b", saidMs: 15_000 }] };
  expect((await weigh(early))!.findings).toMatchObject([{ kind: "not-in-cart", lineId: "b" }]);
});

it("a word about a line hides nothing that came without a scan", async () => {
  const changes = [CAME[0]!, makeTripChange(205, { settledMs: 20_000 })];
  const unsaid = (await weigh({ changes }))!.certainty;
  const confirmed = LINES.map(({ lineId }) => ({ lineId, saidMs: 50_000 }));
  const said = (await weigh({ changes, confirmed }))!.certainty;
  expect(unsaid.missing).toBeGreaterThan(0.2);
  expect(said.missing).toBeGreaterThan(0.9 * unsaid.missing);
});

it("a scale with a fault is trusted less", async () => {
  const [faulty, sound] = [await weigh({}, 5000), await weigh()];
  expect(faulty!.certainty.exact).toBeLessThan(sound!.certainty.exact);
});

it("the weights of a catalogue are gone through once, however many trips are weighed", async () => {
  let reads = 0;
  class Products extends Map<string, Product> {
    override [Symbol.iterator]() {
      reads++;
      return super[Symbol.iterator]();
    }
  }
  const products = new Products(TRIP_PRODUCTS);
  for (let trips = 0; trips < 3; trips++) {
    const weigher = new CartWeigher(NO_CLOCK);
    expect(await weigher.weigh("trip", TRIP, products, null)).toEqual(await weigh());
  }
  expect(reads).toBe(1);
});

it("a trip is weighed up to the bound on its changes, and not from it on", async () => {
  const make = (length: number) =>
    Array.from({ length }, (_, at) => makeTripChange(at % 2 === 0 ? 310 : -310));
  expect(await weigh({ lines: [], changes: make(TRIP_LIMITS.changesMax - 1) })).not.toBeNull();
  expect(await weigh({ lines: [], changes: make(TRIP_LIMITS.changesMax) })).toBeNull();
});

/** Each look at it takes a millisecond. */
function makeBusyClock(budgetMs: number, sliceMs = 1000) {
  let nowMs = 0;
  let pauses = 0;
  const pause = async (): Promise<void> => {
    pauses++;
  };
  const time = { nowMs: () => nowMs++, budgetMs, sliceMs, pause };
  return { time, pass: (ms: number) => (nowMs += ms), countPauses: () => pauses };
}

it("a trip that takes too long is as sure as its cart where the sum of its weights fits", async () => {
  const weighLate = (more: Partial<typeof TRIP>) =>
    weigh(more, null, new CartWeigher(makeBusyClock(1).time));
  const bag = makeTripChange(1200, { settledMs: 20_000, takenFor: "own" });
  const more = makeTripChange(205, { settledMs: 20_000 });
  expect(await weighLate({ changes: [...CAME, bag] })).toEqual({
    certainty: CERTAINTY,
    findings: [{ kind: "own", lineId: null, weightG: 1200, atMs: 20_000 }],
  });
  expect(await weighLate({ changes: [...CAME, more] })).toBeNull();
  expect(await weighLate({ lines: LINES.slice(0, 1) })).toBeNull();
  const unsure = CAME.map((one) => ({ ...one, errorG: 1e6 }));
  expect(await weighLate({ changes: [...unsure, more, more] })).toBeNull();
  const unknown = [...LINES, makeTripLine("999", { lineId: "c" })];
  expect(await weighLate({ lines: unknown })).toBeNull();
});

it("a cart that has used up its time has a twentieth of what passes, and its trips go on", async () => {
  const { pass, time } = makeBusyClock(4);
  const weigher = new CartWeigher(time);
  const more = makeTripChange(205, { settledMs: 20_000 });
  const changes = [...CAME, more];
  expect(await weigh({ changes }, null, weigher)).toBeNull();
  expect(await weigh({ changes }, null, weigher)).toBeNull();
  pass(10);
  expect(await weigh({ changes }, null, weigher)).toBeNull();
  pass(200);
  expect(await weigh({ changes }, null, weigher)).toEqual(await weigh({ changes }));
});

it("everybody else has their turn after a slice", async () => {
  const { countPauses, time } = makeBusyClock(1000, 3);
  expect(await weigh({}, null, new CartWeigher(time))).toEqual(await weigh());
  expect(countPauses()).toBeGreaterThan(0);
});

it("what has been weighed as it came is not weighed again at the end", async () => {
  let looks = 0;
  const time = { ...WEIGHING_TIME, nowMs: () => looks++ / 1e6 };
  const weigher = new CartWeigher(time);
  const changes = Array.from({ length: 60 }, (_, at) =>
    makeTripChange(310, { settledMs: 3000 * at + 4000 }),
  );
  const lines = changes.map(({ settledMs }, at) =>
    makeTripLine("01", { lineId: `l${at}`, scannedMs: settledMs - 2000 }),
  );
  const sentMs = 200_000;
  await weigh({ lines, changes: changes.slice(0, -1), sentMs }, null, weigher);
  const countLooks = async (weighing: CartWeigher): Promise<number> => {
    const before = looks;
    await weigh({ lines, changes, sentMs }, null, weighing);
    return looks - before;
  };
  const once = await countLooks(weigher);
  expect(once).toBeLessThan((await countLooks(new CartWeigher(time))) / 10);
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

it("whatever a cart sends, probabilities come of it, or nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyLine, { maxLength: 6 }),
      fc.array(anyChange, { maxLength: 8 }),
      fc.array(anyMs, { maxLength: 3 }),
      anyMs,
      async (made, changes, ownSaidMs, sentMs) => {
        const lines = made.map((line, at) => ({ ...line, lineId: `l${at}` }));
        fc.pre(changes.every((one) => Check(TRIP_CHANGE, one)));
        fc.pre(lines.every((one) => Check(TRIP_LINE, one)));
        const weighed = await weigh({ lines, changes, ownSaidMs, sentMs });
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

const anyComing = fc.record({
  gtin: fc.constantFrom("01", "02", "03"),
  afterMs: fc.integer({ min: 500, max: 20_000 }),
  changeG: fc.constantFrom(310, 530, 205, 700, -310),
  isScanned: fc.boolean(),
  isLate: fc.boolean(),
  isRemoved: fc.boolean(),
});

it("it is the same whether a trip is weighed at once, or bit by bit as it comes and changes", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyComing, { minLength: 1, maxLength: 8 }),
      fc.option(fc.nat(50_000)),
      async (comings, faultMs) => {
        const weigher = new CartWeigher(NO_CLOCK);
        const lines: ReturnType<typeof makeTripLine>[] = [];
        const changes: ReturnType<typeof makeTripChange>[] = [];
        let sentMs = 0;
        for (const [
          at,
          { afterMs, changeG, gtin, isLate, isRemoved, isScanned },
        ] of comings.entries()) {
          sentMs += afterMs;
          // What lay still before the scan may be known after it.
          const settledMs = isLate ? sentMs - 400 : sentMs + 2000;
          if (isScanned) lines.push(makeTripLine(gtin, { lineId: `l${at}`, scannedMs: sentMs }));
          changes.push(makeTripChange(changeG, { settledMs }));
          if (isRemoved && lines.length > 0) lines[0] = { ...lines[0]!, removed: true };
          const sent = { lines: [...lines], changes: [...changes], sentMs: sentMs + 3000 };
          const fault = at * 2 > comings.length ? faultMs : null;
          expect(await weigh(sent, fault, weigher)).toEqual(await weigh(sent, fault));
        }
      },
    ),
    { numRuns: 20 },
  );
});

it("a trip that is over, or another one, is weighed from its beginning", async () => {
  const weigher = new CartWeigher(NO_CLOCK);
  const later = { ...TRIP, changes: CAME.slice(0, 1) };
  await weigh({}, null, weigher);
  expect(await weigher.weigh("later", later, TRIP_PRODUCTS, null)).toEqual(await weigh(later));
  weigher.forget("later");
  expect(await weigher.weigh("later", later, TRIP_PRODUCTS, null)).toEqual(await weigh(later));
});
