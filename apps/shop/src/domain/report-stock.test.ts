import { expect, it } from "vitest";
import { reportStock } from "./report-stock.ts";
import {
  applyOutputs,
  makePick,
  openTestShop,
  pass,
  type TestShop,
  tell,
  transact,
} from "./shop-fixture.ts";
import { listPlanned, recordStock } from "./stock-service.ts";

const FACINGS = listPlanned([
  { gondola: 1, shelf: 1, plates: [1, 2], barcode: "01", place: null },
  { gondola: 1, shelf: 1, plates: [3], barcode: "03", place: null },
]);

const record = (test: TestShop, type: "StockCounted" | "StockRefilled", quantity: number) =>
  transact(test, (tx) =>
    recordStock(tx, FACINGS, { type, facing: "1/1/1", quantity, by: "staff-1" }),
  );

/** Tells, and returns what has been told that was not told before. */
async function reportAnew(test: TestShop): Promise<unknown[]> {
  const before = test.store.position();
  await transact(test, (tx) => reportStock(tx, FACINGS));
  return test.store.readFrom(before + 1).map(({ event }) => event);
}

const take = async (test: TestShop, id: string, quantity: number): Promise<void> => {
  pass(test, 1000);
  const pick = makePick(id, "ann", { timestampMs: test.clock.nowMs, quantity });
  await applyOutputs(test, tell(pick));
};

it("a sale is reported once, as what should be there now", async () => {
  const test = openTestShop();
  await record(test, "StockCounted", 10);
  await take(test, "1", 2);
  await take(test, "2", 1);
  expect(await reportAnew(test)).toEqual([
    { type: "StockReckoned", facing: "1/1/1", gtin: "01", quantity: 7 },
  ]);
  expect(await reportAnew(test)).toEqual([]);
});

it("what is put back before it is told is not told, and what comes back later is", async () => {
  const test = openTestShop();
  await record(test, "StockCounted", 10);
  await take(test, "1", 2);
  const back = (id: string) =>
    applyOutputs(
      test,
      tell(makePick(id, "ann", { timestampMs: test.clock.nowMs, quantity: 2, kind: "putback" })),
    );
  await back("2");
  expect(await reportAnew(test)).toEqual([]);
  await take(test, "3", 2);
  expect(await reportAnew(test)).toMatchObject([{ quantity: 8 }]);
  pass(test, 1000);
  await back("4");
  expect(await reportAnew(test)).toMatchObject([{ quantity: 10 }]);
});

it("what staff have written down is not told again", async () => {
  const test = openTestShop();
  await record(test, "StockRefilled", 3);
  expect(await reportAnew(test)).toEqual([]);
  await record(test, "StockCounted", 10);
  await record(test, "StockRefilled", 5);
  expect(await reportAnew(test)).toEqual([]);
});

it("that more has gone than was there is told as nothing known, until it is counted again", async () => {
  const test = openTestShop();
  await record(test, "StockCounted", 1);
  await take(test, "1", 3);
  expect(await reportAnew(test)).toMatchObject([{ quantity: null }]);
  expect(await reportAnew(test)).toEqual([]);
  await record(test, "StockRefilled", 4);
  expect(await reportAnew(test)).toMatchObject([{ quantity: 2 }]);
  await record(test, "StockCounted", 6);
  expect(await reportAnew(test)).toEqual([]);
});
