import { closeVisit } from "@saunter/shop/domain/floor-service";
import {
  admit,
  applyOutputs,
  listAlerts,
  makePick,
  makeUncertain,
  openTestShop,
  pass,
  payCard,
  readReview,
  readVisit,
  reportCart,
  shopFor,
  tell,
} from "@saunter/shop/domain/shop-fixture";
import { listStock } from "@saunter/shop/domain/stock-service";
import { openFixedGoods } from "@saunter/shop/goods/goods-fixture";
import type { SensorSource } from "@saunter/shop/sensors/sensor-source";
import { describe, expect, it } from "vitest";
import {
  ANSWERED_AFTER_MS,
  answerAgeChecks,
  countShelves,
  decideOldReviews,
  noteRefill,
  REVIEWS_LEFT,
} from "./keep-demo-shop.ts";

const FACING = { gondola: 1, shelf: 1, plates: [1, 2], barcode: "01", units: 7 };

function openDemoShop() {
  const test = openTestShop();
  const goods = openFixedGoods(test.store, { lowStockAt: new Map() });
  const nowhere = { ...FACING, gondola: 9 };
  const control = { listStock: () => [FACING, nowhere, { ...FACING, units: 0 }] };
  const source = { control } as unknown as SensorSource;
  const readUnits = () =>
    listStock(test.store, goods.current().facings, new Map()).map(({ expected }) => expected);
  return { test, demo: { store: test.store, shop: test.shop, goods, source }, readUnits };
}

describe("the staff of a demonstration", () => {
  it("count what lies on the shelves, and what they put there", async () => {
    const { demo, readUnits } = openDemoShop();
    expect(readUnits()).toEqual([null, null]);
    await countShelves(demo);
    expect(readUnits()).toEqual([7, null]);
    await noteRefill(demo, { ...FACING, units: 3 });
    await noteRefill(demo, { ...FACING, shelf: 4, units: 3 });
    expect(readUnits()).toEqual([10, null]);
  });

  it("check ages where nobody else has done so for a while", async () => {
    const { test, demo } = openDemoShop();
    const { visitId, shopperId } = await admit(test);
    await applyOutputs(test, tell(makePick("p", shopperId, { barcode: "05" })));
    expect(readVisit(test, visitId).age).toBe("needed");
    pass(test, ANSWERED_AFTER_MS - 1);
    await answerAgeChecks(demo);
    expect(readVisit(test, visitId).age).toBe("needed");
    pass(test, 1);
    await answerAgeChecks(demo);
    expect(readVisit(test, visitId).age).toBe("verified");
    expect(listAlerts(test)).toEqual([]);
  });

  it("decide the oldest reviews where there are more than a handful", async () => {
    const { test, demo } = openDemoShop();
    const reviewIds: string[] = [];
    for (let at = 0; at < REVIEWS_LEFT + 2; at++) {
      const shopperId = `p${at}`;
      await admit(test, payCard(`pm_sim_ok-${shopperId}`), [shopperId]);
      const pick = makeUncertain(makePick(shopperId, shopperId, { barcode: "01" }), {
        barcode: "02",
      });
      await applyOutputs(test, tell(pick));
      await shopFor(test, shopperId, { "01": 1 }, { needsReview: true, reasons: ["not sure"] });
      reviewIds.push(`run.${shopperId}`);
      pass(test, 1000);
    }
    await decideOldReviews(demo);
    const reviews = reviewIds.map((id) => readReview(test, id));
    expect(reviews.map(({ status }) => status)).toEqual([
      ...["decided", "decided"],
      ...new Array<string>(REVIEWS_LEFT).fill("open"),
    ]);
    expect(reviews[0]).toMatchObject({ choice: { kind: "candidate", candidate: { gtin: "01" } } });
  });

  it("check ages at the door, too, when the visit is already over", async () => {
    const { test, demo } = openDemoShop();
    const { visitId, shopperId } = await admit(test);
    const beer = makePick("p", shopperId, { barcode: "05" });
    await applyOutputs(test, tell(beer), reportCart(shopperId, { "05": 1 }));
    await test.store.transact((tx) => closeVisit(tx, test.shop, visitId, "attendant"));
    expect(listAlerts(test)).toHaveLength(1);
    pass(test, ANSWERED_AFTER_MS);
    await answerAgeChecks(demo);
    expect(listAlerts(test)).toEqual([]);
  });
});
