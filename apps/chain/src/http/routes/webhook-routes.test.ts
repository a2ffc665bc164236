import { SIGNATURE_HEADER } from "@saunter/protocol/webhooks/signature";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { CHAIN, organisation, startChainHttp, type TestChainHttp } from "../chain-http-fixture.ts";

const NEW = { url: "https://example.com/hook", eventTypes: ["receipt.*"], organisationId: null };

describe("webhooks of a chain", () => {
  let chain: TestChainHttp;
  let owner: string;
  const sent: Request[] = [];
  let status = 204;
  beforeAll(async () => {
    const receive = async (url: unknown, init: unknown) => {
      sent.push(new Request(url as string, init as RequestInit));
      return new Response(status === 204 ? null : "no", { status });
    };
    chain = await startChainHttp({ fetch: receive as typeof fetch });
    owner = (await chain.signIn("owner", CHAIN)).token;
  });
  afterAll(() => chain.close());

  const ask = (route: string, body?: object, token = owner) =>
    chain.ask(route, { token, ...(body === undefined ? {} : { body }) });
  const list = async () => (await ask("GET /v1/webhooks")).body.items;

  it("are added with a secret that is shown once, paused and removed", async () => {
    const added = await ask("POST /v1/webhooks", NEW);
    expect([added.status, added.body.secret]).toEqual([201, expect.stringMatching(/^whsec_/)]);
    const { subscriptionId } = added.body;
    const listed = await ask("GET /v1/webhooks");
    expect(listed.text).not.toContain(added.body.secret);
    expect(listed.body.items).toMatchObject([{ ...NEW, subscriptionId, isEnabled: true }]);
    await ask(`POST /v1/webhooks/${subscriptionId}/state`, { isEnabled: false });
    expect(await list()).toMatchObject([{ isEnabled: false }]);
    const rotated = await ask(`POST /v1/webhooks/${subscriptionId}/rotate`);
    expect(rotated.body.secret).not.toBe(added.body.secret);
    expect((await ask(`POST /v1/webhooks/${subscriptionId}/remove`)).status).toBe(204);
    expect(await list()).toEqual([]);
    const trail = await chain.ask("GET /v1/audit", { token: owner });
    expect(trail.text).not.toContain(added.body.secret);
    // Who reads the trail may not know the address: its path may be a secret.
    expect(trail.text).toContain("example.com");
    expect(trail.text).not.toContain(NEW.url);
  });

  it("are tested with a signed event, and say what was answered", async () => {
    const { subscriptionId } = (await ask("POST /v1/webhooks", NEW)).body;
    const taken = await ask(`POST /v1/webhooks/${subscriptionId}/test`);
    expect(taken.body).toEqual({ isTaken: true, answer: "204" });
    const request = sent.at(-1)!;
    expect(request.headers.get(SIGNATURE_HEADER)).toMatch(/v1=/);
    expect(await request.json()).toMatchObject({ type: "webhook.test" });
    status = 500;
    const refused = await ask(`POST /v1/webhooks/${subscriptionId}/test`);
    expect(refused.body).toEqual({ isTaken: false, answer: "500 no" });
    status = 204;
    await ask(`POST /v1/webhooks/${subscriptionId}/remove`);
  });

  it("list deliveries that failed, which can be sent again", async () => {
    const { subscriptionId } = (await ask("POST /v1/webhooks", NEW)).body;
    const row = { subscription_id: subscriptionId, shop_id: "a-1", visit_id: null, attempts: 9 };
    // A shop may have written anything into a text.
    const body = JSON.stringify({ type: "receipt.finalised", data: { note: "\0 \ud800" } });
    await chain.db
      .insertInto("webhook_deliveries")
      .values([
        { ...row, position: 1, body, status: "dead", next_ms: 0, ended_ms: 5, last_answer: "500" },
        {
          ...row,
          position: 2,
          body,
          status: "pending",
          next_ms: 9,
          ended_ms: null,
          last_answer: null,
        },
      ])
      .execute();
    const read = async () => (await ask(`GET /v1/webhooks/${subscriptionId}/deliveries`)).body;
    expect((await read()).items[0]).toMatchObject({ type: "receipt.finalised" });
    const deliveries = async () =>
      (await read()).items.map((one: { position: number; status: string }) => [
        one.position,
        one.status,
      ]);
    expect(await deliveries()).toEqual([
      [1, "dead"],
      [2, "pending"],
    ]);
    expect((await ask(`POST /v1/webhooks/${subscriptionId}/resend`)).body).toEqual({ count: 1 });
    expect((await deliveries()).map(([, state]: [number, string]) => state)).toEqual([
      ...["pending", "pending"],
    ]);
    await ask(`POST /v1/webhooks/${subscriptionId}/remove`);
  });

  it("are refused where the address is none, and to whoever is of a part of the chain", async () => {
    const strange = ["nowhere", "ftp://example.com/", "javascript:alert(1)"];
    for (const url of [...strange, "https://ann:secret@example.com/", "https://ann@example.com/"]) {
      expect([url, (await ask("POST /v1/webhooks", { ...NEW, url })).status]).toEqual([url, 400]);
    }
    // Those of the chain's own network, however they are written.
    const own = ["http://example.com/", "https://localhost/", "https://10.0.0.1/", "https://db/"];
    for (const url of [
      ...own,
      "https://169.254.169.254/latest",
      "https://[::1]/",
      "https://2130706433/",
    ]) {
      const { body, status } = await ask("POST /v1/webhooks", { ...NEW, url });
      expect([url, status]).toEqual([url, 400]);
      expect(body.detail).toContain("allowPrivate");
    }
    expect((await ask("POST /v1/webhooks", { ...NEW, organisationId: "none" })).status).toBe(404);
    const ofA = await chain.signIn("owner", organisation("a"));
    expect((await ask("POST /v1/webhooks", NEW, ofA.token)).status).toBe(403);
    expect((await ask("GET /v1/webhooks", undefined, ofA.token)).status).toBe(403);
  });

  it("are taken with an address of the chain's own network where its configuration says so", async () => {
    const open = await startChainHttp({ allowPrivateWebhooks: true });
    onTestFinished(open.close);
    const { token } = await open.signIn("owner", CHAIN);
    for (const [url, status] of [
      ["http://10.0.0.1:8080/hook", 201],
      ["http://ann@10.0.0.1/", 400],
    ] as const) {
      const answer = await open.ask("POST /v1/webhooks", { token, body: { ...NEW, url } });
      expect([url, answer.status]).toEqual([url, status]);
    }
  });
});
