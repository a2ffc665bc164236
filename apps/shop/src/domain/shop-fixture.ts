/** For tests: a shop on a real database with a simulated provider, and people who come and go. */

import { rmSync } from "node:fs";
import type { CartLine } from "@saunter/commerce/cart/events";
import { UNDO_MS } from "@saunter/commerce/review/decide";
import type { ReviewChoice } from "@saunter/commerce/review/events";
import type { ReviewState } from "@saunter/commerce/review/evolve";
import type { EngineOutput } from "@saunter/engine/engine-types";
import type { Alternative, Interaction, Receipt } from "@saunter/engine/receipt-types";
import { createRandom } from "@saunter/numerics/random";
import type { CallFault } from "@saunter/sim/payments/faults";
import { createProvider, listBooks, takeWebhooks } from "@saunter/sim/payments/provider";
import { renderEvent } from "@saunter/sim/payments/provider-events";
import type { Provider } from "@saunter/sim/payments/provider-types";
import { createInProcessClient } from "@saunter/stand-ins/payments/in-process-client";
import { signNotice } from "@saunter/stand-ins/payments/sign-notice";
import { onTestFinished } from "vitest";
import { createAccountGateway } from "../payments/account-gateway.ts";
import { createStripeGateway } from "../payments/stripe-gateway.ts";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { openStore, type Store, type StoreOptions } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { auditShop } from "../testing/audit.ts";
import { CUSTOMER_CARDS, drawSettings, SAMPLE_ACCOUNTS } from "../testing/sample-settings.ts";
import { makeScratchFolder } from "../testing/scratch-folder.ts";
import { createStoreAccountBook } from "./account-service.ts";
import { seeShopper } from "./binding-service.ts";
import { type ChargeRunner, createChargeRunner } from "./charge-runner.ts";
import { applyEngineOutputs } from "./engine-events.ts";
import type { EntryCredential, EntryPayer } from "./entry-method.ts";
import { type Admission, type EntryRequest, enterShop } from "./entry-service.ts";
import { leaveShop } from "./floor-service.ts";
import { createGateNewsBoard } from "./gate-news.ts";
import type { PaymentGateway } from "./payment-gateway.ts";
import { decideOnReview } from "./review-service.ts";
import { keepTime } from "./shop-clock.ts";
import { RefusedError, type Shop } from "./shop-context.ts";
import type { ShopSettings } from "./shop-settings.ts";

/** 2026-03-02, 09:00 UTC, a Monday. */
export const START_MS = 1_772_442_000_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const WEBHOOK_SECRET = "whsec_simulated";
const CALL_TIMEOUT_MS = 10_000;
/** Rounds in which all that is due is done. */
const ROUNDS_MAX = 20;

export interface TestShop {
  readonly folder: string;
  readonly store: Store;
  readonly shop: Shop;
  readonly runner: ChargeRunner;
  readonly provider: Provider;
  /** Calls of the card provider so far, "POST /v1/…" each. */
  readonly calls: string[];
  /** What the network does to the next calls. */
  readonly faults: CallFault[];
  readonly clock: { nowMs: number };
  readonly network: { isOffline: boolean };
  /** Ends the process, and starts another on the same folder and provider. */
  restart(): Promise<TestShop>;
  close(): Promise<void>;
}

export interface TestShopOptions {
  readonly entry?: Partial<ShopSettings["entry"]>;
  readonly receipts?: Partial<ShopSettings["receipts"]>;
  readonly settings?: Partial<ShopSettings>;
  readonly canIncrease?: boolean;
  /** GBP where not given. */
  readonly currency?: string;
  /** Tables that are not made of events. */
  readonly schema?: string;
  readonly onVisitClosed?: NonNullable<Shop["onVisitClosed"]>;
  readonly onDocument?: NonNullable<Shop["onDocument"]>;
  readonly wrapCard?: (card: PaymentGateway) => PaymentGateway;
  readonly openDatabase?: NonNullable<StoreOptions["openDatabase"]>;
}

/** Closed, and its folder removed, when the test has ended. */
export function openTestShop(options: TestShopOptions = {}): TestShop {
  const folder = makeScratchFolder();
  const test = startShop(options, {
    folder,
    provider: createProvider({
      currencies: [(options.currency ?? "GBP").toLowerCase()],
      searchLagMs: 0,
    }),
    calls: [],
    faults: [],
    clock: { nowMs: START_MS },
    network: { isOffline: false },
  });
  onTestFinished(async () => {
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return test;
}

type Outside = Pick<TestShop, "folder" | "provider" | "calls" | "faults" | "clock" | "network">;

let ids = 0;

function startShop(options: TestShopOptions, outside: Outside): TestShop {
  const { folder, clock } = outside;
  const nowMs = (): number => clock.nowMs;
  const { onDocument, openDatabase, onVisitClosed } = options;
  const store = openStore({
    folder,
    nowMs,
    projections: SHOP_PROJECTIONS,
    schema: options.schema ?? "",
    ...(openDatabase === undefined ? {} : { openDatabase }),
  });
  const shop: Shop = {
    store,
    nowMs,
    settings: makeSettings(options),
    gateways: {
      card: (options.wrapCard ?? ((card) => card))(openCardGateway(options, outside)),
      account: createAccountGateway(
        createStoreAccountBook(store, SAMPLE_ACCOUNTS, "GBP", "Europe/London"),
      ),
    },
    makeId: () => `v${++ids}`,
    makeToken: () => `token-${++ids}`,
    ...(onVisitClosed === undefined ? {} : { onVisitClosed }),
    ...(onDocument === undefined ? {} : { onDocument }),
  };
  const { close } = store;
  return {
    ...outside,
    store,
    shop,
    runner: createChargeRunner(shop),
    close,
    restart: async () => {
      await close();
      return startShop(options, outside);
    },
  };
}

function makeSettings({ entry, receipts, settings, currency }: TestShopOptions): ShopSettings {
  const drawn = drawSettings(createRandom(1), {
    holdMinor: 2000,
    barDebtors: true,
    offline: "known",
    ...entry,
  });
  const shared = currency === undefined ? {} : { currency };
  return { ...drawn, ...shared, receipts: { ...drawn.receipts, ...receipts }, ...settings };
}

function openCardGateway(options: TestShopOptions, outside: Outside): PaymentGateway {
  const { provider, calls, faults, clock, network } = outside;
  const nowMs = (): number => clock.nowMs;
  const client = createInProcessClient({
    provider,
    nowMs,
    drawFault: () =>
      faults.shift() ??
      (network.isOffline ? { kind: "lost", isCommitted: false } : { kind: "none" }),
  });
  return createStripeGateway({
    secretKey: "sk_test_simulated",
    webhookSecret: WEBHOOK_SECRET,
    nowMs,
    currency: options.currency ?? "GBP",
    timeoutMs: CALL_TIMEOUT_MS,
    hashCard: (fingerprint) => `hash-${fingerprint}`,
    returnUrl: "https://shop.invalid/",
    canIncrease: options.canIncrease ?? true,
    httpClient: {
      ...client,
      makeRequest: (...args) => {
        calls.push(`${args[3]} ${args[2].split("?")[0]}`);
        return client.makeRequest(...args);
      },
    },
  });
}

export function pass({ clock }: TestShop, byMs: number): void {
  clock.nowMs += byMs;
}

/** Time goes on, and the process looks at the clock. */
export async function passAndTick(test: TestShop, byMs: number): Promise<void> {
  pass(test, byMs);
  await test.store.transact((tx) => keepTime(tx, test.shop));
}

export const CARD: EntryPayer = { kind: "card", token: "pm_sim_ok-1", lastFour: "4242" };
export const payCard = (token: string): EntryPayer => ({ kind: "card", token, lastFour: "4242" });
export const payAccount = (accountId: string): EntryPayer => ({ kind: "account", accountId });
export const payCustomer = (customerId: string): EntryPayer => ({ kind: "customer", customerId });

export const TEST_ENTRY_SERVICE = {
  findCustomerCard: (customerId: string) => CUSTOMER_CARDS.get(customerId) ?? null,
  news: createGateNewsBoard(),
};

/** A code for one entry; a new one each time. */
export function makeCredential(payer: EntryPayer = CARD): EntryCredential {
  return { method: "qr", payer, onceKey: `once-${++ids}` };
}

export function enter(test: TestShop, request: Partial<EntryRequest> = {}) {
  return enterShop(test.shop, TEST_ENTRY_SERVICE, test.runner, {
    gateId: "north",
    partySize: 1,
    credential: makeCredential(),
    ...request,
  });
}

/** The code of a refused entry. */
export async function refuseEntry(test: TestShop, request: Partial<EntryRequest> = {}) {
  const result = await enter(test, request);
  return result.ok ? "admitted" : result.refusal.code;
}

export async function enterFor(
  test: TestShop,
  payer: EntryPayer,
  more: Partial<EntryRequest> = {},
): Promise<Admission> {
  const result = await enter(test, { credential: makeCredential(payer), ...more });
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
  return result.value;
}

/** A party that is admitted and seen at the gate. */
export async function admit(
  test: TestShop,
  payer: EntryPayer = CARD,
  shopperIds: readonly string[] = [`p${++ids}`],
  gateId = "north",
): Promise<{ visitId: string; shopperId: string }> {
  const { visitId } = await enterFor(test, payer, { gateId, partySize: shopperIds.length });
  for (const shopperId of shopperIds) await see(test, shopperId, gateId);
  return { visitId, shopperId: shopperIds[0]! };
}

/** A track begins at a gate, or inside. */
export function see(test: TestShop, shopperId: string, gateId: string | null = "north") {
  return test.store.transact((tx) => seeShopper(tx, test.shop, { shopperId, gateId }));
}

export function leave(test: TestShop, shopperId: string): Promise<void> {
  return test.store.transact((tx) => leaveShop(tx, test.shop, shopperId));
}

export function applyOutputs(test: TestShop, ...outputs: EngineOutput[]): Promise<void> {
  return test.store.transact((tx) => applyEngineOutputs(tx, test.shop, "run", outputs));
}

/** A pick of one "01" that the engine is sure of. */
export function makePick(id: string, shopperId: string, more: Partial<Interaction> = {}) {
  const pick: Interaction = {
    id,
    kind: "pick",
    targetId: shopperId,
    giverId: null,
    barcode: "01",
    quantity: 1,
    timestampMs: START_MS,
    decidedMs: START_MS,
    settledMs: START_MS,
    weightG: 100,
    gondola: 1,
    shelf: 1,
    plates: [1],
    probability: 0.995,
    alternatives: [],
    ...more,
  };
  return pick;
}

/** The same, as one of several alternatives that the engine has of it. */
export function makeUncertain(pick: Interaction, ...others: Partial<Alternative>[]): Interaction {
  const { kind, targetId, giverId, barcode, quantity } = pick;
  const own: Alternative = { kind, targetId, giverId, barcode, quantity, probability: 0.6 };
  const alternatives = [own, ...others.map((other) => ({ ...own, probability: 0.2, ...other }))];
  return { ...pick, probability: 0.6, alternatives };
}

export function tell(
  interaction: Interaction,
  status: Extract<EngineOutput, { kind: "interaction" }>["status"] = "provisional",
): EngineOutput {
  return { kind: "interaction", status, interaction };
}

export function reportCart(targetId: string, lines: Record<string, number>): EngineOutput {
  return { kind: "cart", timestampMs: START_MS, targetId, lines: toLines(lines), probability: 0.9 };
}

export interface Concluded {
  readonly probabilityExact?: number;
  readonly needsReview?: boolean;
  readonly reasons?: readonly string[];
  readonly faults?: readonly string[];
  readonly unclear?: Receipt["unclear"];
}

export function reportReceipt(
  targetId: string | null,
  lines: Record<string, number>,
  more: Concluded = {},
): EngineOutput {
  const receipt = {
    targetId,
    products: toLines(lines),
    probabilityExact: 0.99,
    needsReview: false,
    reasons: [],
    faults: [],
    unclear: [],
    ...more,
  };
  return { kind: "receipt", timestampMs: START_MS, receipt };
}

const toLines = (lines: Record<string, number>) =>
  Object.entries(lines).map(([barcode, quantity]) => ({ barcode, quantity }));

/** Somebody takes things that the engine is sure of, leaves, and is concluded. */
export async function shopFor(
  test: TestShop,
  shopperId: string,
  lines: Record<string, number>,
  more: Concluded = {},
): Promise<void> {
  await applyOutputs(test, reportCart(shopperId, lines));
  await leave(test, shopperId);
  await applyOutputs(test, reportReceipt(shopperId, lines, more));
}

/** A whole visit, from the gate to the final receipt; its charge has not been worked on. */
export async function visitFor(
  test: TestShop,
  payer: EntryPayer,
  lines: Record<string, number>,
): Promise<string> {
  const { visitId, shopperId } = await admit(test, payer);
  await shopFor(test, shopperId, lines);
  return visitId;
}

export function transact<T>(test: TestShop, work: (tx: Transaction) => T): Promise<T> {
  return test.store.transact(work);
}

/** A reviewer decides, and the time in which they could take it back passes. */
export async function decide(test: TestShop, reviewId: string, choice: ReviewChoice) {
  await transact(test, (tx) => decideOnReview(tx, test.shop, reviewId, "rev-1", choice));
  await passAndTick(test, UNDO_MS);
}

/** The code of what refuses some work, or "taken". */
export async function catchRefusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "taken";
  } catch (error) {
    if (error instanceof RefusedError) return error.code;
    throw error;
  }
}

export const readVisit = ({ store }: TestShop, visitId: string) => {
  const visit = store.read("visit", visitId);
  if (visit.status === "unopened") throw new Error(`there is no visit ${visitId}`);
  return visit;
};

export const readReceipt = ({ store }: TestShop, visitId: string) => {
  const receipt = store.read("receipt", visitId);
  if (receipt.status === "none") throw new Error(`visit ${visitId} has no receipt`);
  return receipt;
};

/** Quantities of a receipt, by GTIN. */
export function readLines(test: TestShop, visitId: string): Record<string, number> {
  const { lines } = readReceipt(test, visitId).content;
  return Object.fromEntries(lines.map(({ gtin, quantity }: CartLine) => [gtin, quantity]));
}

export function readTotal(test: TestShop, visitId: string): number {
  return readReceipt(test, visitId).content.result.totals.totalMinor;
}

export function readReview(
  { store }: TestShop,
  reviewId: string,
): Exclude<ReviewState, { readonly status: "unopened" }> {
  const review = store.read("review", reviewId);
  if (review.status === "unopened") throw new Error(`there is no review ${reviewId}`);
  return review;
}

/** Keys of the alerts that are open, in the order of their names. */
export function listAlerts({ store }: TestShop): string[] {
  const sql = "SELECT alert_key FROM alerts WHERE cleared_ms IS NULL ORDER BY alert_key";
  return store.db
    .prepare(sql)
    .all()
    .map((row) => row.alert_key as string);
}

/** How often an event of a type is in the journal. */
export function countEvents({ store }: TestShop, type: string): number {
  const row = store.db.prepare("SELECT count(*) AS n FROM journal WHERE type = ?").get(type);
  return row?.n as number;
}

/** Reviews that wait for a person, by id, in the order of their ids. */
export function listReviews({ store }: TestShop, visitId?: string): string[] {
  const rows = store.db.prepare("SELECT * FROM reviews WHERE status = 'open' ORDER BY review_id");
  return rows
    .all()
    .filter((row) => visitId === undefined || row.visit_id === visitId)
    .map((row) => row.review_id as string);
}

/** What the provider has of a charge, minor units. */
export function sumBooks({ provider }: TestShop, chargeId: string) {
  const sum = { heldMinor: 0, capturedMinor: 0, refundedMinor: 0 };
  for (const book of listBooks(provider)) {
    if (book.paymentId?.split(".")[0] !== chargeId) continue;
    sum.heldMinor += book.heldMinor;
    sum.capturedMinor += book.capturedMinor;
    sum.refundedMinor += book.refundedMinor;
  }
  return sum;
}

/** Notices that the provider sends now. */
export function takeNotices({ provider, shop, clock }: TestShop) {
  return takeWebhooks(provider, clock.nowMs).flatMap((webhook) => {
    const body = JSON.stringify(renderEvent(webhook));
    const signature = signNotice(body, WEBHOOK_SECRET, clock.nowMs);
    const outcome = shop.gateways.card.readNotice(body, signature, clock.nowMs);
    return outcome.kind === "notice" ? [outcome.notice] : [];
  });
}

/** All that is due is done: calls, notices, and what time has brought. */
export async function settle(test: TestShop): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const before = test.store.position();
    await test.store.transact((tx) => keepTime(tx, test.shop));
    await test.runner.runDue();
    for (const notice of takeNotices(test)) await test.runner.takeNotice(notice);
    if (test.store.position() === before) return;
  }
  throw new Error("the shop does not come to rest");
}

/** What is wrong with the shop's books and the provider's, in words; nothing where all is right. */
export function audit({ store, provider }: TestShop): readonly string[] {
  return auditShop(store, listBooks(provider), new Map()).words;
}
