/** What the whole process promises of receipts that it is not sure of, from the gate to the money. */

import { rmSync } from "node:fs";
import { join } from "node:path";
import type { CatalogueProduct } from "@saunter/commerce/pricing/pricing-types";
import { UNDO_MS } from "@saunter/commerce/review/decide";
import type { ReviewChoice } from "@saunter/commerce/review/events";
import { decideVisit } from "@saunter/commerce/visit/decide";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { describe, expect, it, onTestFinished } from "vitest";
import { SHOP_CAPABILITIES } from "../capabilities/capabilities.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import { seeShopper } from "../domain/binding-service.ts";
import { applyEngineOutputs } from "../domain/engine-events.ts";
import { enterShop } from "../domain/entry-service.ts";
import { leaveShop } from "../domain/floor-service.ts";
import { createGateNewsBoard } from "../domain/gate-news.ts";
import { decideOnReview } from "../domain/review-service.ts";
import { decideInto } from "../domain/shop-context.ts";
import {
  CARD,
  makeCredential,
  makePick,
  makeUncertain,
  reportCart,
  reportReceipt,
  START_MS,
  tell,
} from "../domain/shop-fixture.ts";
import { makeSampleConfig } from "../testing/sample-config.ts";
import { makeScratchFolder } from "../testing/scratch-folder.ts";
import { openShopProcess } from "./open-shop-process.ts";
import type { ShopProcess } from "./shop-process.ts";
import { createTestSimulator } from "./simulator-fixture.ts";

const WATER_MINOR = 100;
const BEER_MINOR = 300;
const REVIEW_MS = 30 * 60_000;
/** Rounds in which the money of a receipt has moved. */
const ROUNDS = 4;

function makeProduct(gtin: string, amountMinor: number, ageMin?: number): CatalogueProduct {
  const rest = ageMin === undefined ? {} : { ageMin };
  return { gtin, name: gtin, taxCategory: "zero", prices: [{ amountMinor }], ...rest };
}

const CATALOGUE = new Map(
  [makeProduct("01", WATER_MINOR), makeProduct("05", BEER_MINOR, 18)].map((one) => [one.gtin, one]),
);

interface Running {
  process: ShopProcess;
  readonly clock: { nowMs: number };
  /** The process is ended, time passes, and it is started again. */
  restartAfter(byMs: number): Promise<void>;
}

async function openRunning(): Promise<Running> {
  const root = makeScratchFolder();
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const sample = makeSampleConfig(join(root, "data"), 1);
  const config: ShopConfig = { ...sample, floor: null, catalogue: CATALOGUE };
  const clock = { nowMs: START_MS };
  const simulator = createTestSimulator();
  const open = async (): Promise<ShopProcess> => {
    const opened = await openShopProcess({
      config,
      nowMs: () => clock.nowMs,
      recordings: RECORDING_FOLDERS,
      simulator,
      capabilities: SHOP_CAPABILITIES,
      onError: (error) => {
        throw error;
      },
      onTrouble: (error) => {
        throw error;
      },
    });
    onTestFinished(opened.close);
    return opened;
  };
  const running: Running = {
    process: await open(),
    clock,
    restartAfter: async (byMs) => {
      await running.process.close();
      clock.nowMs += byMs;
      running.process = await open();
    },
  };
  return running;
}

async function pass({ process: { tick }, clock }: Running, byMs: number): Promise<void> {
  clock.nowMs += byMs;
  for (let round = 0; round < ROUNDS; round++) await tick();
}

/** "ann" comes in by card, takes things, and leaves; the engine is sure of it, or not. */
async function shopFor(
  running: Running,
  taken: readonly { readonly gtin: string; readonly isUncertain: boolean }[],
  beforeExit: (visitId: string) => Promise<void> = async () => {},
): Promise<string> {
  const { shop, runner } = running.process;
  const gateId = shop.settings.gateIds[0]!;
  const entryService = { findCustomerCard: () => null, news: createGateNewsBoard() };
  const request = { gateId, partySize: 1, credential: makeCredential(CARD) };
  const entered = await enterShop(shop, entryService, runner, request);
  if (!entered.ok) throw new Error(entered.refusal.detail);
  const { visitId } = entered.value;
  await shop.store.transact((tx) => seeShopper(tx, shop, { shopperId: "ann", gateId }));
  const picks = taken.map(({ gtin, isUncertain }, at) => {
    const pick = makePick(String(at), "ann", { barcode: gtin });
    return tell(isUncertain ? makeUncertain(pick, { targetId: "bob" }) : pick, "final");
  });
  const lines = Object.fromEntries(taken.map(({ gtin }) => [gtin, 1]));
  const applyOutputs = (...outputs: Parameters<typeof applyEngineOutputs>[3]) =>
    shop.store.transact((tx) => applyEngineOutputs(tx, shop, "run", outputs));
  await applyOutputs(...picks, reportCart("ann", lines));
  await beforeExit(visitId);
  await shop.store.transact((tx) => leaveShop(tx, shop, "ann"));
  const needsReview = taken.some(({ isUncertain }) => isUncertain);
  await applyOutputs(
    reportReceipt("ann", lines, { needsReview, reasons: needsReview ? ["not sure"] : [] }),
  );
  await pass(running, 0);
  return visitId;
}

const decide = ({ process: { shop } }: Running, reviewId: string, choice: ReviewChoice) =>
  shop.store.transact((tx) => decideOnReview(tx, shop, reviewId, "rev-1", choice));

/** The receipt's state and total, and what the card has been charged for it. */
function read({ process: { store } }: Running, visitId: string) {
  const receipt = store.read("receipt", visitId);
  if (receipt.status === "none") throw new Error("no receipt");
  const { payments } = store.read("charge", visitId);
  const netMinor = [...payments.values()].reduce(
    (sum, { capturedMinor, refundedMinor }) => sum + capturedMinor - refundedMinor,
    0,
  );
  return [receipt.status, receipt.content.result.totals.totalMinor, netMinor];
}

const listAlerts = ({ process: { store } }: Running): unknown[] =>
  store.db
    .prepare("SELECT kind FROM alerts WHERE cleared_ms IS NULL")
    .all()
    .map(({ kind }) => kind);

const SURE_WATER = { gtin: "01", isUncertain: false };
const UNCERTAIN_WATER = { gtin: "01", isUncertain: true };
const BEER = { gtin: "05", isUncertain: false };

describe("a receipt that the process is not sure of", () => {
  it("is reviewed within its time, and what the reviewer says is charged", async () => {
    const running = await openRunning();
    const visitId = await shopFor(running, [UNCERTAIN_WATER]);
    expect(read(running, visitId)).toEqual(["draft", WATER_MINOR, 0]);
    await pass(running, REVIEW_MS - 1 - UNDO_MS);
    const review = running.process.store.read("review", "run.0");
    if (review.status === "unopened" || review.subject.kind !== "interaction") throw new Error();
    await decide(running, "run.0", { kind: "candidate", candidate: review.subject.evidence });
    await pass(running, UNDO_MS);
    expect(read(running, visitId)).toEqual(["final", WATER_MINOR, WATER_MINOR]);
  });

  it("is settled in the shopper's favour at its time, and not before", async () => {
    const running = await openRunning();
    const visitId = await shopFor(running, [UNCERTAIN_WATER]);
    await pass(running, REVIEW_MS - 1);
    expect(read(running, visitId)).toEqual(["draft", WATER_MINOR, 0]);
    await pass(running, 1);
    expect(read(running, visitId)).toEqual(["final", 0, 0]);
    expect(running.process.store.read("review", "run.0").status).toBe("lapsed");
  });

  it("is settled so where the process was not there at its time", async () => {
    const running = await openRunning();
    const visitId = await shopFor(running, [UNCERTAIN_WATER]);
    await running.restartAfter(REVIEW_MS + 1);
    await pass(running, 0);
    expect(read(running, visitId)).toEqual(["final", 0, 0]);
  });
});

describe("what has an age limit", () => {
  it("is reported to staff before the exit, and charged once they have checked", async () => {
    const running = await openRunning();
    const visitId = await shopFor(running, [BEER, SURE_WATER], async (id) => {
      expect(listAlerts(running)).toEqual(["age-check"]);
      const { shop } = running.process;
      await shop.store.transact((tx) =>
        decideInto(tx, "visit", id, decideVisit, {
          type: "CheckAge",
          isOldEnough: true,
          by: "staff-1",
        }),
      );
    });
    const totalMinor = BEER_MINOR + WATER_MINOR;
    expect(read(running, visitId)).toEqual(["final", totalMinor, totalMinor]);
  });

  it("is never charged where nobody has looked: the receipt waits, and then goes without", async () => {
    const running = await openRunning();
    const visitId = await shopFor(running, [BEER, SURE_WATER]);
    expect(read(running, visitId)).toEqual(["draft", BEER_MINOR + WATER_MINOR, 0]);
    expect(listAlerts(running)).toEqual(["age-unchecked"]);
    await pass(running, REVIEW_MS - 1);
    expect(read(running, visitId)[2]).toBe(0);
    await pass(running, 1);
    expect(read(running, visitId)).toEqual(["final", WATER_MINOR, WATER_MINOR]);
    expect(listAlerts(running)).toEqual([]);
  });

  it.each([
    ["grant", BEER_MINOR],
    ["refuse", 0],
  ] as const)("is charged after a reviewer's %s as %s", async (kind, beerMinor) => {
    const running = await openRunning();
    const visitId = await shopFor(running, [BEER, SURE_WATER]);
    await decide(running, `${visitId}:age`, { kind });
    await pass(running, UNDO_MS - 1);
    expect(read(running, visitId)[2]).toBe(0);
    await pass(running, 1);
    const totalMinor = beerMinor + WATER_MINOR;
    expect(read(running, visitId)).toEqual(["final", totalMinor, totalMinor]);
  });
});
