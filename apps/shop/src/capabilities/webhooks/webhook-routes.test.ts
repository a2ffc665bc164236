import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { enterByCard } from "../../http/scripted-visit-fixture.ts";
import { openWebhookSeal } from "../../process/process-keys.ts";
import { createAddedWebhooks } from "../../publish/added-webhooks.ts";
import { ADDED_WEBHOOKS_MAX } from "../../publish/publish-limits.ts";

describe("webhooks", () => {
  const api = startApi();

  it("are listed with what waits and what was given up", async () => {
    const { store } = api.fixture;
    await store.transact(({ db }) => {
      db.exec(`
        INSERT INTO webhook_endpoints VALUES
          ('end-1', 'https://till.example/hook', 'environment variable A', '["receipt.*"]', 0, 1, 9);
        INSERT INTO webhook_deliveries VALUES
          ('end-1', 1, NULL, 'delivered', 1, 0, 5, '200'),
          ('end-1', 2, 'v1', 'dead', 24, 0, 6, '500'),
          ('end-1', 3, 'v1', 'pending', 2, 7, NULL, 'no answer');
      `);
    });
    const { body } = await api.get("/v1/webhooks", { as: "operator" });
    expect(body.items).toEqual([
      {
        endpointId: "end-1",
        url: "https://till.example/hook",
        eventTypes: ["receipt.*"],
        isEnabled: false,
        isAdded: false,
        formerSecretUntilMs: null,
        pending: 1,
        dead: 1,
        lastTest: null,
      },
    ]);
  });

  it("show their deliveries in pages, the newest event first", async () => {
    const first = await api.get("/v1/webhooks/end-1/deliveries?limit=2", { as: "operator" });
    expect(first.body.items).toMatchObject([
      { eventId: 3, status: "pending", nextMs: 7, lastAnswer: "no answer" },
      { eventId: 2, status: "dead", attempts: 24, deliveredMs: null },
    ]);
    const second = await api.get(first.body.next, { as: "operator" });
    expect(second.body).toMatchObject({ items: [{ eventId: 1, deliveredMs: 5 }], next: null });
    const path = "/v1/webhooks/nothing/deliveries";
    expect((await api.get(path, { as: "operator" })).body.code).toBe("not-found");
    expect((await api.get(`${path}?limit=0`, { as: "operator" })).body.code).toBe("input-invalid");
  });

  it("show what each tells", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    const { store } = api.fixture;
    const { position } = store.readStream(`visit-${visitId}`)[0]!;
    await store.transact(({ db }) => {
      const values = "('end-1', ?, 'v1', 'delivered', 1, 0, 8, '200')";
      db.prepare(`INSERT INTO webhook_deliveries VALUES ${values}`).run(position);
    });
    const { body } = await api.get("/v1/webhooks/end-1/deliveries?limit=1", { as: "operator" });
    expect(body.items).toMatchObject([
      { eventId: position, event: { id: position, type: "visit.opened", visitId } },
    ]);
  });

  it("send again what was given up, one or all, and are switched on again", async () => {
    const redeliver = (endpointId: string, eventId: number | null) =>
      api.post(`/v1/webhooks/${endpointId}/redeliver`, { as: "operator", body: { eventId } });
    expect((await redeliver("end-1", null)).body).toEqual({ deliveries: 1 });
    expect((await redeliver("end-1", 1)).body).toEqual({ deliveries: 1 });
    expect((await redeliver("end-1", 99)).body.code).toBe("not-found");
    expect((await redeliver("nothing", null)).body.code).toBe("not-found");
    expect((await redeliver("end-1", 0)).body.code).toBe("input-invalid");
    const enable = (endpointId: string) =>
      api.post(`/v1/webhooks/${endpointId}/enable`, { as: "operator" });
    expect((await enable("end-1")).body).toEqual({ endpointId: "end-1" });
    expect((await api.get("/v1/webhooks", { as: "operator" })).body.items[0].isEnabled).toBe(true);
    expect((await enable("nothing")).body.code).toBe("not-found");
  });

  it("that are in the configuration are changed there", async () => {
    const answers = await Promise.all([
      api.post("/v1/webhooks/end-1/events", { as: "operator", body: { eventTypes: ["*"] } }),
      api.post("/v1/webhooks/end-1/secret", { as: "operator", body: { overlapHours: 1 } }),
      api.post("/v1/webhooks/end-1/remove", { as: "operator" }),
    ]);
    for (const { body } of answers) expect(body.code).toBe("webhook-configured");
  });
});

describe("webhooks that are added over the API", () => {
  const api = startApi();
  const URL = "https://books.example/saunter";
  const post = (path: string, body?: object, key?: string) =>
    api.post(`/v1/webhooks${path}`, {
      as: "operator",
      ...(body === undefined ? {} : { body }),
      ...(key === undefined ? {} : { key }),
    });
  const listAdded = (nowMs: number) => {
    const { process, store } = api.fixture;
    return createAddedWebhooks(store, openWebhookSeal(process.config.dataFolder)).list(nowMs);
  };
  const list = async () => (await api.get("/v1/webhooks", { as: "operator" })).body.items;
  const NEW = { url: URL, eventTypes: ["receipt.*"] };
  let endpointId = "";

  it("show their secret in the answer to their key alone, and keep it sealed", async () => {
    const added = await post("", NEW, "add-1");
    expect(added.status).toBe(201);
    expect(added.body.secret).toMatch(/^whsec_[\w-]{43}$/);
    endpointId = added.body.endpointId;
    const again = await post("", NEW, "add-1");
    expect(again.body).toEqual(added.body);
    expect(again.headers["idempotency-replayed"]).toBe("true");
    const kept = JSON.stringify(
      ["webhook_secrets", "idempotency"].map((table) =>
        api.fixture.store.db.prepare(`SELECT * FROM ${table}`).all(),
      ),
    );
    expect(kept).toContain(endpointId);
    expect(kept).not.toContain(added.body.secret);
    expect(listAdded(0)).toEqual([{ endpointId, url: URL, secret: added.body.secret }]);
    expect(await list()).toMatchObject([{ endpointId, isAdded: true, eventTypes: ["receipt.*"] }]);
  });

  it("may not lead into the shop's own network, nor be there twice", async () => {
    for (const url of [
      "http://books.example/",
      "https://localhost/",
      "https://127.0.0.1/",
      "https://2130706433/",
      "https://[::1]/",
      "https://10.1.2.3/",
      "https://printer/",
      "https://user:word@books.example/",
      "books.example",
    ]) {
      const refused = await post("", { url, eventTypes: ["*"] });
      expect(refused.body, url).toMatchObject({ code: "input-invalid" });
    }
    expect((await post("", NEW)).body.detail).toContain("already");
    expect((await post("", { url: `${URL}/2`, eventTypes: ["receipt"] })).body.code).toBe(
      "input-invalid",
    );
    expect(await list()).toHaveLength(1);
  });

  it("give the same secret again where its answer was lost, and keep the one before as the former", async () => {
    const { shop } = api.fixture;
    const former = listAdded(shop.nowMs())[0]!.secret;
    const rotate = () => post(`/${endpointId}/secret`, { overlapHours: 1 }, "rotate-1");
    const lost = await rotate();
    const again = await rotate();
    expect(again.body).toEqual({ endpointId, secret: lost.body.secret });
    expect(listAdded(shop.nowMs())).toMatchObject([
      { secret: again.body.secret, formerSecret: former },
    ]);
  });

  it("sign with both secrets while one is replaced, and for no longer", async () => {
    const { shop } = api.fixture;
    const former = listAdded(shop.nowMs())[0]!.secret;
    const { body } = await post(`/${endpointId}/secret`, { overlapHours: 24 });
    const untilMs = shop.nowMs() + 24 * 3_600_000;
    expect(listAdded(untilMs - 1)).toMatchObject([{ secret: body.secret, formerSecret: former }]);
    expect(listAdded(untilMs)).toEqual([{ endpointId, url: URL, secret: body.secret }]);
    expect(await list()).toMatchObject([{ formerSecretUntilMs: untilMs }]);
    const next = await post(`/${endpointId}/secret`, { overlapHours: 0 });
    expect(listAdded(shop.nowMs())).toEqual([{ endpointId, url: URL, secret: next.body.secret }]);
  });

  it("say what came of a test, and still do later", async () => {
    const { body } = await post(`/${endpointId}/test`);
    expect(body).toMatchObject({ isAccepted: false, answer: "503 not today" });
    expect(await list()).toMatchObject([{ endpointId, lastTest: body }]);
    const again = await post(`/${endpointId}/test`);
    expect(await list()).toMatchObject([{ endpointId, lastTest: again.body }]);
    expect((await post("/nothing/test")).body.code).toBe("not-found");
  });

  it("are paged, changed, disabled and removed with their deliveries", async () => {
    await post("", { url: `${URL}/2`, eventTypes: ["*"] });
    const first = await api.get("/v1/webhooks?limit=1", { as: "operator" });
    const second = await api.get(first.body.next, { as: "operator" });
    const ids = [...first.body.items, ...second.body.items].map((one) => one.endpointId);
    expect(new Set(ids).size).toBe(2);
    expect(second.body.next).toBeNull();
    await post(`/${endpointId}/events`, { eventTypes: ["stock.changed"] });
    await post(`/${endpointId}/disable`);
    const mine = (await list()).find((one: { url: string }) => one.url === URL);
    expect(mine).toMatchObject({ eventTypes: ["stock.changed"], isEnabled: false });
    await api.fixture.store.transact(({ db }) => {
      const row = "(?, 1, NULL, 'pending', 0, 0, NULL, NULL)";
      db.prepare(`INSERT INTO webhook_deliveries VALUES ${row}`).run(endpointId);
    });
    expect((await post(`/${endpointId}/remove`)).body).toEqual({ endpointId });
    for (const table of ["webhook_deliveries", "webhook_tests"]) {
      const { n } = api.fixture.store.db.prepare(`SELECT count(*) AS n FROM ${table}`).get()!;
      expect(n, table).toBe(0);
    }
    for (const path of ["remove", "disable", "events", "secret"]) {
      const body = { events: { eventTypes: ["*"] }, secret: { overlapHours: 1 } }[path];
      expect((await post(`/${endpointId}/${path}`, body)).body.code, path).toBe("not-found");
    }
  });

  it("are so many and no more", async () => {
    const there = (await list()).length;
    for (let n = there; n < ADDED_WEBHOOKS_MAX; n++) {
      expect((await post("", { url: `${URL}/no-${n}`, eventTypes: ["*"] })).status).toBe(201);
    }
    const refused = await post("", { url: `${URL}/more`, eventTypes: ["*"] });
    expect(refused.body.detail).toContain("the maximum");
  });
});
