import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { START_MS } from "../../http/http-fixture.ts";
import { shopByCard } from "../../http/scripted-visit-fixture.ts";

describe("health", () => {
  const api = startApi();

  it("is that the process lives, and that it can serve", async () => {
    expect((await api.get("/v1/healthz")).body).toEqual({ status: "alive" });
    const { body } = await api.get("/v1/readyz");
    expect(body).toMatchObject({ status: "ready", providerSilentSinceMs: null });
    expect(body.position).toBe(api.fixture.store.position());
  });

  it("tells Prometheus what there is, by names of its own", async () => {
    await shopByCard(api, "pm_sim_ok", { "01": 1 });
    const { text } = await api.get("/v1/metrics", { as: "integrator" });
    const names = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    for (const name of names) expect(name).toMatch(/^(?:saunter|process)_/);
    for (const [name, value] of [
      ["saunter_visits", 1],
      ["saunter_visits_open", 0],
      ["saunter_receipts", 1],
      ["saunter_reviews_open", 0],
      ["saunter_charges_unsettled", 0],
      ["saunter_journal_position", api.fixture.store.position()],
      ["saunter_payment_silent_seconds", 0],
    ]) {
      expect(text).toContain(`\n${name} ${value}\n`);
    }
    for (const name of ["saunter_commit_seconds_count", "saunter_event_loop_lag_seconds"]) {
      expect(text).toMatch(new RegExp(`^${name} [0-9]`, "m"));
    }
    expect(text).toMatch(/^saunter_receipt_seconds_count 1$/m);
    expect(text).toMatch(/^saunter_outbox_waiting\{queue="fiscal"\} 0$/m);
    expect(text).toContain('route="POST /v1/gates/:gateId/entries",status="201"');
  });

  it("gives its metrics to those who may read them alone", async () => {
    expect((await api.get("/v1/metrics")).status).toBe(401);
    for (const as of ["clerk", "reviewer", "shopper"] as const) {
      const { body } = await api.get("/v1/metrics", { as });
      expect([as, body.code]).toEqual([as, "forbidden"]);
    }
  });

  it("tells those who look after the shop how its process is", async () => {
    const { body } = await api.get("/v1/health", { as: "operator" });
    const { shop, store } = api.fixture;
    expect(body).toMatchObject({
      nowMs: shop.nowMs(),
      startedMs: START_MS,
      lagMs: 1.5,
      memoryBytes: expect.any(Number),
      diskFreeBytes: 40e9,
      diskBytes: 100e9,
      journalEvents: store.position(),
      providerSilentSinceMs: null,
      isDiskLow: false,
      isSlow: false,
      sensors: [
        { name: "cameras", lastMessageMs: null, isQuiet: true, hasFault: false },
        { name: "gondola 1", lastMessageMs: null, isQuiet: true, hasFault: false },
      ],
      cameras: [],
      backlog: { charges: 0, reviews: 0, webhooks: 0, mails: 0 },
    });
    expect((await api.get("/v1/health", { as: "integrator" })).body.code).toBe("forbidden");
  });

  it("says since when the provider is silent", async () => {
    api.fixture.setOffline(true);
    const body = { method: "card", shown: { requestId: "pm_sim_ok-9" }, partySize: 1 };
    await api.post("/v1/gates/south/entries", { as: "gate", body });
    const sinceMs = api.fixture.shop.nowMs();
    await api.fixture.pass(90_000);
    expect((await api.get("/v1/readyz")).body.providerSilentSinceMs).toBe(sinceMs);
    const { text } = await api.get("/v1/metrics", { as: "operator" });
    expect(text).toContain("\nsaunter_payment_silent_seconds 90\n");
  });
});

describe("a shop that cannot serve", () => {
  const api = startApi({ findNotReady: () => "the engine is starting" });

  it("says why", async () => {
    const { body } = await api.get("/v1/readyz");
    expect(body).toMatchObject({ code: "not-ready", detail: "the engine is starting" });
  });
});
