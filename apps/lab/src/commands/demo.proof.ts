/** `saunter demo` with its real process, simulated shoppers and smart carts. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCapturedIo } from "@saunter/shop/command-line/captured-io";
import { runCommandLine } from "@saunter/shop/command-line/run-command-line";
import { findPort } from "@saunter/shop/serve/find-port";
import { runShop } from "@saunter/shop/serve/run-shop";
import { afterAll, expect, it } from "vitest";
import type { DemoSources } from "../demo/demo-control.ts";
import { makeDemonstration } from "../simulator/extension.ts";
import { addDemoCommand } from "./demo.ts";

const folder = mkdtempSync(join(tmpdir(), "saunter-demo-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("the demonstration is a whole shop, whose gate admits a visitor", async () => {
  const serving = Promise.withResolvers<string>();
  const sources = Promise.withResolvers<DemoSources>();
  const captured = createCapturedIo();
  const args = ["demo", "--port", "0", "--data", folder, "--seed", "1", "--carts", "2"];
  const ended = runCommandLine(args, "1", captured.io, (program) =>
    addDemoCommand(program, {
      io: captured.io,
      findRecordings: async () => [],
      openBrowser: () => false,
      makeSeed: () => 1,
      hasScreens: () => true,
      findPort,
      runShop: (config, loadGoods, onServing, signal, demo) => {
        sources.resolve(demo);
        const told = (address: string): void => {
          onServing(address);
          serving.resolve(address);
        };
        const extension = makeDemonstration(demo, null);
        return runShop(config, loadGoods, told, signal, { isClockRight: true, extension });
      },
    }),
  );
  const address = await serving.promise;
  const { demo } = await (await fetch(`${address}/v1/shop`)).json();
  let token = "";
  const ask = async (path: string, body?: object) => {
    const answer = await fetch(`${address}/v1${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "idempotency-key": randomUUID(),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const said = await answer.json();
    if (!answer.ok && path !== "/readyz") throw new Error(JSON.stringify(said));
    return said;
  };
  token = (await ask("/sign-in", { ...demo, carrier: "token" })).accessToken;
  await expect.poll(async () => (await ask("/readyz")).status).toBe("ready");
  await ask("/demo/settings", { speed: 10 });
  await ask("/demo/avatar", {});
  const readVisit = async () => (await ask("/demo")).avatar.visitId;
  await expect.poll(readVisit).toEqual(expect.any(String));
  // The first cart is the visitor's; a simulated shopper has the second.
  const readUnits = async () => {
    const { items } = await ask("/carts");
    expect(items.map(({ cartId }: { cartId: string }) => cartId)).toEqual(["cart-1", "cart-2"]);
    return items[1].trip?.units ?? 0;
  };
  await expect.poll(readUnits).toBeGreaterThan(0);
  captured.interrupt();
  expect(await ended).toBe(0);
});
