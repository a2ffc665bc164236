import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { type ProviderServer, startProviderServer } from "./provider-server.ts";

const form = "amount=500&currency=eur&confirm=true&payment_method=pm_sim_ok";

const start = (
  fields: Partial<Parameters<typeof startProviderServer>[0]> = {},
): Promise<ProviderServer> =>
  startProviderServer({
    port: 0,
    clock: () => 1_760_000_000_000,
    webhookSecret: "whsec_1",
    ...fields,
  });

const post = (server: ProviderServer, body: string): Promise<Response> =>
  fetch(`${server.url}/v1/payment_intents`, {
    method: "POST",
    body,
    headers: { "content-type": "application/x-www-form-urlencoded", "idempotency-key": "k" },
  });

describe("the provider's server", () => {
  it("answers forms as Stripe does, the same key alike", async () => {
    const server = await start();
    const first = await post(server, form);
    expect([first.status, first.headers.get("content-type")]).toEqual([200, "application/json"]);
    const made: unknown = await first.json();
    expect(made).toMatchObject({ object: "payment_intent", status: "succeeded", amount: 500 });
    const again = await post(server, form);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(await again.json()).toEqual(made);
    const found = await fetch(`${server.url}/v1/payment_intents?limit=1`);
    expect(await found.json()).toMatchObject({ data: [made] });
    expect(await server.deliverDue()).toBe(0);
    await server.close();
  });

  it("refuses a body that is too long, and goes on", async () => {
    const server = await start();
    const { status } = await post(server, "x".repeat(65_537));
    expect(status).toBe(413);
    expect((await post(server, form + "&x=".padEnd(65_536 - form.length, "x"))).status).toBe(200);
    await server.close();
  });

  it("outlives a caller who goes away in the middle", async () => {
    const server = await start();
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    await once(socket, "connect");
    socket.write(
      "POST /v1/payment_intents HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\namount",
    );
    socket.destroy();
    await once(socket, "close");
    expect((await post(server, form)).status).toBe(200);
    await server.close();
  });

  it("says so where its port is taken", async () => {
    const server = await start();
    const port = Number(new URL(server.url).port);
    await expect(start({ port })).rejects.toThrow(/EADDRINUSE/);
    await server.close();
  });

  it("brings a webhook again where nobody takes it", async () => {
    let atMs = 1_760_000_000_000;
    const statuses = [500, 204];
    const bodies: string[] = [];
    const shop = createServer((request, response) => {
      request.setEncoding("utf8").on("data", (part: string) => bodies.push(part));
      request.on("end", () => response.writeHead(statuses.shift() ?? 204).end());
    });
    shop.listen(0, "127.0.0.1");
    await once(shop, "listening");
    const address = shop.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const webhookUrl = `http://127.0.0.1:${address.port}/`;
    const server = await start({ clock: () => atMs, webhookUrl });
    await post(server, form);
    await server.deliverDue();
    shop.closeAllConnections();
    await new Promise((resolve) => shop.close(resolve));
    const before = bodies.length;
    expect(before).toBe(2);
    atMs += 1000;
    expect(await server.deliverDue()).toBe(0);
    expect(server.provider.webhooks).toMatchObject([{ attempt: 3 }]);
    expect(bodies).toHaveLength(before);
    await server.close();
  });
});
