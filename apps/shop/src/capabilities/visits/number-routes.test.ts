import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { NUMBER_STEPS_MAX, NUMBERS_MS_MAX } from "../../http/http-limits.ts";
import {
  comeIn,
  conclude,
  enterByCard,
  leave,
  shopByCard,
  take,
  tick,
} from "../../http/scripted-visit-fixture.ts";

const HOUR_MS = 3_600_000;

describe("numbers", () => {
  const api = startApi();
  const ask = (fromMs: number, untilMs: number, stepMs: number) =>
    api.get(`/v1/numbers?fromMs=${fromMs}&untilMs=${untilMs}&stepMs=${stepMs}`, { as: "operator" });

  it("are none where nobody came", async () => {
    const fromMs = api.fixture.shop.nowMs();
    const { body } = await ask(fromMs, fromMs + HOUR_MS, HOUR_MS);
    expect(body.visits).toEqual({ open: 0, closed: 0, staff: 0, buying: 0 });
    expect(body.dwellMs).toEqual({ count: 0, median: null, p99: null, mean: null });
    expect(body.steps).toEqual([{ fromMs, visits: 0, takingsMinor: 0, reviewed: 0 }]);
  });

  it("tell of visits, what they bought, and how long it all took", async () => {
    const { fixture } = api;
    const fromMs = fixture.shop.nowMs();
    const bought = await shopByCard(api, "pm_sim_ok", { "01": 2, "02": 1 });
    await fixture.pass(HOUR_MS);
    await shopByCard(api, "pm_sim_ok", {});
    await enterByCard(api, "pm_sim_ok");
    const admission = { partySize: 1, payer: "staff", staffId: null };
    await api.post("/v1/gates/south/admissions", { as: "operator", body: admission });
    await comeIn(api, "south");
    const { body } = await ask(fromMs, fromMs + 2 * HOUR_MS, HOUR_MS);
    const receipt = fixture.store.read("receipt", bought);
    if (receipt.status === "none") throw new Error("no receipt");
    const { totalMinor } = receipt.content.result.totals;
    expect(totalMinor).toBeGreaterThan(0);
    expect(body.visits).toEqual({ open: 1, closed: 2, staff: 1, buying: 1 });
    expect(body.basketUnits).toEqual({ count: 1, median: 3, p99: 3, mean: 3 });
    expect(body.basketMinor.median).toBe(totalMinor);
    expect(body.takingsMinor).toBe(totalMinor);
    expect(body.receipts).toEqual({ final: 2, reviewed: 0, lapsed: 0, waiting: 0 });
    expect(body.draftAfterExitMs.count).toBe(2);
    expect(body.accuracy).toEqual({ decided: 0, agreed: 0, accepted: 2, provedWrong: 0 });
    expect(body.steps.map((step: { visits: number }) => step.visits)).toEqual([1, 2]);
    expect(body.steps[0].takingsMinor).toBe(totalMinor);
  });

  it("tell what reviewers and disputes have said of the engine", async () => {
    const { fixture } = api;
    await fixture.pass(24 * HOUR_MS);
    const fromMs = fixture.shop.nowMs();
    const visitId = await enterByCard(api, "pm_sim_ok");
    await take(api, visitId, "01", 1, 0.7);
    await leave(api, visitId);
    await conclude(api, visitId, true);
    const waiting = (await ask(fromMs, fromMs + HOUR_MS, HOUR_MS)).body;
    expect(waiting.receipts).toMatchObject({ final: 0, reviewed: 1, waiting: 1 });
    const { items } = (await api.get("/v1/reviews", { as: "reviewer" })).body;
    const { reviewId } = items[0];
    await api.post(`/v1/reviews/${reviewId}/claim`, { as: "reviewer" });
    const review = (await api.get(`/v1/reviews/${reviewId}`, { as: "reviewer" })).body;
    const { kind, shopperId, giverId, gtin, quantity } = review.subject.evidence;
    const candidate = { kind, shopperId, giverId, gtin, quantity };
    const body = { choice: { kind: "candidate", candidate } };
    const decided = await api.post(`/v1/reviews/${reviewId}/decide`, { as: "reviewer", body });
    expect(decided.status, decided.text).toBe(200);
    const after = (await ask(fromMs, fromMs + HOUR_MS, HOUR_MS)).body;
    expect(after.accuracy).toMatchObject({ decided: 1, agreed: 1, accepted: 0 });

    const accepted = await shopByCard(api, "pm_sim_ok", { "01": 1 });
    const { lines } = (await api.get(`/v1/receipts/${accepted}`, { as: "operator" })).body;
    const dispute = { kind: "wrong-item", lineId: lines[0].lineId, gtin: null };
    await api.post(`/v1/receipts/${accepted}/disputes`, {
      as: "operator",
      body: { ...dispute, claimedQuantity: 0 },
    });
    const last = (await ask(fromMs, fromMs + HOUR_MS, HOUR_MS)).body;
    // A small amount is granted at once, which proves nothing.
    expect(last.disputes).toMatchObject({ all: 1, granted: 1 });
    expect(last.accuracy).toMatchObject({ accepted: 1, provedWrong: 0 });

    const large = await shopByCard(api, "pm_sim_ok", { "01": 20 });
    const disputed = await api.post(`/v1/receipts/${large}/disputes`, {
      as: "operator",
      body: { ...dispute, claimedQuantity: 0 },
    });
    expect(disputed.status, disputed.text).toBe(201);
    const { items: open } = (await api.get("/v1/reviews", { as: "reviewer" })).body;
    await api.post(`/v1/reviews/${open[0].reviewId}/claim`, { as: "reviewer" });
    const grant = { choice: { kind: "grant" } };
    await api.post(`/v1/reviews/${open[0].reviewId}/decide`, { as: "reviewer", body: grant });
    await fixture.pass(HOUR_MS / 4);
    await tick(api);
    const judged = (await ask(fromMs, fromMs + HOUR_MS, HOUR_MS)).body;
    expect(judged.disputes).toMatchObject({ all: 2, granted: 2 });
    expect(judged.accuracy).toMatchObject({ accepted: 2, provedWrong: 1 });
  });

  it("are of a stretch that is bounded", async () => {
    expect((await ask(10, 10, HOUR_MS)).body.code).toBe("input-invalid");
    expect((await ask(0, NUMBERS_MS_MAX, NUMBERS_MS_MAX)).status).toBe(200);
    expect((await ask(0, NUMBERS_MS_MAX + 1, NUMBERS_MS_MAX)).body.code).toBe("input-invalid");
    const tooMany = (NUMBER_STEPS_MAX + 1) * 60_000;
    expect((await ask(0, NUMBER_STEPS_MAX * 60_000, 60_000)).status).toBe(200);
    expect((await ask(0, tooMany, 60_000)).body.code).toBe("input-invalid");
  });
});
