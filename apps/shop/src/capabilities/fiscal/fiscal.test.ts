/** Receipts of a shop whose services are real, signed by a simulated device. */

import { describe, expect, it, onTestFinished } from "vitest";
import type { ShopConfig } from "../../config/shop-config.ts";
import { type DisputeRequest, disputeLine } from "../../domain/dispute-service.ts";
import {
  CARD,
  listAlerts,
  openTestShop,
  pass,
  readTotal,
  settle,
  transact,
  visitFor,
} from "../../domain/shop-fixture.ts";
import { FISCAL_SCHEMA, readMark } from "../../fiscal/fiscal-queue.ts";
import { startSimulatedFiscalDevice } from "../../fiscal/simulated-fiscal-device-fixture.ts";
import type { CapabilityContext } from "../../process/capability.ts";
import { FISCAL } from "./fiscal.ts";

async function openSigningShop() {
  const device = await startSimulatedFiscalDevice(() => test.clock.nowMs);
  onTestFinished(device.close);
  const fiscal = { url: device.url, secret: null };
  const config = { shop: { id: "shop" }, fiscal } as ShopConfig;
  const test = openTestShop({
    schema: FISCAL_SCHEMA,
    onDocument: (tx, document) => FISCAL.onDocument!(tx, document, config),
  });
  const surroundings = { fetch, deadline: AbortSignal.timeout };
  const process = { config, shop: test.shop, store: test.store, surroundings };
  const open = await FISCAL.open({ process } as unknown as CapabilityContext);
  return {
    ...{ device, test },
    sign: async () => {
      await open.repeats![0]!.work();
      await transact(test, (tx) => open.watches![0]!.write(tx, test.clock.nowMs));
    },
  };
}

describe("a shop that signs its receipts", () => {
  it("has receipts and what corrects them signed, with amounts that add up", async () => {
    const { device, sign, test } = await openSigningShop();
    const visitId = await visitFor(test, CARD, { "01": 2, "03": 1 });
    await settle(test);
    const firstMinor = readTotal(test, visitId);
    const request: DisputeRequest = {
      ...{ disputeId: "c1", kind: "wrong-item", lineId: "01", gtin: null, claimedQuantity: 0 },
    };
    await transact(test, (tx) => disputeLine(tx, test.shop, visitId, request));
    await sign();
    const lastMinor = readTotal(test, visitId);
    expect(lastMinor).toBeLessThan(firstMinor);
    expect(device.signed).toMatchObject([
      { key: expect.stringMatching(/^shop\/1\/\d+$/), kind: "receipt", totalMinor: firstMinor },
      {
        key: expect.stringMatching(/^shop\/2\/\d+$/),
        kind: "correction",
        totalMinor: lastMinor - firstMinor,
      },
    ]);
    for (const { payments, taxes, totalMinor } of device.signed) {
      const grossMinor = taxes.reduce((sum, tax) => sum + tax.grossMinor, 0);
      expect(grossMinor).toBe(totalMinor);
      expect(payments).toEqual([{ kind: "card", amountMinor: totalMinor }]);
    }
    expect(readMark(test.store, 2)).toMatchObject({ status: "signed", isLate: false });
  });

  it("issues them while the device is away, and raises an alert until it answers", async () => {
    const { device, sign, test } = await openSigningShop();
    device.weather = "away";
    await visitFor(test, CARD, { "01": 1 });
    await settle(test);
    await sign();
    expect(readMark(test.store, 1)).toEqual({ status: "away" });
    expect(listAlerts(test)).toContain("fiscal-fault");
    device.weather = "well";
    pass(test, 60_000);
    await sign();
    expect(readMark(test.store, 1)).toMatchObject({ status: "signed", isLate: true });
    expect(listAlerts(test)).not.toContain("fiscal-fault");
  });

  it("signs nothing where no device is configured", async () => {
    const config = { shop: { id: "shop" }, fiscal: null } as ShopConfig;
    const test = openTestShop({
      schema: FISCAL_SCHEMA,
      onDocument: (tx, document) => FISCAL.onDocument!(tx, document, config),
    });
    await visitFor(test, CARD, { "01": 1 });
    await settle(test);
    expect(readMark(test.store, 1)).toBe(null);
    expect(await FISCAL.open({ process: { config } } as unknown as CapabilityContext)).toEqual({});
  });
});
