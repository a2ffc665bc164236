import { describe, expect, it } from "vitest";
import { startApi, type Who } from "../../http/api-recorder-fixture.ts";
import {
  enterByCard,
  leave,
  shopByCard,
  shopByCode,
  take,
} from "../../http/scripted-visit-fixture.ts";

const GOODWILL = { kind: "amount", amountMinor: 100, reason: "goodwill" };
const LINE = { kind: "lines", lines: [{ lineId: "03", quantity: 1 }], reason: "damaged" };

describe("a refund", () => {
  const api = startApi();
  const refund = (visitId: string, body: object, as: Who = "operator", key?: string) =>
    api.post(`/v1/receipts/${visitId}/refunds`, {
      as,
      body,
      ...(key === undefined ? {} : { key }),
    });
  const list = async (visitId: string, as: Who = "operator") =>
    (await api.get(`/v1/receipts/${visitId}/refunds`, { as })).body;

  it("of a line is previewed, made once for one key, and told with who made it", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "03": 2 });
    const { reason: _, ...what } = LINE;
    const path = `/v1/receipts/${visitId}/refunds/preview`;
    const preview = await api.post(path, { as: "operator", body: what });
    expect([preview.status, preview.body]).toEqual([200, { amountMinor: 250, returnedMinor: 250 }]);
    expect((await list(visitId)).items).toEqual([]);
    const made = await refund(visitId, { ...LINE, note: "Mouldy" }, "operator", "refund-1");
    expect(made.status, made.text).toBe(201);
    const again = await refund(visitId, { ...LINE, note: "Mouldy" }, "operator", "refund-1");
    expect(again.headers["idempotency-replayed"]).toBe("true");
    expect(again.body).toEqual(made.body);
    expect(await list(visitId)).toMatchObject({
      refundableMinor: 250,
      limitMinor: null,
      waitingMinor: 0,
      waitsFor: null,
      items: [
        {
          refundId: made.body.refundId,
          documentNumber: made.body.documentNumber,
          amountMinor: 250,
          note: "Mouldy",
          byId: api.fixture.ids.operator,
          byName: "operator",
        },
      ],
    });
    const { body: receipt } = await api.get(`/v1/receipts/${visitId}`, { as: "operator" });
    expect(receipt).toMatchObject({
      documentNumber: made.body.documentNumber,
      payments: [{ paidMinor: 500, refundedMinor: 250 }],
    });
    const history = await api.get(`/v1/receipts/${visitId}/history`, { as: "clerk" });
    const kinds = history.body.items.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(["drafted", "finalised", "charged", "corrected", "refund", "refunded"]);
    expect(history.body.items[4]).toMatchObject({ byName: "operator", note: "Mouldy" });
    expect(history.body.items[5]).toMatchObject({ byId: null, amountMinor: 250 });
  });

  it("waits while the provider is away, and says so", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "03": 1 });
    api.fixture.setOffline(true);
    expect((await refund(visitId, GOODWILL)).status).toBe(201);
    expect(await list(visitId)).toMatchObject({ waitingMinor: 100, waitsFor: "provider" });
    api.fixture.setOffline(false);
    await api.fixture.pass(3_600_000);
    await api.fixture.runner.advance(visitId);
    expect(await list(visitId)).toMatchObject({ waitingMinor: 0, waitsFor: null });
  });

  it("is told to webhooks and streams, without its note", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "03": 1 });
    await refund(visitId, { ...GOODWILL, note: "A regular" });
    const { body } = await api.get(`/v1/visits/${visitId}`, { as: "operator" });
    const told = body.timeline.filter(({ type }: { type: string }) => type === "receipt.refunded");
    expect(told).toMatchObject([
      { data: { kind: "amount", amountMinor: 100, staffId: api.fixture.ids.operator } },
    ]);
    expect(JSON.stringify(told)).not.toContain("A regular");
  });

  it("of a clerk, or of another system, has limits; an operator's has none", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "03": 20 });
    const amount = (amountMinor: number, as: Who) =>
      refund(visitId, { ...GOODWILL, amountMinor }, as);
    const refused = await amount(2001, "clerk");
    expect([refused.status, refused.body.code]).toEqual([403, "refund-needs-operator"]);
    expect((await amount(2001, "integrator")).body.code).toBe("refund-needs-operator");
    expect((await amount(2000, "clerk")).status).toBe(201);
    expect((await list(visitId, "clerk")).limitMinor).toBe(2000);
    expect((await list(visitId, "integrator")).limitMinor).toBe(2000);
    expect((await amount(2001, "operator")).status).toBe(201);
  });

  it("says at which part it is wrong", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "03": 1 });
    const ask = async (body: object) => {
      const answer = await refund(visitId, { reason: "other", ...body });
      return answer.body.errors?.[0]?.at ?? answer.body.code;
    };
    expect(await ask({ kind: "lines" })).toBe("body/lines");
    expect(await ask({ kind: "whole", lines: LINE.lines })).toBe("body/lines");
    expect(await ask({ kind: "amount" })).toBe("body/amountMinor");
    expect(await ask({ kind: "whole", amountMinor: 1 })).toBe("body/amountMinor");
    expect(await ask({ ...GOODWILL, note: "4242 4242 4242 4242" })).toBe("input-invalid");
    expect(await ask({ ...GOODWILL, amountMinor: 251 })).toBe("refund-exceeds-captured");
    expect(await ask({ ...LINE, lines: [{ lineId: "99", quantity: 1 }] })).toBe(
      "receipt-line-unknown",
    );
    const tooMany = { ...LINE, lines: [{ lineId: "03", quantity: 2 }] };
    expect(await ask(tooMany)).toBe("quantity-invalid");
    const body = { kind: tooMany.kind, lines: tooMany.lines };
    const preview = `/v1/receipts/${visitId}/refunds/preview`;
    const previewed = await api.post(preview, { as: "operator", body });
    expect([previewed.status, previewed.body.code]).toEqual([422, "quantity-invalid"]);
    expect((await list(visitId)).items).toEqual([]);
  });

  it("is refused of drafts, and of what is not there", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    await take(api, visitId, "03", 1);
    await leave(api, visitId);
    expect((await refund(visitId, GOODWILL)).body.code).toBe("receipt-not-final");
    expect((await list(visitId)).code).toBe("receipt-not-final");
    for (const path of ["refunds", "history"]) {
      const nothing = await api.get(`/v1/receipts/nothing/${path}`, { as: "operator" });
      expect(nothing.body.code).toBe("not-found");
    }
    expect((await refund("nothing", GOODWILL)).body.code).toBe("not-found");
  });
});

describe("a receipt by mail, from the counter", () => {
  const api = startApi();
  const send = (visitId: string, as: Who, body: object = {}) =>
    api.post(`/v1/receipts/${visitId}/mail`, { as, body });

  it("goes to the saved address, or to one that is given", async () => {
    const visitId = await shopByCode(api, "shopper", { "03": 1 });
    expect((await send(visitId, "clerk")).body.code).toBe("mail-unavailable");
    await api.post("/v1/me/details", { as: "shopper", body: { email: "ann@example.com" } });
    expect((await send(visitId, "clerk")).status).toBe(202);
    expect((await send(visitId, "operator", { email: "ben@example.com" })).status).toBe(202);
    expect((await send(visitId, "operator", { email: "no address" })).body.code).toBe(
      "mail-address-invalid",
    );
    expect((await send(visitId, "shopper", { email: "eve@example.com" })).body.code).toBe(
      "mail-address-invalid",
    );
  });

  it("of whoever paid by card needs an address", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "03": 1 });
    expect((await send(visitId, "clerk")).body.code).toBe("mail-unavailable");
  });
});
