import { rmSync } from "node:fs";
import type { ShopConfig } from "@saunter/shop/config/shop-config";
import { runShop } from "@saunter/shop/serve/run-shop";
import { makeSampleConfig } from "@saunter/shop/testing/sample-config";
import { makeScratchFolder } from "@saunter/shop/testing/scratch-folder";
import { expect, it, onTestFinished } from "vitest";
import { SIMULATION } from "../simulator/extension.ts";
import { DEMO_SIGN_IN } from "./demo-people.ts";

const secret = () => ({ source: "a test", reveal: () => "sk_test_0123456789abcdef0123456789" });

const STRIPE: ShopConfig["payment"]["gateway"] = {
  kind: "stripe",
  secretKey: secret(),
  webhookSecret: secret(),
  canRaiseHolds: false,
  publishableKey: null,
  // Nothing listens there.
  baseUrl: "http://127.0.0.1:9",
};

/** Serves a shop and signs in as the demonstration's user. */
async function signIn(dataFolder: string, gateway: ShopConfig["payment"]["gateway"]) {
  const sample = makeSampleConfig(dataFolder, 1, "busy");
  const config = { ...sample, payment: { ...sample.payment, gateway } };
  const serving = Promise.withResolvers<string>();
  const stop = new AbortController();
  const options = { isClockRight: false, extension: SIMULATION };
  const ended = runShop(config, null, serving.resolve, stop.signal, options);
  ended.catch(serving.reject);
  const address = await serving.promise;
  const { demo } = (await (await fetch(`${address}/v1/shop`)).json()) as { demo: unknown };
  const { status } = await fetch(`${address}/v1/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...DEMO_SIGN_IN, carrier: "token" }),
  });
  stop.abort();
  await ended;
  return { demo, status };
}

it("the demonstration's password works only while money is simulated", async () => {
  const folder = makeScratchFolder();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(await signIn(folder, { kind: "simulator" })).toEqual({ demo: DEMO_SIGN_IN, status: 200 });
  expect(await signIn(folder, STRIPE)).toEqual({ demo: null, status: 401 });
});
