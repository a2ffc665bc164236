/** For tests: a chain with shops that have reviews, over a real hub and database, and reviewers of all of them. */
import { randomBytes } from "node:crypto";
import { startChain, type TestChain } from "@saunter/chain/chain-fixture";
import { prepareFigures, projectAll } from "@saunter/chain/figures/projector";
import {
  addSignedIn,
  createTestAsk,
  type TestAnswer,
} from "@saunter/chain/http/chain-http-fixture";
import type { ChainHttpOptions } from "@saunter/chain/http/http-context";
import { type ChainHttp, openChainHttp } from "@saunter/chain/http/open-chain-http";
import { type AskShop, createAskShop } from "@saunter/chain/hub/ask-shop";
import { createHubUsers } from "@saunter/chain/hub/hub-users";
import { createShopWatch } from "@saunter/chain/ingest/watch-shops";
import { listSealingKeys } from "@saunter/chain/secrets/sealing-keys";
import type { ChainRole, Scope } from "@saunter/protocol/chain/rights";
import { createPoolAnswers } from "@saunter/shop/capabilities/reviews/answer-pool";
import { createChainAnswers } from "@saunter/shop/chain/answer-chain";
import { openHubLine } from "@saunter/shop/chain/hub-line";
import { CHAIN_SCHEMA, createUpSender } from "@saunter/shop/chain/send-up";
import {
  admit,
  applyOutputs,
  DAY_MS,
  makePick,
  makeUncertain,
  openTestShop,
  passAndTick,
  payCard,
  START_MS,
  shopFor,
  type TestShop,
  tell,
} from "@saunter/shop/domain/shop-fixture";
import { openFixedGoods } from "@saunter/shop/goods/goods-fixture";
import pino from "pino";
import { expect } from "vitest";

const RATE = 1_000_000;
const NOTHING_KEPT = {
  curve: null,
  curveDeleteAfterMs: null,
  positions: null,
  positionsDeleteAfterMs: null,
};
const GONDOLA = {
  ...{ gondola: 1, xM: 0, yM: 0, yawRad: 0, depthM: 0.5, plateWidthM: 0.1, plateCount: 10 },
  shelves: [{ shelf: 1, heightM: 1, plateWidthM: 0.1, facings: [] }],
};
/** Longer than one part of a clip. */
export const VIDEO = new Uint8Array(700_000).map((_, at) => at % 251);

let people = 0;

export interface ReviewShop {
  readonly test: TestShop;
  readonly shopId: string;
  /** A visit with one uncertain pick; gives its review. */
  takeUncertainly(): Promise<string>;
  cut(): Promise<void>;
  close(): Promise<void>;
}

export interface ReviewPool {
  readonly chain: TestChain;
  readonly http: ChainHttp;
  readonly options: ChainHttpOptions;
  /** Of the chain; each shop has its own. */
  readonly clock: { nowMs: number };
  /** What random bytes of the API are: 1 of a first look, 0 of a second. */
  readonly luck: { byte: number };
  /** What is done to the next answers of shops. */
  readonly faults: {
    loseAnswerOf: string | null;
    /** A review that its shop cannot show. */
    brokenReviewId: string | null;
  };
  /** @param hasReviewers whether the chain's reviewers may decide its reviews */
  openShop(shopId: string, hasReviewers?: boolean): ReviewShop;
  /** Until the chain has all of the shops' events, and knows which of them answer. */
  catchUp(...shops: readonly ReviewShop[]): Promise<void>;
  /** Time goes on, in all of them. */
  pass(ms: number, ...shops: readonly ReviewShop[]): Promise<void>;
  signIn(role: ChainRole, scope: Scope): Promise<TestUser>;
  close(): Promise<void>;
}

export interface TestUser {
  readonly userId: string;
  readonly token: string;
  ask(route: string, body?: unknown): Promise<TestAnswer>;
}

/** @param isLive all clocks are the machine's, as browsers have it. */
export async function startReviewPool(
  shopIds: readonly string[],
  { isLive = false, ...more }: Partial<ChainHttpOptions> & { readonly isLive?: boolean } = {},
): Promise<ReviewPool> {
  const chain = await startChain(shopIds);
  const { db, connection, hub } = chain;
  await prepareFigures(db);
  const clock = { nowMs: START_MS };
  if (isLive) goWithMachine(clock);
  const luck = { byte: 1 };
  const faults: ReviewPool["faults"] = { loseAnswerOf: null, brokenReviewId: null };
  const nowMs = (): number => clock.nowMs;
  const ask = createAskShop(connection, chain.signing);
  const askShop: AskShop = async (shopId, what, body) => {
    const { reviewId } = (body ?? {}) as { readonly reviewId?: string };
    if (what === "review.view" && reviewId === faults.brokenReviewId) {
      throw new Error("its evidence is damaged");
    }
    const answer = await ask(shopId, what, body);
    if (what !== faults.loseAnswerOf) return answer;
    faults.loseAnswerOf = null;
    return null;
  };
  const options: ChainHttpOptions = {
    ...{ db, nowMs, askShop, shards: 1, publicUrl: "http://127.0.0.1" },
    logger: pino({ level: "silent" }),
    random: (count) => (count === 1 ? new Uint8Array([luck.byte]) : randomBytes(count)),
    sealingKeys: listSealingKeys(hub.keys),
    hubUsers: createHubUsers({ db, keys: hub.keys, servers: hub.asChain.servers }),
    rates: { signIn: RATE, public: RATE, people: RATE, scim: RATE },
    ...more,
  };
  const http = await openChainHttp(options);
  const watch = createShopWatch({ db, ask, nowMs, missing: { note: async () => {} } });
  const asBrowser = createTestAsk(http, options);
  return {
    ...{ chain, http, options, clock, luck, faults },
    openShop: (shopId, hasReviewers = true) => {
      const opened = openShop(chain, shopId, hasReviewers);
      if (isLive) goWithMachine(opened.test.clock);
      return opened;
    },
    catchUp: async (...shops) => {
      for (const { test, shopId, ...shop } of shops as readonly OpenShop[]) {
        await shop.sendAll();
        await chain.waitForHead(shopId, test.store.position());
      }
      await projectAll(db);
      await watch.look();
    },
    pass: async (ms, ...shops) => {
      clock.nowMs += ms;
      for (const { test } of shops) await passAndTick(test, ms);
    },
    signIn: async (role, scope) => {
      const user = await addSignedIn(db, role, scope, clock.nowMs);
      return { ...user, ask: (route, body) => asBrowser(route, { ...user, body }) };
    },
    close: async () => {
      await http.close();
      await chain.close();
    },
  };
}

/** A clock that stood still. */
function goWithMachine(clock: { nowMs: number }): void {
  Object.defineProperty(clock, "nowMs", { get: () => Date.now() });
}

interface OpenShop extends ReviewShop {
  sendAll(): Promise<void>;
}

function openShop({ hub }: TestChain, shopId: string, hasReviewers: boolean): OpenShop {
  const test = openTestShop({ schema: CHAIN_SCHEMA });
  const { store, shop } = test;
  const { nowMs } = shop;
  const credentials = { source: "test", reveal: () => hub.credentials.get(shopId)!.trim() };
  const line = openHubLine({ server: hub.url, shard: 0, credentials }, shopId, (what, body) =>
    answer(what, body),
  );
  // What could not be sent at once is tried again by a clock that goes on.
  const sender = createUpSender({
    ...{ store, line, shopId, nowMs: Date.now, random: () => 0 },
  });
  const answerPool = createPoolAnswers({
    ...{ shop, currency: "GBP", goods: openFixedGoods(store, { lowStockAt: new Map() }) },
    readEvidence: () => NOTHING_KEPT,
    readClip: () => ({
      clip: {
        ...{ cameraId: "c1", mediaType: "video/webm", widthPx: 320, heightPx: 240 },
        ...{ happenedMs: 500, startMs: 0, durationMs: 1000, gondola: 1, shelf: 1 },
        video: VIDEO,
      },
      deleteAfterMs: START_MS + DAY_MS,
    }),
    readTrip: () => null,
    listGondolas: () => [GONDOLA, { ...GONDOLA, gondola: 2 }],
  });
  const answer = createChainAnswers({
    ...{ store, sender, nowMs, makeId: shop.makeId, version: "0.0.0" },
    answerPool: hasReviewers ? answerPool : null,
    countUnsigned: null,
  });
  return {
    ...{ test, shopId },
    takeUncertainly: async () => {
      const shopperId = `${shopId}-${++people}`;
      await admit(test, payCard(`pm_sim_ok-${shopperId}`), [shopperId]);
      const pick = makePick(shopperId, shopperId, { barcode: "01" });
      await applyOutputs(test, tell(makeUncertain(pick, { barcode: "02" })));
      await shopFor(test, shopperId, { "01": 1 }, { needsReview: true, reasons: ["not sure"] });
      return `run.${shopperId}`;
    },
    sendAll: async () => {
      await expect
        .poll(async () => {
          await sender.sendDue();
          return sender.report().waiting;
        })
        .toBe(0);
    },
    cut: () => line.close(),
    close: () => line.close(),
  };
}
