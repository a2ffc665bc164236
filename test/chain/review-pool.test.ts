/** Reviewers of a chain decide reviews of its shops, over a real hub and database. */

import { asRequest } from "@saunter/chain/access/as-request";
import { CHAIN, organisation, shop } from "@saunter/chain/http/chain-http-fixture";
import { LOST_MS, SILENT_MS, SKIPPED_MS } from "@saunter/chain/reviews/pool-limits";
import { takeLook } from "@saunter/chain/reviews/review-looks";
import { UNDO_MS } from "@saunter/commerce/review/decide";
import { isLookedAtTwice } from "@saunter/commerce/review/second-look";
import { nameReviewer } from "@saunter/protocol/chain/reviewer-names";
import { claimReview, decideOnReview } from "@saunter/shop/domain/review-service";
import { countEvents, readReview, transact } from "@saunter/shop/domain/shop-fixture";
import { sampleTests } from "@saunter/testing/sample";
import { afterAll, beforeAll, describe, expect, onTestFinished, it as vitestIt } from "vitest";
import {
  type ReviewPool,
  type ReviewShop,
  startReviewPool,
  type TestUser,
  VIDEO,
} from "./review-pool-fixture.ts";

const it = sampleTests(vitestIt, 0.34);

const NOTHING = { choice: { kind: "nothing" } };
const SHOPS = Array.from({ length: 24 }, (_, at) => `shop-${at}`);

describe("the pool of reviewers", () => {
  let pool: ReviewPool;
  beforeAll(async () => {
    pool = await startReviewPool(SHOPS);
  });
  afterAll(() => pool.close());

  let opened = 0;

  /** Shops of which the chain knows nothing yet; others have nothing that waits. */
  async function open(count: number): Promise<ReviewShop[]> {
    const { db } = pool.chain;
    for (const table of ["review_looks", "reviews", "shop_states"] as const) {
      await db.deleteFrom(table).execute();
    }
    pool.luck.byte = 1;
    return Array.from({ length: count }, () => {
      const one = pool.openShop(SHOPS[opened++]!);
      pool.clock.nowMs = one.test.clock.nowMs;
      onTestFinished(() => one.close());
      return one;
    });
  }

  const next = async (user: TestUser) => (await user.ask("POST /v1/reviews/next")).body.look;
  const decide = (user: TestUser, lookId: string, body: unknown = NOTHING) =>
    user.ask(`POST /v1/review-looks/${lookId}/decide`, body);

  it("decides in the shop's journal, once, though the answer was lost", async () => {
    const [north] = (await open(1)) as [ReviewShop];
    const reviewId = await north.takeUncertainly();
    await pool.catchUp(north);
    const ann = await pool.signIn("reviewer", CHAIN);
    const look = await next(ann);
    expect(look.review.reviewId).toBe(reviewId);
    pool.faults.loseAnswerOf = "review.decide";
    expect((await decide(ann, look.lookId)).body.code).toBe("shop-away");
    const answer = await decide(ann, look.lookId);
    expect(answer.body).toEqual({ undoUntilMs: pool.clock.nowMs + UNDO_MS });
    expect(await decide(ann, look.lookId)).toMatchObject({ status: 200, body: answer.body });
    const other = { choice: look.review.choices[0].choice };
    expect((await decide(ann, look.lookId, other)).body.code).toBe("review-already-decided");
    // It stays theirs to undo.
    expect((await ann.ask(`POST /v1/review-looks/${look.lookId}/undo`)).status).toBe(200);
    expect((await next(ann)).lookId).toBe(look.lookId);
    await decide(ann, look.lookId);
    expect(countEvents(north.test, "ReviewDecided")).toBe(2);
    expect(readReview(north.test, reviewId)).toMatchObject({
      status: "decided",
      reviewerId: nameReviewer(ann.userId),
      choice: { kind: "nothing" },
    });
  });

  it("undoes in the time that the shop leaves for it, and not later", async () => {
    const [north] = (await open(1)) as [ReviewShop];
    const reviewId = await north.takeUncertainly();
    await north.takeUncertainly();
    await pool.catchUp(north);
    const ann = await pool.signIn("reviewer", CHAIN);
    const first = await next(ann);
    await decide(ann, first.lookId);
    const second = await next(ann);
    expect(second.review.reviewId).not.toBe(reviewId);
    const undo = () => ann.ask(`POST /v1/review-looks/${first.lookId}/undo`);
    expect((await undo()).status).toBe(200);
    expect((await next(ann)).lookId).toBe(first.lookId);
    expect(readReview(north.test, second.review.reviewId)).toMatchObject({ claim: null });
    await decide(ann, first.lookId);
    await pool.pass(UNDO_MS, north);
    expect((await undo()).body.code).toBe("review-already-decided");
    expect(readReview(north.test, reviewId).status).toBe("decided");
  });

  it("never gives two reviewers the same, nor reviews of one visit to two", async () => {
    const shops = await open(2);
    for (const one of shops) for (let i = 0; i < 3; i++) await one.takeUncertainly();
    await pool.catchUp(...shops);
    const users = await Promise.all(
      Array.from({ length: 8 }, () => pool.signIn("reviewer", CHAIN)),
    );
    const looks = (await Promise.all(users.map(next))).filter((look) => look !== null);
    const names = looks.map((look) => look.review.reviewId);
    expect(names).toHaveLength(6);
    expect(new Set(names).size).toBe(6);
    const again = await Promise.all(users.map(next));
    expect(again.filter((look) => look !== null).map((look) => look.lookId)).toEqual(
      looks.map((look) => look.lookId),
    );
  });

  it("goes on to the next where somebody in the shop was quicker", async () => {
    const [north] = (await open(1)) as [ReviewShop];
    const taken = await north.takeUncertainly();
    const gone = await north.takeUncertainly();
    const left = await north.takeUncertainly();
    await pool.catchUp(north);
    const { test } = north;
    await transact(test, (tx) => claimReview(tx, taken, "bob"));
    await transact(test, (tx) => decideOnReview(tx, test.shop, gone, "bob", { kind: "nothing" }));
    const ann = await pool.signIn("reviewer", CHAIN);
    const look = await next(ann);
    expect(look.review.reviewId).toBe(left);
    await pool.pass(121_000, north);
    await transact(test, (tx) => claimReview(tx, left, "bob"));
    const late = await decide(ann, look.lookId);
    expect([late.status, late.body.code]).toEqual([409, "review-claimed-by-other"]);
  });

  it("goes on after a process that ended between two of its steps", async () => {
    const [north] = (await open(1)) as [ReviewShop];
    const reviewId = await north.takeUncertainly();
    await pool.catchUp(north);
    const ann = await pool.signIn("reviewer", CHAIN);
    const bob = await pool.signIn("reviewer", CHAIN);
    const everywhere = { isAll: true, organisations: [], regions: [], shops: [] };
    const { userId } = ann;
    const { nowMs } = pool.clock;
    // It was given, and the shop was not asked yet.
    const given = await asRequest(pool.chain.db, everywhere, (tx) =>
      takeLook(tx, { userId, nowMs, away: [], random: () => new Uint8Array([1]) }),
    );
    expect(given).toMatchObject({ reviewId });
    expect(await next(bob)).toBeNull();
    const look = await next(ann);
    expect(look.lookId).toBe(given!.lookId);
    // The shop has decided, and the chain does not know.
    await transact(north.test, (tx) =>
      decideOnReview(tx, north.test.shop, reviewId, nameReviewer(userId), { kind: "nothing" }),
    );
    expect((await decide(ann, look.lookId)).status).toBe(200);
    expect(countEvents(north.test, "ReviewDecided")).toBe(1);
    expect(await next(ann)).toBeNull();
  });

  it("leaves out a shop that does not answer, and says so", async () => {
    const [north, south] = (await open(2)) as [ReviewShop, ReviewShop];
    const reviewId = await north.takeUncertainly();
    await south.takeUncertainly();
    await pool.catchUp(north, south);
    await south.cut();
    const ann = await pool.signIn("reviewer", CHAIN);
    const bob = await pool.signIn("reviewer", CHAIN);
    expect((await next(ann)).review.reviewId).toBe(reviewId);
    const { look, away } = (await bob.ask("POST /v1/reviews/next")).body;
    expect([look, away]).toEqual([null, []]);
    pool.clock.nowMs += SILENT_MS;
    await pool.catchUp();
    expect((await bob.ask("GET /v1/reviews/waiting")).body).toEqual({
      waiting: 1,
      away: [{ shopId: south.shopId, name: south.shopId, waiting: 1 }],
    });
  });

  it("goes on to the shop's next review where it cannot show one, and leaves that for a while", async () => {
    const [north] = (await open(1)) as [ReviewShop];
    const broken = await north.takeUncertainly();
    await pool.pass(1000, north);
    const reviewId = await north.takeUncertainly();
    await pool.catchUp(north);
    const ann = await pool.signIn("reviewer", CHAIN);
    const bob = await pool.signIn("reviewer", CHAIN);
    pool.faults.brokenReviewId = broken;
    expect((await next(ann)).review.reviewId).toBe(reviewId);
    expect(await next(bob)).toBeNull();
    pool.faults.brokenReviewId = null;
    await pool.pass(LOST_MS, north);
    await pool.catchUp(north);
    expect((await next(bob)).review.reviewId).toBe(broken);
  });

  it("is not kept from its work by shops that do not let its reviewers in", async () => {
    const [north] = (await open(1)) as [ReviewShop];
    const others = SHOPS.slice(opened, opened + 6).map((shopId) => pool.openShop(shopId, false));
    opened += others.length;
    onTestFinished(() => Promise.all(others.map((one) => one.close())).then(() => {}));
    for (const one of others) await one.takeUncertainly();
    await pool.pass(1000, north, ...others);
    // By its deadline it comes last.
    const reviewId = await north.takeUncertainly();
    await pool.catchUp(north, ...others);
    const ann = await pool.signIn("reviewer", CHAIN);
    const { look, waiting, away } = (await ann.ask("POST /v1/reviews/next")).body;
    expect([look?.review.reviewId, waiting, away]).toEqual([reviewId, 1, []]);
  });

  it("starves no shop beside a busy one", async () => {
    const [north, south] = (await open(2)) as [ReviewShop, ReviewShop];
    for (let i = 0; i < 8; i++) await north.takeUncertainly();
    await pool.pass(120_000, north, south);
    const quiet = await south.takeUncertainly();
    await pool.catchUp(north, south);
    const ann = await pool.signIn("reviewer", CHAIN);
    const order: string[] = [];
    for (let i = 0; i < 9; i++) {
      const { lookId, review } = await next(ann);
      order.push(review.reviewId);
      await decide(ann, lookId);
    }
    // By deadlines alone it would be the last.
    expect(order.indexOf(quiet)).toBeGreaterThan(0);
    expect(order.indexOf(quiet)).toBeLessThan(5);
    expect(new Set(order).size).toBe(9);
  });

  it("counts what is skipped, and gives it to others first", async () => {
    const [north] = (await open(1)) as [ReviewShop];
    const reviewId = await north.takeUncertainly();
    await pool.catchUp(north);
    const ann = await pool.signIn("reviewer", CHAIN);
    const bob = await pool.signIn("reviewer", CHAIN);
    const { lookId } = await next(ann);
    expect((await ann.ask(`POST /v1/review-looks/${lookId}/skip`)).status).toBe(204);
    expect(await next(ann)).toBeNull();
    const look = await next(bob);
    expect(look.review.reviewId).toBe(reviewId);
    await pool.pass(SKIPPED_MS, north);
    await pool.catchUp(north);
    expect((await next(ann)).review.reviewId).toBe(reviewId);
    const owner = await pool.signIn("owner", CHAIN);
    const { reviewers } = (await owner.ask("GET /v1/reviews/statistics")).body;
    const byId = new Map(reviewers.map((one: { userId: string }) => [one.userId, one]));
    expect(byId.get(ann.userId)).toMatchObject({ decided: 0, skipped: 1, expired: 0 });
    expect(byId.get(bob.userId)).toMatchObject({ decided: 0, skipped: 0, expired: 1 });
  });

  it("shows what is needed to decide, to whoever has it, and no receipt", async () => {
    const [north] = (await open(1)) as [ReviewShop];
    const reviewId = await north.takeUncertainly();
    await pool.catchUp(north);
    const ann = await pool.signIn("reviewer", CHAIN);
    const { lookId, review } = await next(ann);
    expect(Object.keys(review).sort()).toEqual([
      ...[
        "change",
        "choices",
        "currency",
        "form",
        "gondolas",
        "interactions",
        "isAllAtStake",
        "people",
      ],
      ...["products", "reviewId", "subject", "trips", "worthMinor"],
    ]);
    expect(review.gondolas.map((one: { gondola: number }) => one.gondola)).toEqual([1]);
    const { evidenceId } = review.interactions[0].evidence;
    const clip = `GET /v1/review-looks/${lookId}/clips/${evidenceId}`;
    const { headers } = await ann.ask(clip);
    expect([headers["content-type"], headers["content-length"]]).toEqual([
      "video/webm",
      String(VIDEO.length),
    ]);
    for (const [role, scope, status] of [
      ["reviewer", CHAIN, 404],
      ["reviewer", shop("shop-23"), 404],
      ["reviewer", organisation("main"), 404],
      ["manager", CHAIN, 403],
      ["analyst", CHAIN, 403],
    ] as const) {
      const other = await pool.signIn(role, scope);
      for (const route of [
        clip,
        ...["stay", "undo", "skip"].map((one) => `POST /v1/review-looks/${lookId}/${one}`),
      ]) {
        expect([role, route, (await other.ask(route)).status]).toEqual([role, route, status]);
      }
      expect((await decide(other, lookId)).status).toBe(status);
      const own = await other.ask("POST /v1/reviews/next");
      expect(own.body.look ?? null).toBeNull();
    }
    expect(readReview(north.test, reviewId).status).toBe("open");
    const manager = await pool.signIn("manager", CHAIN);
    const statistics = await manager.ask("GET /v1/reviews/statistics");
    expect(statistics.body.pool).toMatchObject({ open: 1, decidedInTime: 0, lapsed: 0 });
    expect(statistics.text).not.toContain("interactions");
    const auditor = await pool.signIn("auditor", CHAIN);
    const trail = (await auditor.ask("GET /v1/audit?limit=200")).body.items;
    const looks = trail
      .filter((one: { object: { id: string } | null }) => one.object?.id === reviewId)
      .map((one: { kind: string }) => one.kind);
    expect(looks.sort()).toEqual(["review-clip-viewed", "review-viewed"]);
  });

  it("finds a product that is not among the choices, in the review's shop and for its reviewer alone", async () => {
    const [north] = (await open(1)) as [ReviewShop];
    const reviewId = await north.takeUncertainly();
    await pool.catchUp(north);
    const ann = await pool.signIn("reviewer", CHAIN);
    const bob = await pool.signIn("reviewer", CHAIN);
    const { lookId, review } = await next(ann);
    const find = (user: TestUser, search: string) =>
      user.ask(`GET /v1/review-looks/${lookId}/products?search=${encodeURIComponent(search)}`);
    const [found, ...others] = (await find(ann, "03")).body.items;
    expect([found.gtin, others]).toEqual(["03", []]);
    expect(review.products.map(({ gtin }: { gtin: string }) => gtin)).not.toContain("03");
    expect((await find(ann, "no such thing")).body).toEqual({ items: [] });
    expect((await find(ann, "")).status).toBe(400);
    expect((await find(bob, "03")).status).toBe(404);
    const choose = (gtin: string) => ({
      choice: { kind: "other", candidate: { ...review.choices[0].choice.candidate, gtin } },
    });
    // The shop looks again.
    expect((await decide(ann, lookId, choose("0000000000000"))).body.code).toBe("product-unknown");
    expect((await decide(ann, lookId, choose("03"))).status).toBe(200);
    expect(readReview(north.test, reviewId)).toMatchObject({
      choice: { kind: "other", candidate: { gtin: "03" } },
    });
    expect((await find(ann, "03")).status).toBe(404);
  });

  it("gives some to a second reviewer, who cannot tell, and never to the first", async () => {
    const [north] = (await open(1)) as [ReviewShop];
    const ann = await pool.signIn("reviewer", CHAIN);
    const bob = await pool.signIn("reviewer", CHAIN);
    let reviewId = await north.takeUncertainly();
    while (!isLookedAtTwice(reviewId, { kind: "interaction" })) {
      await transact(north.test, (tx) =>
        decideOnReview(tx, north.test.shop, reviewId, "cat", { kind: "nothing" }),
      );
      reviewId = await north.takeUncertainly();
    }
    await pool.catchUp(north);
    const first = await next(ann);
    await decide(ann, first.lookId);
    await pool.pass(UNDO_MS, north);
    await pool.catchUp(north);
    pool.luck.byte = 0;
    expect(await next(ann)).toBeNull();
    const second = await next(bob);
    expect(second.review).toEqual(first.review);
    expect(Object.keys(second)).toEqual(Object.keys(first));
    await decide(bob, second.lookId, { choice: second.review.choices[0].choice });
    expect(countEvents(north.test, "ReviewDecidedAgain")).toBe(1);
    expect(readReview(north.test, reviewId)).toMatchObject({ choice: { kind: "nothing" } });
    await pool.catchUp(north);
    const owner = await pool.signIn("owner", CHAIN);
    const { pool: all, reviewers } = (await owner.ask("GET /v1/reviews/statistics")).body;
    const agreement = { pairs: 1, agreed: 0, interval: null };
    expect(all.agreement).toEqual(agreement);
    for (const { userId } of [ann, bob]) {
      const own = reviewers.find((one: { userId: string }) => one.userId === userId);
      expect(own).toMatchObject({ decided: 1, agreement });
    }
  });
});
