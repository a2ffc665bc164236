import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import {
  conclude,
  enterByCard,
  enterByCode,
  leave,
  shopByCard,
  take,
} from "../../http/scripted-visit-fixture.ts";
import { ASKED_MAILS_MAX, ASKED_MAILS_MS } from "../../publish/publish-limits.ts";
import { FilesBusyError } from "../../receipts/file-thread.ts";
import { PDF_RETRY_AFTER_S } from "../../receipts/receipt-limits.ts";

const DAY_MS = 24 * 3_600_000;

function findToken(api: ReturnType<typeof startApi>, visitId: string): string {
  const receipt = api.fixture.store.read("receipt", visitId);
  if (receipt.status === "none") throw new Error("no receipt");
  return receipt.lookupToken;
}

describe("receipts as PDF", () => {
  let isBusy = true;
  const api = startApi({
    surroundings: {
      openPdfs: () => ({
        render: async () => {
          if (isBusy) throw new FilesBusyError("100 receipts are waiting to be made");
          throw new Error("broken font");
        },
        close: async () => {},
      }),
    },
  });

  it("are asked for again later where too many are made; a broken one is an error of its own", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "01": 1 });
    const token = findToken(api, visitId);
    for (const path of [`/v1/receipts/${visitId}.pdf`, `/v1/r/${token}.pdf`]) {
      const sentAway = await api.get(path, { as: "operator" });
      expect([sentAway.status, sentAway.body.code]).toEqual([503, "receipts-busy"]);
      expect(sentAway.headers["retry-after"]).toBe(String(PDF_RETRY_AFTER_S));
    }
    isBusy = false;
    expect((await api.get(`/v1/r/${token}.pdf`)).status).toBe(500);
    expect((await api.get(`/v1/r/${token}.html`)).status).toBe(200);
  });
});

describe("a receipt", () => {
  const api = startApi();

  it("comes as JSON, HTML or PDF, by suffix or by Accept", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "01": 1, "03": 2 });
    const path = `/v1/receipts/${visitId}`;
    const get = (suffix: string, accept?: string) =>
      api.get(`${path}${suffix}`, { as: "operator", headers: accept ? { accept } : {} });
    expect((await get("")).body.totals.grossMinor).toBe(85 + 500);
    expect((await get(".json", "application/pdf")).body.currency).toBe("GBP");
    const page = await get(".html");
    expect(page.text).toContain("Corner Shop");
    expect(page.headers["content-security-policy"]).toContain("style-src 'sha256-");
    expect((await get(".pdf")).bytes.subarray(0, 5).toString()).toBe("%PDF-");
    const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    expect((await get("", browser)).headers["content-type"]).toContain("text/html");
    expect((await get("", "application/pdf;q=0, application/json")).body.currency).toBe("GBP");
    expect((await get("", "application/pdf")).headers["content-type"]).toBe("application/pdf");
    expect((await get("", "image/png")).body.code).toBe("not-acceptable");
  });

  it("speaks the language that is asked for, where it knows it", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "01": 1 });
    const read = async (language: string) => {
      const path = `/v1/receipts/${visitId}.html`;
      const headers = { "accept-language": language };
      return (await api.get(path, { as: "operator", headers })).text;
    };
    expect(await read("de-AT,de;q=0.9")).toContain('lang="de');
    expect(await read("not a language")).toContain('lang="en-GB"');
  });

  it("is found by its link alone, by anybody, and by nothing like it", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "01": 1 });
    const token = findToken(api, visitId);
    expect((await api.get(`/v1/r/${token}`)).body.totals.grossMinor).toBe(85);
    const page = await api.get(`/v1/r/${token}.html`);
    expect(page.headers["referrer-policy"]).toBe("no-referrer");
    expect(page.headers["x-robots-tag"]).toBe("noindex");
    expect((await api.get(`/v1/r/${token}.pdf`)).status).toBe(200);
    expect((await api.get(`/v1/r/${token}`, { headers: { accept: "a/b" } })).status).toBe(406);
    const other = `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
    expect((await api.get(`/v1/r/${other}`)).body.code).toBe("not-found");
    expect((await api.get("/v1/r/short")).body.code).toBe("input-invalid");
  });

  it("is not there before the visit ends, and a draft at once after", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    await take(api, visitId, "03", 1);
    const path = `/v1/receipts/${visitId}`;
    expect((await api.get(path, { as: "integrator" })).body.code).toBe("not-found");
    await leave(api, visitId);
    expect((await api.get(path, { as: "integrator" })).body.documentNumber).toBeNull();
    const drafts = await api.get("/v1/receipts?status=draft", { as: "integrator" });
    expect(drafts.body.items).toMatchObject([{ visitId, documentNumber: null, totalMinor: 250 }]);
  });
});

describe("receipts", () => {
  const api = startApi();
  const list = async (query: string) => {
    const response = await api.get(`/v1/receipts?${query}`, { as: "operator" });
    return response.body.items.map(({ visitId }: { visitId: string }) => visitId);
  };

  it("are found by what somebody knows of theirs, by money and by state", async () => {
    const paid = await shopByCard(api, "pm_sim_ok", { "01": 1, "03": 2 });
    await api.fixture.pass(1000);
    const owed = await shopByCard(api, "pm_sim_on_session", { "07": 1 });
    const { body } = await api.get("/v1/receipts", { as: "operator" });
    expect(body.items).toMatchObject([
      { visitId: owed, units: 1, payer: "card", lastFour: "4242", missingMinor: 499 },
      { visitId: paid, units: 3, missingMinor: 0, disputesOpen: 0 },
    ]);
    expect(await list("search=5.85")).toEqual([paid]);
    expect(await list("search=4242")).toEqual([owed, paid]);
    expect(await list("search=2026-03-02&limit=1")).toEqual([owed]);
    expect(await list("search=4243")).toEqual([]);
    expect(await list("money=owed")).toEqual([owed]);
    expect(await list("money=excess")).toEqual([]);
    expect(await list("money=refunded")).toEqual([]);
    await api.post(`/v1/receipts/${paid}/disputes`, {
      as: "operator",
      body: { kind: "missing", lineId: null, gtin: "02", claimedQuantity: 1 },
    });
    expect(await list("status=contested&search=5.85")).toEqual([paid]);
    const disputed = await api.get("/v1/receipts?status=contested", { as: "integrator" });
    expect(disputed.body.items).toMatchObject([{ disputesOpen: 1, contestsOpen: 1 }]);
  });

  it("of others are not found by a shopper, whatever they know", async () => {
    await shopByCard(api, "pm_sim_ok", { "01": 1 });
    const response = await api.get("/v1/receipts?search=4242", { as: "shopper" });
    expect(response.body.items).toEqual([]);
  });
});

describe.each([
  ["disputes", "disputeId"],
  ["contests", "contestId"],
])("a dispute by the path %s", (path, idName) => {
  const api = startApi();
  const claim = (more: object) => ({
    kind: "wrong-item",
    lineId: "01",
    gtin: null,
    claimedQuantity: 0,
    ...more,
  });
  const dispute = (visitId: string, more: object = {}) =>
    api.post(`/v1/receipts/${visitId}/${path}`, { as: "operator", body: claim(more) });

  it("of a small amount is granted at once, and the money comes back", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "01": 2, "06": 1 });
    const answer = await dispute(visitId, { kind: "wrong-count", claimedQuantity: 1 });
    expect(answer).toMatchObject({
      status: 201,
      body: { status: "granted", receiptStatus: "reviewed", totalMinor: 85 + 333 },
    });
    const receipt = await api.get(`/v1/receipts/${visitId}.json`, { as: "operator" });
    const disputeId = answer.body[idName];
    expect(disputeId).toEqual(expect.any(String));
    expect(receipt.body.saunter).toMatchObject({
      disputes: [{ disputeId, kind: "wrong-count", disputedMs: expect.any(Number) }],
      contests: [{ contestId: disputeId, kind: "wrong-count", contestedMs: expect.any(Number) }],
    });
    await api.fixture.runner.advance(visitId);
    const charge = await api.get(`/v1/charges/${visitId}`, { as: "operator" });
    expect(charge.body).toMatchObject({ netMinor: 418, missingMinor: 0 });
    const refunded = await api.get("/v1/receipts?money=refunded", { as: "operator" });
    expect(refunded.body.items).toMatchObject([{ visitId, refundedMinor: 85 }]);
  });

  it("of more waits for a reviewer", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "06": 1 });
    const token = findToken(api, visitId);
    const body = claim({ lineId: "06" });
    const answer = await api.post(`/v1/r/${token}/${path}`, { body });
    expect(answer.body).toMatchObject({ status: "open", receiptStatus: "contested" });
    const again = await api.post(`/v1/r/${token}/${path}`, { body });
    expect(again.body.code).toBe("contest-already-open");
    const reviews = await api.get("/v1/reviews", { as: "reviewer" });
    expect(reviews.body.items).toMatchObject([{ kind: "contest", visitId, worthMinor: 333 }]);
  });

  it("asked twice with one key is one dispute", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "06": 1 });
    const token = findToken(api, visitId);
    const ask = () =>
      api.post(`/v1/r/${token}/${path}`, { key: "one", body: claim({ lineId: "06" }) });
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(first.body).toEqual(second.body);
    expect(api.fixture.store.read("receipt", visitId)).toMatchObject({ disputes: [{}] });
  });

  it.each([
    [{ lineId: "02" }, "receipt-line-unknown"],
    [{ kind: "missing", lineId: null, gtin: "99", claimedQuantity: 1 }, "product-unknown"],
    [{ kind: "missing", lineId: null, gtin: "02", claimedQuantity: 0 }, "quantity-invalid"],
    [{ kind: "wrong-count", claimedQuantity: 5 }, "quantity-invalid"],
    [{ claimedQuantity: -1 }, "input-invalid"],
    [{ claimedQuantity: 100 }, "input-invalid"],
    [{ claimedQuantity: 1e300 }, "input-invalid"],
    [{ claimedQuantity: 0.5 }, "input-invalid"],
    [{ claimedQuantity: "1" }, "input-invalid"],
    [{ contestId: "mine" }, "input-invalid"],
  ])("of %o is refused with %s, by either way", async (more, code) => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "01": 1 });
    expect((await dispute(visitId, more)).body.code).toBe(code);
    const token = findToken(api, visitId);
    expect((await api.post(`/v1/r/${token}/${path}`, { body: claim(more) })).body.code).toBe(code);
  });

  it("is refused for drafts, for nothing, and when its time is over", async () => {
    const draft = await enterByCard(api, "pm_sim_ok");
    await take(api, draft, "01", 1);
    await leave(api, draft);
    expect((await dispute(draft)).body.code).toBe("receipt-not-final");
    const token = findToken(api, draft);
    const early = await api.post(`/v1/r/${token}/${path}`, { body: claim({}) });
    expect(early.body.code).toBe("receipt-not-final");
    await conclude(api, draft);
    expect((await dispute("nothing")).body.code).toBe("not-found");
    const nobody = await api.post(`/v1/r/${"x".repeat(32)}/${path}`, { body: claim({}) });
    expect(nobody.body.code).toBe("not-found");
    await api.fixture.pass(14 * DAY_MS);
    expect((await dispute(draft)).status).toBe(201);
    const late = await shopByCard(api, "pm_sim_ok", { "01": 1 });
    await api.fixture.pass(14 * DAY_MS + 1);
    const lateToken = findToken(api, late);
    const answer = await api.post(`/v1/r/${lateToken}/${path}`, { body: claim({}) });
    expect(answer.body.code).toBe("contest-too-late");
  });
});

describe("a dispute for a shopper", () => {
  const api = startApi();
  const body = { kind: "wrong-item", lineId: "01", gtin: null, claimedQuantity: 0 };

  it.each([
    ["integrator", "open", []],
    ["operator", "granted", [85]],
  ] as const)("of %s is %s, and says whose it is", async (as, status, refunds) => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "01": 1 });
    const path = `/v1/receipts/${visitId}`;
    const answer = await api.post(`${path}/disputes`, { as, body });
    expect(answer.body).toMatchObject({ status });
    await api.fixture.runner.advance(visitId);
    const { items } = (await api.get(`${path}/history`, { as: "operator" })).body;
    const listOf = (kind: string) => items.filter((step: { kind: string }) => step.kind === kind);
    expect(listOf("disputed")).toMatchObject([{ byId: api.fixture.ids[as], byName: as }]);
    expect(listOf("refunded").map((step: { amountMinor: number }) => step.amountMinor)).toEqual(
      refunds,
    );
    const reviewPath = `/v1/reviews/contest:${answer.body.disputeId}`;
    const review = await api.get(reviewPath, { as: "reviewer" });
    expect(review.status).toBe(status === "open" ? 200 : 404);
    const receipt = await api.get(path, { as: "operator" });
    expect(receipt.body.saunter.disputes[0]).not.toHaveProperty("by");
  });

  it("of the shopper is nobody else's", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "01": 1 });
    await api.post(`/v1/r/${findToken(api, visitId)}/disputes`, { body });
    const history = await api.get(`/v1/receipts/${visitId}/history`, { as: "operator" });
    const steps = history.body.items.filter(({ kind }: { kind: string }) => kind === "disputed");
    expect(steps).toMatchObject([{ byId: null }]);
  });
});

describe("a receipt by mail", () => {
  const api = startApi();
  const send = (visitId: string) => api.post(`/v1/receipts/${visitId}/mail`, { as: "shopper" });
  const listMails = () =>
    api.fixture.store.db
      .prepare("SELECT visit_id, kind, document_number, status FROM mail_outbox")
      .all()
      .map((row) => ({ ...row }));

  it("goes to the shopper's address, once there are both", async () => {
    const visitId = await enterByCode(api, "shopper");
    await take(api, visitId, "01", 2);
    expect((await send(visitId)).body.code).toBe("mail-unavailable");
    const body = { email: "ann@example.com" };
    await api.post("/v1/me/details", { as: "shopper", body });
    await leave(api, visitId);
    expect((await send(visitId)).body.code).toBe("receipt-not-final");
    await conclude(api, visitId);
    expect((await send(visitId)).status).toBe(202);
    const [mail] = listMails();
    expect(mail).toMatchObject({ visit_id: visitId, kind: "final", status: "pending" });
    const claim = { kind: "wrong-count", lineId: "01", gtin: null, claimedQuantity: 1 };
    await api.post(`/v1/receipts/${visitId}/disputes`, { as: "shopper", body: claim });
    expect((await send(visitId)).status).toBe(202);
    expect(listMails().map(({ kind }) => kind)).toContain("corrected");
    expect((await send("v-none")).body.code).toBe("not-found");
  });
});

describe("a receipt by mail, asked for by its link", () => {
  const api = startApi();
  const ADDRESS = "eve@example.com";
  const send = (token: string, more: object = {}, headers: Record<string, string> = {}) =>
    api.post(`/v1/r/${token}/mail`, { body: { email: ADDRESS, ...more }, headers });
  const listMails = (visitId: string) =>
    api.fixture.store.db
      .prepare("SELECT address, locale FROM asked_mails WHERE visit_id = ? ORDER BY created_ms")
      .all(visitId)
      .map((row) => ({ ...row }));

  it("goes to the address that is given, whoever paid, in the language that is asked for", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "01": 1 });
    const token = findToken(api, visitId);
    const response = await send(token, { locale: "de" });
    expect(response).toMatchObject({ status: 202, body: { visitId } });
    await send(token, { email: "fay@example.com" }, { "accept-language": "ar-KW,ar;q=0.9" });
    await send(token, { email: "gus@example.com", locale: "no language" });
    expect(listMails(visitId)).toEqual([
      { address: ADDRESS, locale: "de" },
      { address: "fay@example.com", locale: "ar-KW" },
      { address: "gus@example.com", locale: "en-GB" },
    ]);
    expect(JSON.stringify(api.fixture.store.readFrom(1))).not.toContain("@example.com");
  });

  it("waits once for one address, and is sent five times a day and no more", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "01": 1 });
    const token = findToken(api, visitId);
    await send(token);
    await send(token, { email: ` ${ADDRESS} ` });
    expect(listMails(visitId)).toHaveLength(1);
    for (let number = 2; number <= ASKED_MAILS_MAX; number++) {
      expect((await send(token, { email: `a${number}@example.com` })).status).toBe(202);
    }
    const more = await send(token, { email: "more@example.com" });
    expect(more.body).toMatchObject({ code: "mail-unavailable", status: 409 });
    await api.fixture.pass(ASKED_MAILS_MS);
    expect((await send(token, { email: "more@example.com" })).status).toBe(202);
  });

  it.each(["ann", "ann@example", "ann@ex ample.com", "a@example.com,b@example.com", " "])(
    "is refused for what is no address: %o",
    async (email) => {
      const visitId = await shopByCard(api, "pm_sim_ok", { "01": 1 });
      const response = await send(findToken(api, visitId), { email });
      expect(response.body.code).toBe("mail-address-invalid");
      expect(listMails(visitId)).toEqual([]);
    },
  );

  it("is refused for drafts, for nothing, and for what may be a card's number", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    await take(api, visitId, "01", 1);
    await leave(api, visitId);
    const token = findToken(api, visitId);
    expect((await send(token)).body.code).toBe("receipt-not-final");
    await conclude(api, visitId);
    expect((await send("x".repeat(32))).body.code).toBe("not-found");
    const card = await send(token, { email: "4242424242424242@example.com" });
    expect(card.body.code).toBe("input-invalid");
    expect((await send(token, { email: "" })).body.code).toBe("input-invalid");
    expect((await send(token, { email: `${"a".repeat(243)}@example.com` })).body.code).toBe(
      "input-invalid",
    );
    expect((await send(token, { email: `${"a".repeat(242)}@example.com` })).status).toBe(202);
  });
});

describe("a shop that sends no mail", () => {
  const api = startApi({ config: (config) => ({ ...config, mail: null }) });

  it("says so", async () => {
    const visitId = await enterByCode(api, "shopper");
    const response = await api.post(`/v1/receipts/${visitId}/mail`, { as: "shopper" });
    expect(response.body).toMatchObject({
      code: "mail-unavailable",
      detail: "this shop sends no e-mail",
    });
    expect((await api.get("/v1/shop")).body.sendsMail).toBe(false);
    const paid = await shopByCard(api, "pm_sim_ok", { "01": 1 });
    const body = { email: "ann@example.com" };
    const asked = await api.post(`/v1/r/${findToken(api, paid)}/mail`, { body });
    expect(asked.body).toMatchObject({ code: "mail-unavailable" });
  });
});
