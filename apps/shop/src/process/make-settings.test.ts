import type { CatalogueProduct } from "@saunter/commerce/pricing/pricing-types";
import type { ShopModel } from "@saunter/engine/shop-model";
import { describe, expect, it } from "vitest";
import type { ShopConfig } from "../config/shop-config.ts";
import type { Door } from "../domain/door-watch.ts";
import { listEntryGates } from "../domain/shop-settings.ts";
import { makeSampleConfig } from "../testing/sample-config.ts";
import { findDoors, makeAccounts, makeSettings } from "./make-settings.ts";

const CONFIG = makeSampleConfig("nowhere", 1);
const MODEL: ShopModel = {
  facings: [],
  products: new Map([["01", { barcode: "01", name: "Soup", weightG: 400, price: 189 }]]),
};
const CORNERS = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
];
const DOORS: readonly Door[] = [{ gateId: "door", zone: { corners: CORNERS }, direction: "both" }];

const make = (more: Partial<ShopConfig> = {}, doors = DOORS) =>
  makeSettings({ ...CONFIG, ...more }, MODEL, doors);

describe("settings", () => {
  it("are those of the configuration, in milliseconds and minor units", () => {
    const settings = make({
      entry: { ...CONFIG.entry, offline: { admit: "known", limitMinor: 5000 }, barDebtors: true },
      payment: { ...CONFIG.payment, debtRetryHours: [1, 24] },
    });
    expect(settings).toMatchObject({
      currency: "GBP",
      gateIds: ["door"],
      outGateIds: [],
      offers: [],
      entry: {
        holdMinor: 2000,
        partyMax: 6,
        bindWithinMs: 2000,
        bindBeforeMs: 10_000,
        barDebtors: true,
        offline: "known",
        offlineLimitMinor: 5000,
      },
      receipts: {
        finalWithinMs: 2000,
        reviewWithinMs: 1_800_000,
        disputeMs: 30 * 86_400_000,
        autoRefundMaxMinor: 200,
        autoRefundsMax: 3,
        lapse: {
          refundMaxMinor: 2000,
          refundsSumMaxMinor: 5000,
          refundsMax: 3,
          visitsMax: 5,
          windowMs: 30 * 86_400_000,
          decideWithinMs: 72 * 3_600_000,
        },
        velocity: { disputesPerDay: 5, refundsPerDay: 3 },
      },
      payment: { retryAfterMs: [3_600_000, 86_400_000] },
    });
  });

  it("call gates what the configuration calls them", () => {
    const zone = CORNERS;
    const floor = {
      entrance: zone,
      exit: zone,
      gates: [{ id: "door", name: "Front door", direction: "both" as const, zone }],
    };
    expect(make({ floor }).gateNames).toEqual(new Map([["door", "Front door"]]));
  });

  it("tell gates that lead out from those that one comes in by", () => {
    const [door] = DOORS as [Door];
    const settings = make(
      {},
      (["out", "in", "both"] as const).map((direction) => ({
        ...door,
        gateId: direction,
        direction,
      })),
    );
    expect(settings).toMatchObject({ gateIds: ["out", "in", "both"], outGateIds: ["out"] });
    expect(listEntryGates(settings)).toEqual(["in", "both"]);
  });

  it("hold nothing and refund nothing at once where the configuration does not say so", () => {
    const { entry, receipts } = make({
      entry: { ...CONFIG.entry, hold: null },
      policies: { ...CONFIG.policies, autoRefundMaxMinor: null },
    });
    expect(entry.holdMinor).toBe(0);
    // Less than the least that a dispute can be worth.
    expect(receipts.autoRefundMaxMinor).toBeLessThan(0);
  });

  it("have the products of the source where the configuration has no catalogue", () => {
    expect(make().products.get("01")).toEqual({
      gtin: "01",
      name: "Soup",
      taxCategory: "standard",
      prices: [{ amountMinor: 189 }],
    });
    const [anyCategory] = Object.keys(CONFIG.jurisdiction.categories);
    const { products } = make({ defaultTaxCategory: null });
    expect(products.get("01")?.taxCategory).toBe(anyCategory);
  });

  it("have ages of products where staff check them, and none where nobody does", () => {
    const beer: CatalogueProduct = {
      gtin: "05",
      name: "Beer",
      taxCategory: "standard",
      prices: [],
      ageMin: 18,
    };
    const catalogue = new Map([["05", beer]]);
    expect(make({ catalogue }).products.get("05")).toEqual(beer);
    const policies = { ...CONFIG.policies, ageCheck: "off" } as const;
    const unchecked = make({ catalogue, policies }).products.get("05");
    expect(unchecked).toEqual({
      gtin: "05",
      name: "Beer",
      taxCategory: "standard",
      prices: [],
    });
  });
});

describe("doors", () => {
  it("are the source's where the configuration has no floor", () => {
    expect(findDoors({ ...CONFIG, floor: null }, DOORS)).toBe(DOORS);
  });

  it("are the configuration's gates, where their zones are", () => {
    const doors = findDoors(CONFIG, DOORS);
    expect(doors.map(({ gateId, direction }) => [gateId, direction])).toEqual([
      ["door", "both"],
      ["staff", "both"],
    ]);
    expect(doors[0]!.zone?.corners[0]).toEqual({ x: -2.2, y: -1.9 });
  });
});

describe("accounts", () => {
  it("are known by their ids", () => {
    const account = { id: "a", name: "A", kind: "payroll", limitMinor: 7, period: "day" } as const;
    const payment = { ...CONFIG.payment, accounts: [account] };
    expect([...makeAccounts({ ...CONFIG, payment })]).toEqual([
      ["a", { accountId: "a", limitMinor: 7, period: "day" }],
    ]);
  });
});
