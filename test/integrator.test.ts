/** The example of another system, at work on a shop by HTTP. */
import { readFileSync } from "node:fs";
import { connectShop } from "@saunter/client/connect";
import { signWebhook } from "@saunter/server/webhooks/webhook-signature";
import { sellGoods } from "@saunter/shop/goods/goods-fixture";
import { startApi } from "@saunter/shop/http/api-recorder-fixture";
import {
  conclude,
  enterByCard,
  leave,
  take,
  tick,
} from "@saunter/shop/http/scripted-visit-fixture";
import { expect, it, vi } from "vitest";
import { isGenuine, work } from "../examples/integrator/integrator.ts";

const api = startApi(sellGoods());

it("reads, changes a price, counts, disputes and refunds, with the scopes that it names", async () => {
  for (let n = 0; n < 3; n++) {
    const visitId = await enterByCard(api, `pm_sim_ok-${n}`);
    await take(api, visitId, "5000001000011", 1);
    await leave(api, visitId);
    await conclude(api, visitId);
  }
  await tick(api);
  const { app, shop } = api.fixture;
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as { readonly port: number };
  const file = new URL("../examples/integrator/integrator.ts", import.meta.url);
  const source = readFileSync(file, "utf8");
  const scopes = [...new Set(source.match(/\b[a-z]+:(read|write)\b/g))];
  const user = { name: "books", roles: ["integrator"], password: null, scopes };
  const added = await api.post("/v1/users", { as: "operator", body: user });
  const said: string[] = [];
  vi.spyOn(console, "log").mockImplementation((words: string) => void said.push(words));
  await work(
    connectShop({ url: `http://127.0.0.1:${port}`, apiKey: added.body.apiKey }),
    shop.nowMs(),
  );
  vi.restoreAllMocks();
  expect(said).toEqual([
    expect.stringMatching(/^3 receipts, \d+\.\d\d in all$/),
    expect.stringMatching(/^figures of the last day: \d+ steps$/),
    expect.stringMatching(/ costs 3\.20 from version 1 on$/),
    expect.stringMatching(/^facing \S+ holds 12$/),
    expect.stringMatching(/^the dispute is (granted|open)$/),
    "50 minor units are refunded",
  ]);
});

it("takes a webhook's signature for genuine, also while its secret is replaced", () => {
  const header = signWebhook("{}", "new", 1_772_442_000_000, "former");
  expect(isGenuine("{}", header, "new")).toBe(true);
  expect(isGenuine("{}", header, "former")).toBe(true);
  expect(isGenuine("{}", header, "other")).toBe(false);
  expect(isGenuine("{} ", header, "new")).toBe(false);
});
