import { describe, expect, it } from "vitest";
import { keepEvidence } from "../../evidence/evidence-store.ts";
import { startApi } from "../api-recorder-suite.ts";
import { LABELS_MAX } from "../http-limits.ts";
import {
  conclude,
  enterByCard,
  findShopper,
  leave,
  shopByCard,
  take,
  tick,
} from "../scripted-visit-suite.ts";

/** A visit in which one interaction is doubtful; gives it and its review. */
async function doubt(api: ReturnType<typeof startApi>, gtin = "03") {
  const visitId = await enterByCard(api, "pm_sim_ok");
  const reviewId = await take(api, visitId, gtin, 1, 0.6);
  await leave(api, visitId);
  await conclude(api, visitId, true);
  return { visitId, reviewId };
}

const decide = (api: ReturnType<typeof startApi>, reviewId: string, choice: unknown) =>
  api.post(`/v1/reviews/${reviewId}/decide`, { as: "reviewer", body: { choice } });

describe("the queue of reviews", () => {
  const api = startApi();

  it("has what is due first, and of that what is worth most", async () => {
    const cheap = await doubt(api, "08");
    const dear = await doubt(api, "07");
    await api.fixture.pass(1000);
    const later = await doubt(api, "07");
    const order = [dear, cheap, later].map(({ reviewId }) => reviewId);
    const first = await api.get("/v1/reviews?limit=2", { as: "reviewer" });
    const second = await api.get(first.body.next, { as: "operator" });
    const items = [...first.body.items, ...second.body.items];
    expect(items.map((item: { reviewId: string }) => item.reviewId)).toEqual(order);
    const own = await api.get(`/v1/reviews?visitId=${cheap.visitId}`, { as: "reviewer" });
    expect(own.body.items).toMatchObject([{ reviewId: cheap.reviewId, status: "open" }]);
    expect((await api.get("/v1/reviews?status=decided", { as: "reviewer" })).body.items).toEqual(
      [],
    );
  });
});

describe("a review", () => {
  const api = startApi();

  it("shows what it is about: candidates, prices, curve and when that is deleted", async () => {
    const { reviewId, visitId } = await doubt(api);
    const { store, shop } = api.fixture;
    const madeMs = shop.nowMs();
    const times = { madeMs, deleteAfterMs: madeMs + 60_000 };
    const file = { evidenceId: reviewId, kind: "curve", content: [1, 2], ...times } as const;
    await store.transact((tx) => keepEvidence(tx, file));
    const { body } = await api.get(`/v1/reviews/${reviewId}`, { as: "reviewer" });
    expect(body).toMatchObject({
      ...{ reviewId, visitId, status: "open", worthMinor: 250, claimedBy: null, curve: [1, 2] },
      deleteAfterMs: madeMs + 60_000,
      subject: {
        kind: "interaction",
        evidence: { gtin: "03", candidates: [{ probability: 0.6 }, { gtin: "02" }] },
      },
      products: [
        { gtin: "03", name: "Product 03", unitMinor: 250 },
        { gtin: "02", unitMinor: 129 },
      ],
    });
    await api.fixture.pass(60_000);
    const later = await api.get(`/v1/reviews/${reviewId}`, { as: "reviewer" });
    expect(later.body).toMatchObject({ curve: null, deleteAfterMs: null });
    expect((await api.get("/v1/reviews/nothing", { as: "reviewer" })).body.code).toBe("not-found");
  });

  it("is decided by the account that the reviewer sees, and the receipt follows", async () => {
    await api.fixture.pass(1000);
    const { reviewId, visitId } = await doubt(api);
    const shopperId = findShopper(api, visitId);
    const candidate = { kind: "pick", shopperId, giverId: null, gtin: "02", quantity: 1 };
    const heard = await decide(api, reviewId, { kind: "candidate", candidate });
    expect(heard.body).toMatchObject({ reviewId, status: "decided", visitId });
    const receipts = await api.get("/v1/receipts?limit=1", { as: "operator" });
    expect(receipts.body.items).toMatchObject([{ visitId, status: "final", totalMinor: 129 }]);
    expect((await decide(api, reviewId, { kind: "nothing" })).body.code).toBe(
      "review-already-decided",
    );
    const late = await api.post(`/v1/reviews/${reviewId}/claim`, { as: "reviewer" });
    expect(late.body.code).toBe("review-already-decided");
    const released = await api.post(`/v1/reviews/${reviewId}/release`, { as: "reviewer" });
    expect(released.body.code).toBe("review-already-decided");
  });

  it("takes no choice that is none of its own", async () => {
    const { reviewId } = await doubt(api);
    const candidate = { kind: "pick", shopperId: null, giverId: null, gtin: "03", quantity: 9 };
    for (const choice of [
      { kind: "candidate", candidate },
      { kind: "grant" },
      { kind: "add", gtin: "03", quantity: 1 },
    ]) {
      expect((await decide(api, reviewId, choice)).body.code).toBe("review-choice-unknown");
    }
    const unknown = await decide(api, reviewId, { kind: "add", gtin: "99", quantity: 1 });
    expect(unknown.body.code).toBe("product-unknown");
    for (const choice of [{ kind: "add", gtin: "03", quantity: 0 }, { kind: "x" }, null, []]) {
      expect((await decide(api, reviewId, choice)).body.code).toBe("input-invalid");
    }
    expect((await decide(api, "nothing", { kind: "nothing" })).body.code).toBe("not-found");
  });

  it("is kept from others while one looks at it, and no longer than the claim lasts", async () => {
    const { reviewId } = await doubt(api);
    const claim = (name: string) => api.post(`/v1/reviews/${reviewId}/${name}`, { as: "reviewer" });
    expect((await claim("claim")).body.claimedBy).toBe("user-reviewer");
    await otherReviewer(api, async (headers) => {
      const path = `/v1/reviews/${reviewId}`;
      const other = await api.post(`${path}/claim`, { headers });
      expect(other.body.code).toBe("review-claimed-by-other");
      const decided = await api.post(`${path}/decide`, {
        ...{ headers, body: { choice: { kind: "nothing" } } },
      });
      expect(decided.body.code).toBe("review-claimed-by-other");
      expect((await claim("release")).body.claimedBy).toBeNull();
      expect((await api.post(`${path}/claim`, { headers })).status).toBe(200);
    });
  });

  it("lapses in the shopper's favour, and is closed then", async () => {
    const { reviewId } = await doubt(api);
    await api.fixture.pass(30 * 60_000);
    await tick(api);
    for (const name of ["claim", "release"]) {
      const heard = await api.post(`/v1/reviews/${reviewId}/${name}`, { as: "reviewer" });
      expect(heard.body.code).toBe("review-not-open");
    }
    expect((await decide(api, reviewId, { kind: "nothing" })).body.code).toBe("review-not-open");
    const { body } = await api.get(`/v1/reviews/${reviewId}`, { as: "reviewer" });
    expect(body.status).toBe("lapsed");
    for (const name of ["claim", "release"]) {
      const heard = await api.post(`/v1/reviews/nothing/${name}`, { as: "reviewer" });
      expect(heard.body.code).toBe("not-found");
    }
  });

  it("of a contest says what is claimed and what the receipt says", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "06": 2 });
    const contest = { kind: "wrong-item", lineId: "06", gtin: null, claimedQuantity: 0 };
    const path = `/v1/receipts/${visitId}/contests`;
    const { body } = await api.post(path, { as: "operator", body: contest });
    const review = await api.get(`/v1/reviews/contest:${body.contestId}`, { as: "reviewer" });
    expect(review.body.subject).toMatchObject({
      ...{
        kind: "contest",
        claim: "wrong-item",
        gtin: "06",
        claimedQuantity: 0,
        receiptQuantity: 2,
      },
    });
    expect(review.body).toMatchObject({ curve: null, products: [{ gtin: "06", unitMinor: 333 }] });
    await decide(api, `contest:${body.contestId}`, { kind: "grant" });
    const receipt = await api.get(`/v1/receipts/${visitId}`, { as: "operator" });
    expect(receipt.body.totals.grossMinor).toBe(0);
  });

  it("of age, of a gap and of a binding shows its own subject", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    const extra = await api.fixture.store.transact((tx) => {
      const shopperId = "extra-1";
      tx.append("shopper", shopperId, [{ type: "ShopperAppeared", shopperId, gateId: "north" }]);
      return shopperId;
    });
    const bind = { as: "operator", body: { shopperId: extra } } as const;
    await api.post(`/v1/visits/${visitId}/bindings`, bind);
    await take(api, visitId, "05", 1);
    await api.fixture.store.transact((tx) =>
      tx.append("shopper", extra, [
        {
          ...{ type: "CartConcluded", shopperId: extra, lines: [], probabilityExact: 0.5 },
          ...{ needsReview: true, reasons: ["a plate was dead"], faults: ["a plate was dead"] },
        },
      ]),
    );
    await api.post(`/v1/visits/${visitId}/close`, { as: "operator" });
    await conclude(api, visitId);
    const { body } = await api.get(`/v1/reviews?visitId=${visitId}`, { as: "reviewer" });
    const kinds = new Map<string, object>();
    for (const { reviewId } of body.items) {
      const review = await api.get(`/v1/reviews/${reviewId}`, { as: "reviewer" });
      kinds.set(review.body.subject.kind, review.body.products);
    }
    expect([...kinds.keys()].sort()).toEqual(["age", "binding", "gap"]);
    expect(kinds.get("age")).toMatchObject([{ gtin: "05" }]);
    expect(kinds.get("gap")).toEqual([]);
  });

  /** A second reviewer, for as long as it takes. */
  async function otherReviewer(
    of: ReturnType<typeof startApi>,
    act: (headers: Readonly<Record<string, string>>) => Promise<void>,
  ): Promise<void> {
    const name = "second reviewer";
    const password = "eleven purple ladders";
    const user = { name, roles: ["reviewer"], password };
    await of.post("/v1/users", { as: "operator", body: user });
    const session = await of.post("/v1/sign-in", { body: { name, password, carrier: "token" } });
    await act({ authorization: `Bearer ${session.body.accessToken}` });
  }
});

describe("statistics of reviews", () => {
  const api = startApi();

  it("are nothing before anybody came", async () => {
    const { body } = await api.get("/v1/reviews/statistics", { as: "operator" });
    expect(body).toMatchObject({ visits: 0, reviewedShare: null, medianTookMs: null });
  });

  it("tell the share of visits and the median times", async () => {
    await shopByCard(api, "pm_sim_ok", { "01": 1 });
    const reviews: string[] = [];
    for (let at = 0; at < 3; at++) reviews.push((await doubt(api)).reviewId);
    for (const [at, reviewId] of reviews.slice(0, 2).entries()) {
      await api.post(`/v1/reviews/${reviewId}/claim`, { as: "reviewer" });
      await api.fixture.pass(1000 * (at + 1));
      await decide(api, reviewId, { kind: "nothing" });
    }
    await api.fixture.pass(30 * 60_000);
    await tick(api);
    const { body } = await api.get("/v1/reviews/statistics", { as: "reviewer" });
    expect(body).toMatchObject({
      ...{ visits: 4, reviewedVisits: 3, reviewedShare: 0.75, decided: 2, lapsed: 1 },
      medianTookMs: 1500,
      medianWaitMs: 3000,
    });
    const sinceMs = api.fixture.shop.nowMs() + 1;
    const later = await api.get(`/v1/reviews/statistics?sinceMs=${sinceMs}`, { as: "reviewer" });
    expect(later.body).toMatchObject({ visits: 0, decided: 0 });
    const bad = await api.get("/v1/reviews/statistics?sinceMs=yesterday", { as: "reviewer" });
    expect(bad.body.code).toBe("input-invalid");
  });
});

describe("labels", () => {
  const api = startApi();

  it("are lines of what was decided, in pages, and do not say by whom", async () => {
    const reviews: string[] = [];
    for (let at = 0; at < 3; at++) reviews.push((await doubt(api)).reviewId);
    for (const reviewId of reviews) await decide(api, reviewId, { kind: "nothing" });
    const first = await api.get("/v1/labels?limit=2", { as: "operator" });
    const [, next] = /^<(.+)>; rel="next"$/.exec(String(first.headers.link)) ?? [];
    const second = await api.get(next!, { as: "integrator" });
    expect(second.headers.link).toBeUndefined();
    const lines = (first.text + second.text)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ reviewId }) => reviewId).sort()).toEqual(reviews.sort());
    expect(lines[0]).toMatchObject({ choice: { kind: "nothing" }, evidence: { gtin: "03" } });
    expect(first.text).not.toContain("user-reviewer");
    const limited = (limit: number) => api.get(`/v1/labels?limit=${limit}`, { as: "operator" });
    expect((await limited(LABELS_MAX)).status).toBe(200);
    expect((await limited(LABELS_MAX + 1)).body.code).toBe("input-invalid");
    expect((await api.get("/v1/labels?after=x", { as: "operator" })).body.code).toBe(
      "input-invalid",
    );
  });
});
