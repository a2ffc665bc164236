import { describe, expect, it } from "vitest";
import { makeEvidencePeriods } from "../../evidence/evidence-periods.ts";
import { keepEvidence } from "../../evidence/evidence-store.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { EVIDENCE_AWAITED_MS } from "../../http/http-limits.ts";
import { CURVE, POSITIONS } from "../../http/kept-pieces-fixture.ts";
import { enterByCard, leave, take } from "../../http/scripted-visit-fixture.ts";

describe("GET /visits/:visitId/evidence/:evidenceId", () => {
  const api = startApi();
  const read = (visitId: string, evidenceId: string, as: "operator" | "reviewer" = "operator") =>
    api.get(`/v1/visits/${visitId}/evidence/${evidenceId}`, { as });

  it("shows what plates and positions say, and until when, as the review does", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    const evidenceId = await take(api, visitId, "03", 1, 0.6);
    const { store, shop } = api.fixture;
    const madeMs = shop.nowMs();
    await store.transact((tx) => {
      const times = { madeMs, deleteAfterMs: madeMs + 60_000 };
      keepEvidence(tx, { evidenceId, kind: "curve", content: CURVE, ...times });
      const sooner = { madeMs, deleteAfterMs: madeMs + 30_000 };
      keepEvidence(tx, { evidenceId, kind: "positions", content: POSITIONS, ...sooner });
    });
    const { body } = await read(visitId, evidenceId, "reviewer");
    expect(body).toMatchObject({
      evidence: { evidenceId, gtin: "03", name: shop.settings.products.get("03")!.name },
      curve: CURVE,
      curveState: "kept",
      curveDeleteAfterMs: madeMs + 60_000,
      positions: POSITIONS,
      positionsState: "kept",
      positionsDeleteAfterMs: madeMs + 30_000,
      clip: null,
      clipState: "none",
      clipDeleteAfterMs: null,
    });
    await api.fixture.pass(30_000);
    expect((await read(visitId, evidenceId)).body).toMatchObject({
      curveState: "kept",
      positions: null,
      positionsDeleteAfterMs: null,
    });
  });

  it("says why there is nothing to be seen", async () => {
    const states = async (visitId: string, evidenceId: string) => {
      const { curveState, positionsState } = (await read(visitId, evidenceId)).body;
      return [curveState, positionsState];
    };
    const visitId = await enterByCard(api, "pm_sim_ok");
    const uncertain = await take(api, visitId, "03", 1, 0.6);
    const sure = await take(api, visitId, "01", 1);
    expect(await states(visitId, uncertain)).toEqual(["awaited", "awaited"]);
    expect(await states(visitId, sure)).toEqual(["awaited", "not-doubted"]);
    await api.fixture.pass(EVIDENCE_AWAITED_MS);
    expect(await states(visitId, uncertain)).toEqual(["missing", "missing"]);
    await leave(api, visitId);
    const evidencePeriods = makeEvidencePeriods(api.fixture.process.config.policies);
    await api.fixture.pass(evidencePeriods.positionsMs);
    expect(await states(visitId, uncertain)).toEqual(["missing", "deleted"]);
    await api.fixture.pass(evidencePeriods.curveMs);
    expect(await states(visitId, uncertain)).toEqual(["deleted", "deleted"]);
    expect(await states(visitId, sure)).toEqual(["deleted", "not-doubted"]);
  });

  it("shows nothing of another visit's, nor to anybody but those who review and run the shop", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    const evidenceId = await take(api, visitId, "03", 1);
    const other = await enterByCard(api, "pm_sim_ok");
    expect((await read(other, evidenceId)).body.code).toBe("not-found");
    expect((await read("nobody", evidenceId)).body.code).toBe("not-found");
    const address = `/v1/visits/${visitId}/evidence/${evidenceId}`;
    expect((await api.get(address)).status).toBe(401);
    for (const as of ["integrator", "device", "gate"] as const) {
      expect((await api.get(address, { as })).status).toBe(403);
    }
  });
});
