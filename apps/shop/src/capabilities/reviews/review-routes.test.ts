import { UNDO_MS } from "@saunter/commerce/review/decide";
import { decideVisit } from "@saunter/commerce/visit/decide";
import { LABELS_MAX, REVIEWS_SKIPPED_MAX } from "@saunter/protocol/limits";
import { describe, expect, it } from "vitest";
import { decideInto } from "../../domain/shop-context.ts";
import { keepEvidence, keepSealed } from "../../evidence/evidence-store.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { REVIEW_INTERACTIONS_MAX } from "../../http/http-limits.ts";
import { CLIP, CURVE, POSITIONS } from "../../http/kept-pieces-fixture.ts";
import {
  conclude,
  enterByCard,
  findShopper,
  leave,
  shopByCard,
  take,
  tick,
} from "../../http/scripted-visit-fixture.ts";
import { openClipSeal } from "../../process/process-keys.ts";

/** A visit in which one interaction is uncertain; gives it and its review. */
async function takeUncertainly(api: ReturnType<typeof startApi>, gtin = "03") {
  const visitId = await enterByCard(api, "pm_sim_ok");
  const reviewId = await take(api, visitId, gtin, 1, 0.6);
  await leave(api, visitId);
  await conclude(api, visitId, true);
  return { visitId, reviewId };
}

const decide = (api: ReturnType<typeof startApi>, reviewId: string, choice: unknown) =>
  api.post(`/v1/reviews/${reviewId}/decide`, { as: "reviewer", body: { choice } });

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

/** What was decided can be taken back no more, and is followed by what follows. */
async function letStand(api: ReturnType<typeof startApi>): Promise<void> {
  await api.fixture.pass(UNDO_MS);
  await tick(api);
}

describe("the queue of reviews", () => {
  const api = startApi();

  it("has what is due first, and of that what is worth most", async () => {
    const cheap = await takeUncertainly(api, "08");
    const dear = await takeUncertainly(api, "07");
    await api.fixture.pass(1000);
    const later = await takeUncertainly(api, "07");
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
    const { reviewId, visitId } = await takeUncertainly(api);
    const { store, shop } = api.fixture;
    const madeMs = shop.nowMs();
    const times = { madeMs, deleteAfterMs: madeMs + 60_000 };
    await store.transact((tx) => {
      keepEvidence(tx, { evidenceId: reviewId, kind: "curve", content: CURVE, ...times });
      keepEvidence(tx, { evidenceId: reviewId, kind: "positions", content: POSITIONS, ...times });
    });
    const { body } = await api.get(`/v1/reviews/${reviewId}`, { as: "reviewer" });
    const shopperId = findShopper(api, visitId);
    const account = { kind: "pick", shopperId, giverId: null, quantity: 1 };
    expect(body).toMatchObject({
      reviewId,
      visitId,
      status: "open",
      worthMinor: 250,
      claimedBy: null,
      undoUntilMs: null,
      choices: [
        { choice: { kind: "candidate", candidate: { ...account, gtin: "03" } }, probability: 0.6 },
        { choice: { kind: "candidate", candidate: { ...account, gtin: "02" } }, probability: 0.2 },
        { choice: { kind: "nothing" }, probability: null },
      ],
      form: "other",
      people: [shopperId],
      interactions: [
        {
          evidence: { evidenceId: reviewId },
          curve: CURVE,
          positions: POSITIONS,
          curveDeleteAfterMs: madeMs + 60_000,
          positionsDeleteAfterMs: madeMs + 60_000,
        },
      ],
      subject: {
        kind: "interaction",
        evidence: { gtin: "03", candidates: [{ probability: 0.6 }, { gtin: "02" }] },
      },
      products: [
        { gtin: "03", name: "Product 03", unitMinor: 250, weightG: 205 },
        { gtin: "02", unitMinor: 129 },
      ],
    });
    await api.fixture.pass(60_000);
    const later = await api.get(`/v1/reviews/${reviewId}`, { as: "reviewer" });
    expect(later.body.interactions).toMatchObject([{ curve: null, curveDeleteAfterMs: null }]);
    expect((await api.get("/v1/reviews/nothing", { as: "reviewer" })).body.code).toBe("not-found");
  });

  it("shows what a camera saw, blurred, to reviewers alone, as long as it is kept", async () => {
    const { reviewId } = await takeUncertainly(api);
    const { store, shop } = api.fixture;
    const keep = (clip: typeof CLIP, sealedFor = reviewId) =>
      store.transact((tx) => {
        const sealed = openClipSeal(api.fixture.process.config.dataFolder).seal(sealedFor, clip);
        const times = { madeMs: shop.nowMs(), deleteAfterMs: shop.nowMs() + 60_000 };
        keepSealed(tx, { evidenceId: reviewId, sealed, ...times });
      });
    const address = `/v1/reviews/${reviewId}/clips/${reviewId}`;
    const look = () => api.get(address, { as: "reviewer" });
    const tell = async () =>
      (await api.get(`/v1/reviews/${reviewId}`, { as: "reviewer" })).body.interactions[0];
    expect((await look()).body.code).toBe("not-found");
    expect(await tell()).toMatchObject({ clip: null, clipState: "none", clipDeleteAfterMs: null });
    await keep(CLIP);
    const { video, gondola: _gondola, shelf: _shelf, ...facts } = CLIP;
    const deleteAfterMs = shop.nowMs() + 60_000;
    expect(await tell()).toMatchObject({
      clip: facts,
      clipState: "kept",
      clipDeleteAfterMs: deleteAfterMs,
    });
    const response = await look();
    expect([...response.bytes]).toEqual([...video]);
    expect(response.headers).toMatchObject({
      "content-type": "video/webm",
      "cache-control": "no-store",
    });
    await keep({ ...CLIP, mediaType: 'video/mp4; codecs="avc1.42C01E"' });
    expect((await look()).headers["content-type"]).toBe("video/mp4");
    expect((await api.get(address)).status).toBe(401);
    for (const as of ["operator", "integrator", "device", "gate"] as const) {
      expect((await api.get(address, { as })).status).toBe(403);
    }
    const other = await takeUncertainly(api);
    const elsewhere = `/v1/reviews/${other.reviewId}/clips/${reviewId}`;
    expect((await api.get(elsewhere, { as: "reviewer" })).body.code).toBe("not-found");
    // Put in another one's place, it is none that can be read; and that is counted.
    await keep(CLIP, other.reviewId);
    expect(await tell()).toMatchObject({ clip: null, clipState: "unreadable" });
    expect((await look()).body.code).toBe("clip-unreadable");
    const metrics = await api.get("/v1/metrics", { as: "operator" });
    expect(metrics.text).toContain("saunter_clips_unreadable_total 2");
    await api.fixture.pass(60_000);
    expect((await look()).body.code).toBe("not-found");
  });

  it("is decided by the account that the reviewer sees, and the receipt follows", async () => {
    await api.fixture.pass(1000);
    const { reviewId, visitId } = await takeUncertainly(api);
    const shopperId = findShopper(api, visitId);
    const candidate = { kind: "pick", shopperId, giverId: null, gtin: "02", quantity: 1 };
    const response = await decide(api, reviewId, { kind: "candidate", candidate });
    const undoUntilMs = api.fixture.shop.nowMs() + UNDO_MS;
    expect(response.body).toEqual({ reviewId, status: "decided", visitId, undoUntilMs });
    await letStand(api);
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

  it("is taken back by whoever decided, and by nobody else", async () => {
    const { reviewId } = await takeUncertainly(api);
    const undo = (as: "reviewer" | null, id = reviewId, headers = {}) =>
      api.post(`/v1/reviews/${id}/undo`, { ...(as === null ? { headers } : { as }) });
    await decide(api, reviewId, { kind: "nothing" });
    await otherReviewer(api, async (headers) => {
      expect((await undo(null, reviewId, headers)).body.code).toBe("review-already-decided");
    });
    expect((await undo("reviewer")).body).toMatchObject({ status: "open", undoUntilMs: null });
    expect((await undo("reviewer")).status).toBe(200);
    await decide(api, reviewId, { kind: "nothing" });
    await letStand(api);
    expect((await undo("reviewer")).body.code).toBe("review-already-decided");
    expect((await undo("reviewer", "nothing")).body.code).toBe("not-found");
  });

  it("is decided as something that the engine did not think of", async () => {
    const { reviewId, visitId } = await takeUncertainly(api);
    const shopperId = findShopper(api, visitId);
    const candidate = { kind: "pick", shopperId, giverId: null, gtin: "06", quantity: 2 };
    const other = (more: object) =>
      decide(api, reviewId, { kind: "other", candidate: { ...candidate, ...more } });
    expect((await other({ gtin: "99" })).body.code).toBe("product-unknown");
    expect((await other({ gtin: "x" })).body.code).toBe("input-invalid");
    expect((await other({ shopperId: "stranger" })).body.code).toBe("review-choice-unknown");
    expect((await other({})).status).toBe(200);
    await letStand(api);
    const receipts = await api.get("/v1/receipts?limit=1", { as: "operator" });
    expect(receipts.body.items).toMatchObject([{ visitId, totalMinor: 666 }]);
  });

  it("takes no choice that is none of its own", async () => {
    const { reviewId } = await takeUncertainly(api);
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

  it("is kept from others while one has it open, and no longer than the claim lasts", async () => {
    const { reviewId } = await takeUncertainly(api);
    const claim = (name: string) => api.post(`/v1/reviews/${reviewId}/${name}`, { as: "reviewer" });
    expect((await claim("claim")).body.claimedBy).toBe("user-reviewer");
    await otherReviewer(api, async (headers) => {
      const path = `/v1/reviews/${reviewId}`;
      const other = await api.post(`${path}/claim`, { headers });
      expect(other.body.code).toBe("review-claimed-by-other");
      const decided = await api.post(`${path}/decide`, {
        headers,
        body: { choice: { kind: "nothing" } },
      });
      expect(decided.body.code).toBe("review-claimed-by-other");
      expect((await claim("release")).body.claimedBy).toBeNull();
      expect((await api.post(`${path}/claim`, { headers })).status).toBe(200);
    });
  });

  it("lapses in the shopper's favour, and is closed then", async () => {
    const { reviewId } = await takeUncertainly(api);
    await api.fixture.pass(30 * 60_000);
    await tick(api);
    for (const name of ["claim", "release"]) {
      const response = await api.post(`/v1/reviews/${reviewId}/${name}`, { as: "reviewer" });
      expect(response.body.code).toBe("review-not-open");
    }
    expect((await decide(api, reviewId, { kind: "nothing" })).body.code).toBe("review-not-open");
    const { body } = await api.get(`/v1/reviews/${reviewId}`, { as: "reviewer" });
    expect(body.status).toBe("lapsed");
    for (const name of ["claim", "release"]) {
      const response = await api.post(`/v1/reviews/nothing/${name}`, { as: "reviewer" });
      expect(response.body.code).toBe("not-found");
    }
  });

  it("of a dispute says what is claimed and what the receipt says", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "06": 2 });
    const dispute = { kind: "wrong-item", lineId: "06", gtin: null, claimedQuantity: 0 };
    const path = `/v1/receipts/${visitId}/disputes`;
    const { body } = await api.post(path, { as: "operator", body: dispute });
    const { store, shop } = api.fixture;
    const receiptNow = store.read("receipt", visitId);
    if (receiptNow.status === "none") throw new Error("no receipt");
    const [evidenceId] = receiptNow.content.lines[0]!.evidenceIds;
    const times = { madeMs: shop.nowMs(), deleteAfterMs: shop.nowMs() + 60_000 };
    await store.transact((tx) =>
      keepEvidence(tx, { evidenceId: evidenceId!, kind: "curve", content: CURVE, ...times }),
    );
    const review = await api.get(`/v1/reviews/contest:${body.disputeId}`, { as: "reviewer" });
    expect(review.body.subject).toMatchObject({
      kind: "contest",
      claim: "wrong-item",
      gtin: "06",
      claimedQuantity: 0,
      instead: null,
      receiptQuantity: 2,
    });
    expect(review.body).toMatchObject({
      products: [{ gtin: "06", unitMinor: 333 }],
      choices: [{ choice: { kind: "grant" } }, { choice: { kind: "refuse" } }],
      form: null,
      // The line was accepted, and its evidence is there all the same.
      interactions: [
        {
          evidence: { evidenceId, gtin: "06" },
          curve: CURVE,
          positions: null,
          curveDeleteAfterMs: times.deleteAfterMs,
          positionsDeleteAfterMs: null,
        },
      ],
    });
    await decide(api, `contest:${body.disputeId}`, { kind: "grant" });
    await letStand(api);
    const receipt = await api.get(`/v1/receipts/${visitId}`, { as: "operator" });
    expect(receipt.body.totals.grossMinor).toBe(0);
  });

  it("of age, of a gap and of a binding shows its own subject", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    const extra = await api.fixture.store.transact((tx) => {
      const shopperId = "extra-1";
      tx.append("shopper", shopperId, [
        { type: "ShopperAppeared", shopperId, gateId: "north", trackId: "7" },
      ]);
      return shopperId;
    });
    const bind = { as: "operator", body: { shopperId: extra } } as const;
    await api.post(`/v1/visits/${visitId}/bindings`, bind);
    await take(api, visitId, "05", 1);
    await api.fixture.store.transact((tx) =>
      tx.append("shopper", extra, [
        {
          type: "CartConcluded",
          shopperId: extra,
          lines: [],
          probabilityExact: 0.5,
          needsReview: true,
          reasons: ["a plate was dead"],
          faults: ["a plate was dead"],
        },
      ]),
    );
    await api.post(`/v1/visits/${visitId}/close`, { as: "operator" });
    await conclude(api, visitId);
    const { body } = await api.get(`/v1/reviews?visitId=${visitId}`, { as: "reviewer" });
    const kinds = new Map<string, object>();
    for (const { reviewId } of body.items) {
      const review = await api.get(`/v1/reviews/${reviewId}`, { as: "reviewer" });
      kinds.set(review.body.subject.kind, review.body);
    }
    expect([...kinds.keys()].sort()).toEqual(["age", "binding", "gap"]);
    const [picked] = ["age", "binding", "gap"].map((kind) => kinds.get(kind));
    expect(picked).toMatchObject({
      products: [{ gtin: "05" }],
      interactions: [{ evidence: { gtin: "05" } }],
      choices: [{ choice: { kind: "grant" } }, { choice: { kind: "refuse" } }],
    });
    expect(kinds.get("binding")).toMatchObject({ interactions: [{ evidence: { gtin: "05" } }] });
    // No interaction is known of the one whose cart has the gap.
    const choices = [
      { kind: "nothing" },
      { kind: "remove", gtin: "05", quantity: 1 },
      { kind: "refuse" },
    ];
    expect(kinds.get("gap")).toMatchObject({
      products: [{ gtin: "05" }],
      interactions: [],
      form: "add",
      choices: choices.map((choice) => ({ choice })),
    });
  });

  it("of a dispute of what is missing shows what was moved of the product", async () => {
    const visitId = await shopByCard(api, "pm_sim_ok", { "06": 1, "03": 1 });
    const dispute = { kind: "missing", lineId: null, gtin: "03", claimedQuantity: 1 };
    const path = `/v1/receipts/${visitId}/disputes`;
    const { body } = await api.post(path, { as: "operator", body: dispute });
    const review = await api.get(`/v1/reviews/contest:${body.disputeId}`, { as: "reviewer" });
    expect(review.body.interactions).toMatchObject([{ evidence: { gtin: "03" }, isOfVisit: true }]);
  });

  it("of a dispute of what is missing shows what others moved of it meanwhile, and no more", async () => {
    await api.fixture.pass(1000);
    await shopByCard(api, "pm_sim_ok-3", { "08": 1 });
    await api.fixture.pass(1000);
    const visitId = await enterByCard(api, "pm_sim_ok");
    const other = await enterByCard(api, "pm_sim_ok-2");
    const own = await take(api, visitId, "06", 1);
    const evidenceId = await take(api, other, "08", 1);
    await take(api, other, "03", 1);
    await leave(api, visitId);
    await conclude(api, visitId);
    await api.fixture.pass(1000);
    await take(api, other, "08", 1);
    const { store, shop } = api.fixture;
    const times = { madeMs: shop.nowMs(), deleteAfterMs: shop.nowMs() + 60_000 };
    await store.transact((tx) =>
      keepEvidence(tx, { evidenceId, kind: "curve", content: CURVE, ...times }),
    );
    const see = async (gtin: string) => {
      const body = { kind: "missing", lineId: null, gtin, claimedQuantity: 1 };
      const path = `/v1/receipts/${visitId}/disputes`;
      const { disputeId } = (await api.post(path, { as: "operator", body })).body;
      return (await api.get(`/v1/reviews/contest:${disputeId}`, { as: "reviewer" })).body;
    };
    expect((await see("08")).interactions).toMatchObject([
      { evidence: { evidenceId, gtin: "08" }, isOfVisit: false, curve: CURVE, positions: null },
    ]);
    expect((await see("06")).interactions).toMatchObject([
      { evidence: { evidenceId: own }, isOfVisit: true, curve: null },
    ]);
    expect((await see("07")).interactions).toEqual([]);
  });

  it("of a dispute that it was something else says what, and shows both", async () => {
    await api.fixture.pass(1000);
    const visitId = await enterByCard(api, "pm_sim_ok");
    const other = await enterByCard(api, "pm_sim_ok-2");
    const own = await take(api, visitId, "07", 1);
    await api.fixture.pass(10);
    const unseen = await take(api, other, "03", 1);
    await leave(api, visitId);
    await conclude(api, visitId);
    const dispute = { kind: "wrong-item", lineId: "07", gtin: "03", claimedQuantity: 2 };
    const path = `/v1/receipts/${visitId}/disputes`;
    const { body } = await api.post(path, { as: "operator", body: dispute });
    const reviewId = `contest:${body.disputeId}`;
    const review = (await api.get(`/v1/reviews/${reviewId}`, { as: "reviewer" })).body;
    const instead = { gtin: "03", quantity: 2 };
    expect(review).toMatchObject({
      subject: { claim: "wrong-item", gtin: "07", claimedQuantity: 0, instead },
      products: expect.arrayContaining([expect.objectContaining({ gtin: "03" })]),
      interactions: [
        { evidence: { evidenceId: own }, isOfVisit: true },
        { evidence: { evidenceId: unseen }, isOfVisit: false },
      ],
    });
    await decide(api, reviewId, { kind: "grant" });
    await letStand(api);
    const receipt = await api.get(`/v1/receipts/${visitId}`, { as: "operator" });
    expect(receipt.body.lines).toMatchObject([{ gtin: "03", quantity: 2 }]);
    expect(receipt.body.saunter.contests).toMatchObject([
      { gtin: "07", isGranted: true, instead: { ...instead, itemName: "Product 03" } },
    ]);
    const labels = await api.get("/v1/labels", { as: "operator" });
    const label = labels.text.trim().split("\n").at(-1)!;
    expect(JSON.parse(label)).toMatchObject({ claim: "wrong-item", gtin: "07", instead });
  });

  it("shows no more interactions than the bound, the last ones", async () => {
    const visitId = await enterByCard(api, "pm_sim_ok");
    const evidenceIds: string[] = [];
    for (let at = 0; at <= REVIEW_INTERACTIONS_MAX; at++) {
      evidenceIds.push(await take(api, visitId, "03", 1));
      await api.fixture.pass(1);
    }
    await leave(api, visitId);
    await conclude(api, visitId, true);
    const reviewId = `${visitId}:gap:${findShopper(api, visitId)}`;
    const { body } = await api.get(`/v1/reviews/${reviewId}`, { as: "reviewer" });
    const shown = body.interactions.map(
      (one: { evidence: { evidenceId: string } }) => one.evidence.evidenceId,
    );
    expect(shown).toEqual(evidenceIds.slice(1));
  });
});

describe("the next review", () => {
  const api = startApi();
  const next = (body: object = {}) => api.post("/v1/reviews/next", { as: "reviewer", body });

  it("is claimed and shown whole in one request, until none waits", async () => {
    expect((await next()).body).toEqual({ review: null, waiting: 0 });
    const cheap = await takeUncertainly(api, "08");
    const dear = await takeUncertainly(api, "07");
    const first = await next();
    expect(first.body).toMatchObject({
      review: { reviewId: dear.reviewId, claimedBy: "user-reviewer", form: "other" },
      waiting: 2,
    });
    const again = await next();
    expect(again.body.review.reviewId).toBe(dear.reviewId);
    const second = await next({ skip: [dear.reviewId] });
    expect(second.body.review.reviewId).toBe(cheap.reviewId);
    for (const { reviewId } of [dear, cheap]) await decide(api, reviewId, { kind: "nothing" });
    expect((await next()).body).toEqual({ review: null, waiting: 0 });
  });

  it("passes over so many, and no more", async () => {
    const skip = Array.from({ length: REVIEWS_SKIPPED_MAX }, (_, at) => `r${at}`);
    expect((await next({ skip })).status).toBe(200);
    expect((await next({ skip: [...skip, "one more"] })).body.code).toBe("input-invalid");
    expect((await next({ skip: [...skip, "more"] })).body.code).toBe("input-invalid");
  });
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
    for (let at = 0; at < 3; at++) reviews.push((await takeUncertainly(api)).reviewId);
    for (const [at, reviewId] of reviews.slice(0, 2).entries()) {
      await api.post(`/v1/reviews/${reviewId}/claim`, { as: "reviewer" });
      await api.fixture.pass(1000 * (at + 1));
      await decide(api, reviewId, { kind: "nothing" });
    }
    await api.fixture.pass(30 * 60_000);
    await tick(api);
    const { body } = await api.get("/v1/reviews/statistics", { as: "reviewer" });
    expect(body).toMatchObject({
      visits: 4,
      reviewedVisits: 3,
      reviewedShare: 0.75,
      decided: 2,
      lapsed: 1,
      medianTookMs: 1500,
      medianWaitMs: 3000,
      waiting: 0,
    });
    const own = (reviewerId: string) =>
      api.get(`/v1/reviews/statistics?reviewerId=${reviewerId}`, { as: "reviewer" });
    const mine = await own("user-reviewer");
    expect(mine.body).toMatchObject({ decided: 2, lapsed: 0, medianTookMs: 1500 });
    expect(mine.body.lastEndedMs).toBeLessThan(body.lastEndedMs);
    const nobodys = await own("user-operator");
    expect(nobodys.body).toMatchObject({ decided: 0, medianTookMs: null, lastEndedMs: null });
    await takeUncertainly(api);
    expect((await own("user-reviewer")).body.waiting).toBe(1);
    const sinceMs = api.fixture.shop.nowMs() + 1;
    const later = await api.get(`/v1/reviews/statistics?sinceMs=${sinceMs}`, { as: "reviewer" });
    expect(later.body).toMatchObject({ visits: 0, decided: 0 });
    const bad = await api.get("/v1/reviews/statistics?sinceMs=yesterday", { as: "reviewer" });
    expect(bad.body.code).toBe("input-invalid");
  });

  it("leave out the time of what nobody had claimed, and disputes as a whole", async () => {
    const sinceMs = api.fixture.shop.nowMs() + 1;
    await api.fixture.pass(1);
    const read = async () =>
      (await api.get(`/v1/reviews/statistics?sinceMs=${sinceMs}`, { as: "reviewer" })).body;
    const claimed = await takeUncertainly(api);
    await api.post(`/v1/reviews/${claimed.reviewId}/claim`, { as: "reviewer" });
    await api.fixture.pass(4000);
    await decide(api, claimed.reviewId, { kind: "nothing" });
    expect(await read()).toMatchObject({ decided: 1, medianTookMs: 4000 });

    // At the door: staff check the shopper's age, and nobody claims a review.
    const old = await enterByCard(api, "pm_sim_ok");
    await take(api, old, "05", 1);
    await leave(api, old);
    await conclude(api, old);
    const body = { isOldEnough: true };
    await api.post(`/v1/visits/${old}/age-check`, { as: "operator", body });
    const decided = api.fixture.store.readStream(`review-${old}:age`).at(-1)!;
    expect(decided.event).toMatchObject({ type: "ReviewDecided", tookMs: null });
    expect(await read()).toMatchObject({ decided: 2, medianTookMs: 4000 });

    const sold = await shopByCard(api, "pm_sim_ok", { "03": 1 });
    const dispute = { kind: "missing", lineId: null, gtin: "07", claimedQuantity: 1 };
    await api.post(`/v1/receipts/${sold}/disputes`, { as: "operator", body: dispute });
    const asked = await api.get(`/v1/reviews?visitId=${sold}`, { as: "reviewer" });
    const { reviewId } = asked.body.items[0];
    await api.post(`/v1/reviews/${reviewId}/claim`, { as: "reviewer" });
    await api.fixture.pass(50_000);
    await decide(api, reviewId, { kind: "refuse" });
    expect(await read()).toMatchObject({ decided: 2, medianTookMs: 4000 });
  });
});

describe("the quality of reviews", () => {
  const api = startApi();

  it("is empty before anybody decided, and operators' alone", async () => {
    const { body } = await api.get("/v1/reviews/quality", { as: "operator" });
    const none = { decided: 0, medianTookMs: null, lookedAtTwice: 0, agreed: 0, overturned: 0 };
    expect(body).toEqual({ all: none, reviewers: [] });
    const refused = await api.get("/v1/reviews/quality", { as: "reviewer" });
    expect(refused.status).toBe(403);
  });

  it("says how many, how long, how far two agree, and what a dispute overturned", async () => {
    const taken = await takeUncertainly(api);
    await api.post(`/v1/reviews/${taken.reviewId}/claim`, { as: "reviewer" });
    await api.fixture.pass(3000);
    await decide(api, taken.reviewId, { kind: "nothing" });
    const { store } = api.fixture;
    const again = { reviewerId: "left", choice: { kind: "nothing" }, tookMs: 5000 } as const;
    await store.transact((tx) =>
      tx.append("review", taken.reviewId, [{ type: "ReviewDecidedAgain", ...again }]),
    );
    const read = async () => (await api.get("/v1/reviews/quality", { as: "operator" })).body;
    const one = { decided: 1, lookedAtTwice: 1, agreed: 1, overturned: 0 };
    expect(await read()).toEqual({
      all: { ...one, medianTookMs: 3000 },
      reviewers: expect.arrayContaining([
        { reviewerId: "user-reviewer", name: "reviewer", ...one, medianTookMs: 3000 },
        { reviewerId: "left", name: null, ...one, medianTookMs: 5000 },
      ]),
    });
    const sinceMs = api.fixture.shop.nowMs() + 1;
    const later = await api.get(`/v1/reviews/quality?sinceMs=${sinceMs}`, { as: "operator" });
    expect(later.body.all.decided).toBe(0);
  });
});

describe("labels", () => {
  const api = startApi();

  it("are lines of what was decided, in pages, and do not say by whom", async () => {
    const reviews: string[] = [];
    for (let at = 0; at < 3; at++) reviews.push((await takeUncertainly(api)).reviewId);
    for (const reviewId of reviews) await decide(api, reviewId, { kind: "nothing" });
    // What can be taken back is no label yet.
    expect((await api.get("/v1/labels", { as: "operator" })).text).toBe("");
    await letStand(api);
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

  it("are of all kinds: an age, a gap, whose cart it is, and what a shopper disputed", async () => {
    const { store } = api.fixture;
    const gap = await enterByCard(api, "pm_sim_ok");
    await take(api, gap, "03", 1);
    await leave(api, gap);
    await conclude(api, gap, true);
    const [old, bound] = [await enterByCard(api, "pm_sim_ok"), await enterByCard(api, "pm_sim_ok")];
    await take(api, old, "05", 1);
    await take(api, bound, "03", 1);
    const flag = { type: "FlagVisit", flag: "party-larger", detail: "three came in" } as const;
    await store.transact((tx) => decideInto(tx, "visit", bound, decideVisit, flag));
    for (const visitId of [old, bound]) {
      await leave(api, visitId);
      await conclude(api, visitId);
    }
    const sold = await shopByCard(api, "pm_sim_ok", { "03": 1 });
    const dispute = { kind: "missing", lineId: null, gtin: "07", claimedQuantity: 1 };
    await api.post(`/v1/receipts/${sold}/disputes`, { as: "operator", body: dispute });
    const reviewOf = async (visitId: string): Promise<string> => {
      const { body } = await api.get(`/v1/reviews?visitId=${visitId}`, { as: "reviewer" });
      return body.items[0].reviewId;
    };
    await decide(api, await reviewOf(gap), { kind: "nothing" });
    await decide(api, `${old}:age`, { kind: "refuse" });
    await decide(api, `${bound}:party-larger`, { kind: "grant" });
    await decide(api, await reviewOf(sold), { kind: "refuse" });
    await letStand(api);
    const { text } = await api.get("/v1/labels", { as: "operator" });
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const of = (visitId: string) => lines.filter((line) => line.visitId === visitId);
    expect(of(gap)).toMatchObject([{ kind: "gap", choice: { kind: "nothing" } }]);
    expect(of(old)).toMatchObject([{ kind: "age", gtins: ["05"], choice: { kind: "refuse" } }]);
    expect(of(bound)).toMatchObject([{ kind: "binding", choice: { kind: "grant" } }]);
    expect(of(sold)).toMatchObject([
      {
        kind: "contest",
        claim: "missing",
        gtin: "07",
        claimedQuantity: 1,
        choice: { kind: "refuse" },
      },
    ]);
    expect(text).not.toContain("user-reviewer");
  });
});
