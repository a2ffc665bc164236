import { expect, it } from "vitest";
import { LEAST_LINES, loadGood } from "../config/config-fixture.ts";
import { listAlerts, openTestShop, transact } from "../domain/shop-fixture.ts";
import { reportHold } from "./report-hold.ts";

const secret = { source: "test", reveal: () => "sk_test_1" };

it("a shop of real cards without a hold has an alert, until it has one", async () => {
  const test = openTestShop();
  const config = loadGood(LEAST_LINES);
  const gateway = {
    kind: "stripe",
    secretKey: secret,
    webhookSecret: secret,
    canRaiseHolds: false,
    publishableKey: null,
    baseUrl: null,
  } as const;
  const hold = { amountMinor: 2000, releaseText: "soon", releaseTexts: [] };
  const payment = { ...config.payment, gateway };
  const report = async (changed: Partial<typeof config>): Promise<string[]> => {
    await transact(test, (tx) => reportHold(tx, { ...config, ...changed }));
    return listAlerts(test);
  };
  expect(await report({})).toEqual([]);
  const local = { ...gateway, baseUrl: "http://127.0.0.1:1" };
  expect(await report({ payment: { ...payment, gateway: local } })).toEqual([]);
  expect(await report({ payment })).toEqual(["hold-missing"]);
  expect(await report({ payment, entry: { ...config.entry, hold } })).toEqual([]);
});
