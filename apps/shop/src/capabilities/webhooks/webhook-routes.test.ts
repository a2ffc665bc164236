import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { enterByCard } from "../../http/scripted-visit-fixture.ts";

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
        pending: 1,
        dead: 1,
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
});
