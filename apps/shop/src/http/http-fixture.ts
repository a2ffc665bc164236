/** For tests: the whole API on a real database, a simulated provider, and people with all roles. */

import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toPublicEvent } from "@saunter/commerce/public/to-public-event";
import { createClipSeal } from "@saunter/ingest/clips/clip-seal";
import { createSecretSeal } from "@saunter/ingest/secret-seal";
import type { DemoControl } from "@saunter/lab/demo/demo-control";
import { type DemoFixture, openDemoFixture } from "@saunter/lab/demo/demo-fixture";
import { addDemoRoutes } from "@saunter/lab/demo/demo-routes";
import { createRandom } from "@saunter/numerics/random";
import { ROLES, type Role } from "@saunter/protocol/roles";
import { SCOPES } from "@saunter/protocol/scopes";
import { matchesEventType } from "@saunter/protocol/webhooks/match-event-type";
import { createHttpLogger } from "@saunter/server/http/logger";
import { hashPassword } from "@saunter/server/passwords/password-hash";
import { createProvider } from "@saunter/sim/payments/provider";
import type { Provider } from "@saunter/sim/payments/provider-types";
import { readFingerprint } from "@saunter/sim/payments/test-cards";
import { giveTestCard } from "@saunter/stand-ins/payments/give-test-card";
import { createInProcessClient } from "@saunter/stand-ins/payments/in-process-client";
import type { FastifyInstance } from "fastify";
import { type AlertServices, addAlertRoutes } from "../capabilities/alerts/alert-routes.ts";
import { SHOP_CAPABILITIES } from "../capabilities/capabilities.ts";
import { addBalanceRoutes } from "../capabilities/chain/balance-routes.ts";
import { addChainRoutes, type ChainServices } from "../capabilities/chain/chain-routes.ts";
import { addMemberRoutes, type MemberServices } from "../capabilities/chain/member-routes.ts";
import {
  addCustomerRoutes,
  type CustomerServices,
} from "../capabilities/customers/customer-routes.ts";
import { describeCards } from "../capabilities/customers/customers.ts";
import { addOwnRoutes, type OwnServices } from "../capabilities/customers/own-routes.ts";
import { addDeviceRoutes, type DeviceServices } from "../capabilities/devices/device-routes.ts";
import { addBadgeRoutes, type BadgeServices } from "../capabilities/entry/badge-routes.ts";
import type { EntryServices } from "../capabilities/entry/enter-once.ts";
import { addEntryRoutes } from "../capabilities/entry/entry-routes.ts";
import { addGateRoutes } from "../capabilities/entry/gate-routes.ts";
import { addEventRoutes, type EventServices } from "../capabilities/events/event-routes.ts";
import type { EvidenceReaders } from "../capabilities/evidence/evidence-readers.ts";
import { addEvidenceRoutes } from "../capabilities/evidence/evidence-routes.ts";
import { createClipReader } from "../capabilities/evidence/keep-clips.ts";
import { readReviewEvidence } from "../capabilities/evidence/keep-evidence.ts";
import {
  addGateDeviceRoutes,
  type GateDeviceServices,
} from "../capabilities/gates/gate-device-routes.ts";
import { addGoodsRoutes } from "../capabilities/goods/goods-routes.ts";
import { addPictureRoutes } from "../capabilities/goods/picture-routes.ts";
import { addPlanogramRoutes } from "../capabilities/goods/planogram-routes.ts";
import { addProductRoutes } from "../capabilities/goods/product-routes.ts";
import { addStockRoutes } from "../capabilities/goods/stock-routes.ts";
import { addHealthRoutes, type HealthServices } from "../capabilities/health/health-routes.ts";
import type { ProcessHealth } from "../capabilities/health/process-health.ts";
import { addLiveRoutes, type LiveServices } from "../capabilities/live/live-routes.ts";
import {
  addReceiptMailRoutes,
  type MailServices,
} from "../capabilities/mail/receipt-mail-routes.ts";
import { addDrawerRoutes, type DrawerServices } from "../capabilities/money/drawer-routes.ts";
import { addMoneyRoutes, type MoneyServices } from "../capabilities/money/money-routes.ts";
import { addOwnDebtRoutes } from "../capabilities/money/own-debt-routes.ts";
import { addTillRoutes } from "../capabilities/money/till-routes.ts";
import { addNoticeRoutes } from "../capabilities/notice/notice-routes.ts";
import type { ReceiptServices } from "../capabilities/receipts/receipt-forms.ts";
import { addReceiptListRoutes } from "../capabilities/receipts/receipt-list-routes.ts";
import { addReceiptLookupRoutes } from "../capabilities/receipts/receipt-lookup-routes.ts";
import { addReceiptRoutes } from "../capabilities/receipts/receipt-routes.ts";
import { addRefundRoutes } from "../capabilities/receipts/refund-routes.ts";
import { addLabelRoutes } from "../capabilities/reviews/label-routes.ts";
import { addReviewRoutes } from "../capabilities/reviews/review-routes.ts";
import type { ReviewServices } from "../capabilities/reviews/review-view.ts";
import { addClosingRoutes, type ClosingServices } from "../capabilities/sales/closing-routes.ts";
import { addSalesRoutes } from "../capabilities/sales/sales-routes.ts";
import { addSecurityRoutes } from "../capabilities/security/security-routes.ts";
import { addBrandRoutes } from "../capabilities/shop-info/brand-routes.ts";
import { addShopRoutes } from "../capabilities/shop-info/shop-routes.ts";
import { addAuthRoutes } from "../capabilities/sign-in/auth-routes.ts";
import { addPasskeyRoutes } from "../capabilities/sign-in/passkey-routes.ts";
import { addSecondFactorRoutes } from "../capabilities/sign-in/second-factor-routes.ts";
import { addUserRoutes } from "../capabilities/sign-in/user-routes.ts";
import { createTripReader } from "../capabilities/smart-carts/show-trip.ts";
import {
  addSmartCartRoutes,
  type SmartCartServices,
} from "../capabilities/smart-carts/smart-cart-routes.ts";
import { addInteractionRoutes } from "../capabilities/visits/interaction-routes.ts";
import { addNumberRoutes } from "../capabilities/visits/number-routes.ts";
import { addVisitListRoutes } from "../capabilities/visits/visit-list-routes.ts";
import { addVisitRoutes } from "../capabilities/visits/visit-routes.ts";
import { addWebhookRoutes, type WebhookServices } from "../capabilities/webhooks/webhook-routes.ts";
import { CONFIG_DEFAULTS } from "../config/config-defaults.ts";
import type { SmartCartsConfig } from "../config/smart-carts-config.ts";
import { createStoreAccountBook } from "../domain/account-service.ts";
import type { CardSetups } from "../domain/card-setups.ts";
import { type ChargeRunner, createChargeRunner } from "../domain/charge-runner.ts";
import type { AnyEntryMethod, EntryMethodName } from "../domain/entry-method.ts";
import { createGateNewsBoard } from "../domain/gate-news.ts";
import { orRefuse, type Shop } from "../domain/shop-context.ts";
import type { ShopSettings } from "../domain/shop-settings.ts";
import { createBadgeEntry, hashBadge } from "../entry/badge.ts";
import { createCardEntry, type TerminalOutcome } from "../entry/card-terminal.ts";
import { createCodeIssuer, createQrEntry } from "../entry/entry-code.ts";
import { generateEntryKeys } from "../entry/entry-keys.ts";
import { createGateInvitations } from "../entry/gate-invitation.ts";
import { createPasskeyCeremonies, createPasskeyEntry } from "../entry/passkey.ts";
import { createMemoryChallengeStore } from "../entry/passkey-store.ts";
import { openFixedGoods } from "../goods/goods-fixture.ts";
import type { LiveGoods } from "../goods/live-goods.ts";
import type { FloorDescription } from "../live/describe-floor.ts";
import { formatMessage } from "../live/live-readers.ts";
import type { NoticeConfig } from "../notice/list-kept.ts";
import { makeNotice } from "../notice/make-notice.ts";
import { renderSign } from "../notice/render-sign.ts";
import { createAccountGateway } from "../payments/account-gateway.ts";
import { createStripeCardSetups } from "../payments/stripe-card-setup.ts";
import { createStripeGateway } from "../payments/stripe-gateway.ts";
import { hashApiKey, makeApiKey } from "../people/api-keys.ts";
import { type BadgeChange, findBadge, saveBadges } from "../people/badges.ts";
import { findCustomerCard, registerCustomer } from "../people/customers.ts";
import { setScopes } from "../people/key-scopes.ts";
import { createStorePasskeys } from "../people/passkeys.ts";
import { isPhoneAllowed } from "../people/phone-keys.ts";
import { createSecondFactors, type SecondFactorPolicy } from "../people/second-factor.ts";
import { createSignIn, deriveSignInKeys } from "../people/sign-in.ts";
import { createSignUpVelocity } from "../people/sign-up-velocity.ts";
import { createTokens } from "../people/tokens.ts";
import { addUser } from "../people/users.ts";
import { listTables } from "../process/capability.ts";
import { createAddedWebhooks } from "../publish/added-webhooks.ts";
import { formatEvent } from "../publish/event-stream.ts";
import { createPublicReader } from "../publish/public-reader.ts";
import { createWebhookSender } from "../publish/webhooks.ts";
import { renderReceiptPdf } from "../receipts/receipt-pdf.ts";
import { renderReport } from "../sales/render-report.ts";
import { openStore, type Store } from "../store/store.ts";
import { drawSettings, SAMPLE_ACCOUNTS } from "../testing/sample-settings.ts";
import { withServices } from "./add-route.ts";
import { createHttpApp } from "./create-app.ts";
import type { HttpContext, HttpDeps, HttpExtension } from "./http-context.ts";
import { RATES, type SocketLimits } from "./http-limits.ts";
import { createShopMetrics } from "./metrics.ts";
import { NO_CLOCK, TRIP_PRODUCTS } from "./trip-fixture.ts";

/** 2026-03-02, 09:00 UTC. */
const EVIDENCE_PERIODS = {
  curveMs: 30 * 24 * 3_600_000,
  positionsMs: 3_600_000,
  keepsSurePositions: false,
};

/** What clips of the fixture's shops are sealed with. */
export const CLIP_SEAL = createClipSeal(generateEntryKeys().privateKey);

const WEBHOOK_SEAL = createSecretSeal(generateEntryKeys().privateKey, "webhooks");

export const START_MS = 1_772_442_000_000;
export const WEBHOOK_SECRET = "whsec_simulated";
export const PASSWORD = "seven green bicycles";
const BADGE_KEY = new Uint8Array(32).fill(7);
const ACCOUNT_NAMES = new Map([["payroll-1", "Payroll"]]);
const BADGE_KEEPING: ApiDeps["badges"] = {
  hashKey: BADGE_KEY,
  timeZone: "Europe/London",
  accountIds: new Set(ACCOUNT_NAMES.keys()),
};
const CALL_TIMEOUT_MS = 10_000;
const hashCard = (fingerprint: string): string => `hash-${fingerprint}`;

/** A process that is well. */
export const SAMPLE_HEALTH: ProcessHealth = {
  nowMs: START_MS,
  startedMs: START_MS - 3_600_000,
  lagMs: 1.5,
  memoryBytes: 180e6,
  diskFreeBytes: 40e9,
  diskBytes: 100e9,
  journalEvents: 1000,
  providerSilentSinceMs: null,
  isDiskLow: false,
  isSlow: false,
  sensors: [
    { name: "cameras", lastMessageMs: START_MS, heardMs: START_MS, isQuiet: false },
    { name: "gondola 1", lastMessageMs: null, heardMs: null, isQuiet: true },
  ],
  cameras: [
    {
      cameraId: "door",
      state: "live",
      message: "receiving frames",
      framesPerS: 9.8,
      droppedShare: 0.02,
      lastFrameMs: START_MS,
      isResting: false,
      isLeftOut: true,
      clockOffsetMs: 310,
      faults: [{ kind: "black", sinceMs: START_MS - 9000, message: "its image is black" }],
    },
  ],
  backlog: { charges: 1, reviews: 2, webhooks: 0, mails: 0 },
};

const SAMPLE_FLOOR: FloorDescription = {
  gondolas: [
    {
      gondola: 1,
      xM: 0,
      yM: 0,
      yawRad: 0,
      depthM: 0.4,
      plateWidthM: 0.1,
      plateCount: 3,
      shelves: [
        {
          shelf: 1,
          heightM: 0.3,
          plateWidthM: 0.1,
          facings: [
            { facing: "1/1/1", plates: [1, 2], gtin: "01", name: "Water" },
            { facing: "1/1/3", plates: [3], gtin: null, name: null },
          ],
        },
        { shelf: 2, heightM: null, plateWidthM: 0.1, facings: [] },
      ],
    },
  ],
  gates: [
    {
      gateId: "north",
      name: "North",
      direction: "in",
      corners: [
        { x: 0, y: -2 },
        { x: 1, y: -2 },
        { x: 1, y: -1 },
      ],
    },
  ],
};

/** No spot checks: what is checked is what may be wrong. */
export const SMART_CARTS_CONFIG: SmartCartsConfig = {
  ...CONFIG_DEFAULTS.smartCarts,
  ...{ zone: null, variableCodes: [], spotCheckShare: 0 },
  lanes: [
    {
      id: "lane-1",
      scaleErrorG: 20,
      name: "Lane 1",
      zone: [
        { x: 0, y: 0 },
        { x: 1, y: 0 },
        { x: 1, y: 1 },
        { x: 0, y: 1 },
      ],
    },
  ],
};

/** What the routes of all capabilities need beyond what all routes have. */
export type ApiServices = AlertServices &
  WebhookServices &
  BadgeServices &
  CustomerServices &
  DeviceServices &
  EntryServices &
  EventServices &
  EvidenceReaders &
  GateDeviceServices &
  HealthServices &
  LiveServices &
  MailServices &
  MoneyServices &
  MemberServices &
  ChainServices &
  DrawerServices &
  OwnServices &
  ReceiptServices &
  ReviewServices &
  ClosingServices &
  SmartCartServices;

export type ApiDeps = HttpDeps & ApiServices;

export interface HttpFixture {
  readonly app: FastifyInstance;
  readonly deps: ApiDeps;
  readonly shop: Shop;
  readonly store: Store;
  readonly runner: ChargeRunner;
  readonly provider: Provider;
  /** Of the demonstration: it goes on as a test says. */
  readonly demo: DemoFixture;
  /** What has been logged, a line each. */
  readonly log: string[];
  /** A token or key of somebody who has this role alone; of shoppers, ann and bob. */
  readonly tokens: Readonly<Record<Role | "bob", string>>;
  readonly ids: Readonly<Record<Role | "bob", string>>;
  /** Time goes on; whose session has ended meanwhile signs in again. */
  pass(byMs: number): Promise<void>;
  /** Whether the provider can be reached. */
  setOffline(isOffline: boolean): void;
  close(): Promise<void>;
}

export interface FixtureOptions {
  readonly deps?: Partial<ApiDeps>;
  readonly settings?: (settings: ShopSettings) => ShopSettings;
  readonly openGoods?: (store: Store) => LiveGoods;
  /** Stands between the API and the database. */
  readonly wrapStore?: (store: Store) => Store;
  readonly folder?: string;
  /** Who needs one to sign in; nobody where not given. */
  readonly secondFactor?: SecondFactorPolicy;
  readonly sockets?: SocketLimits;
  /** What the demonstration plays in place of its simulation. */
  readonly recording?: string;
}

interface Clock {
  nowMs: number;
  isOffline: boolean;
}

export async function createHttpFixture(options: FixtureOptions = {}): Promise<HttpFixture> {
  const clock: Clock = { nowMs: START_MS, isOffline: false };
  const nowMs = (): number => clock.nowMs;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "saunter-http-"));
  const metrics = createShopMetrics(() => performance.now());
  const bare = openStore({
    folder,
    nowMs,
    ...listTables(SHOP_CAPABILITIES),
  });
  const store = metrics.measureCommits(options.wrapStore?.(bare) ?? bare);
  const provider = createProvider({ currencies: ["gbp"] });
  const account = openAccount(clock, provider);
  const shop = makeShop(store, clock, account, options);
  const runner = createChargeRunner(shop);
  metrics.watchShop(store, runner, nowMs);
  const log: string[] = [];
  const demo = await openDemoFixture(store, options.recording);
  const setups: CardSetups = {
    ...createStripeCardSetups(account),
    giveTestCard: (clientSecret, token) => giveTestCard(provider, clientSecret, token, nowMs()),
  };
  const deps = makeDeps(shop, runner, metrics, log, options, demo.control, setups);
  const people = await addPeople(deps);
  const app = await createHttpApp(deps, options.sockets);
  return {
    app,
    deps,
    shop,
    store,
    runner,
    provider,
    demo,
    log,
    ...people,
    pass: async (byMs) => {
      clock.nowMs += byMs;
      await openSessions(deps, people);
    },
    setOffline: (isOffline) => {
      clock.isOffline = isOffline;
    },
    close: async () => {
      await app.close();
      metrics.close();
      await bare.close();
      if (options.folder === undefined) rmSync(folder, { recursive: true });
    },
  };
}

/** How the provider is called, for payments and for cards that are saved. */
function openAccount(clock: Clock, provider: Provider) {
  return {
    secretKey: "sk_test_simulated",
    timeoutMs: CALL_TIMEOUT_MS,
    hashCard,
    httpClient: createInProcessClient({
      provider,
      nowMs: () => clock.nowMs,
      drawFault: () => (clock.isOffline ? { kind: "lost", isCommitted: false } : { kind: "none" }),
    }),
  };
}

function makeShop(
  store: Store,
  clock: Clock,
  account: ReturnType<typeof openAccount>,
  { settings = (same) => same }: FixtureOptions,
): Shop {
  const nowMs = (): number => clock.nowMs;
  const card = createStripeGateway({
    ...account,
    webhookSecret: WEBHOOK_SECRET,
    currency: "GBP",
    nowMs,
    canIncrease: false,
    returnUrl: "https://shop.invalid/",
  });
  return {
    store,
    nowMs,
    settings: settings(makeSettings()),
    gateways: {
      card,
      account: createAccountGateway(
        createStoreAccountBook(store, SAMPLE_ACCOUNTS, "GBP", "Europe/London"),
      ),
    },
    makeId: () => randomUUID(),
    makeToken: () => randomBytes(24).toString("base64url"),
  };
}

function makeSettings(): ShopSettings {
  const settings = drawSettings(createRandom(1));
  return {
    ...settings,
    gateIds: [...settings.gateIds, "exit"],
    outGateIds: ["exit"],
    gateNames: new Map([["north", "North door"]]),
    entry: { ...settings.entry, holdMinor: 2000, barDebtors: true, offline: "known" },
  };
}

const IDENTITY: HttpDeps["identity"] = {
  id: "corner",
  name: "Corner Shop",
  addressLines: ["1 Market Street"],
  legalName: "Corner Shop Ltd",
  vatNumber: "GB123456789",
  timeZone: "Europe/London",
  locale: "en-GB",
  currency: "GBP",
};

const TERMS = {
  releaseText: "at your exit",
  releaseTexts: [{ language: "de", text: "beim Verlassen" }],
};

const NOTICE_CONFIG: NoticeConfig = {
  source: { kind: "recording", folder: "f", speed: 1 },
  entry: {
    qr: { signingKey: null },
    card: { terminal: "simulator" },
    badge: null,
    passkey: { rpId: "shop.example", origin: "https://shop.example" },
    partyMax: 4,
    bindWithinMs: 20_000,
    barDebtors: true,
    hold: {
      amountMinor: 2000,
      releaseText: "It is let go when you leave.",
      releaseTexts: [{ language: "de", text: "Er wird beim Verlassen freigegeben." }],
    },
    offline: { admit: "known", limitMinor: null },
  },
  mail: null,
  policies: {
    reviewWithinMin: 30,
    finalWithinMs: 5000,
    autoRefundMaxMinor: 500,
    clerkRefundMaxMinor: 2000,
    cashFloat: { lowMinor: 5000, highMinor: 20_000 },
    clerkRefundsDayMaxMinor: 10_000,
    withoutReview: {
      ...CONFIG_DEFAULTS.policies.withoutReview,
      refundMaxMinor: 2000,
      refundsSumMaxMinor: 5000,
    },
    velocity: CONFIG_DEFAULTS.policies.velocity,
    disputeDays: 30,
    evidenceKeepDays: 31,
    addressKeepDays: 90,
    positionsKept: "review",
    ageCheck: "staff",
    secondFactor: "optional",
    clips: "off",
    acceptProbability: null,
  },
};

const NO_DEVICES: ReturnType<ApiDeps["listDevices"]> = {
  nowMs: START_MS,
  broker: null,
  firmware: null,
  devices: [],
  unknown: [],
  announced: [],
  people: { by: "cameras", lastMessageMs: null, isQuiet: true },
  cameras: [],
  clocks: null,
};

function makeDeps(
  shop: Shop,
  runner: ChargeRunner,
  metrics: HttpDeps["metrics"],
  log: string[],
  options: FixtureOptions,
  demoControl: DemoControl,
  setups: CardSetups,
): ApiDeps {
  const { store } = shop;
  const keys = generateEntryKeys();
  const passkeys = createPasskeyCeremonies({
    rpId: "shop.example",
    rpName: "Shop",
    origins: ["https://shop.example"],
    passkeys: createStorePasskeys(store),
    challenges: createMemoryChallengeStore(),
  });
  const tokens = createTokens({ privateKey: keys.privateKey, issuer: "shop", audience: "shop" });
  const secondFactors = createSecondFactors({
    privateKey: keys.privateKey,
    shopName: IDENTITY.name,
    policy: options.secondFactor ?? "optional",
  });
  const reader = createPublicReader(store);
  const services: ApiDeps = {
    shop,
    runner,
    metrics,
    passkeys,
    entryService: {
      findCustomerCard: (customerId) => findCustomerCard(store, customerId),
      news: createGateNewsBoard(),
    },
    extensions: [
      {
        isDemonstration: true,
        prepareArrival: demoControl.prepareArrival,
        addRoutes: (context) => addDemoRoutes(withServices(context, services), demoControl),
      },
    ],
    readHealth: () => SAMPLE_HEALTH,
    balances: null,
    members: null,
    chain: null,
    screens: null,
    identity: IDENTITY,
    renderPdf: (input) => renderReceiptPdf(input, null),
    renderReport: (job) => renderReport(store.db, null, job),
    closingKey: keys.privateKey,
    publicUrl: "https://shop.example",
    terms: TERMS,
    notice: {
      make: (locale) => makeNotice(NOTICE_CONFIG, locale),
      renderSign: (locale) =>
        renderSign({ ...NOTICE_CONFIG, shop: IDENTITY }, "https://shop.example/shop/", locale),
    },
    entryMethods: makeEntryMethods(store, keys, passkeys),
    cards: { kind: "simulator", setups },
    signUps: createSignUpVelocity({ signUpsPerAddress: 1000, signUpsPerCard: 1000 }),
    sendsMail: true,
    invitations: createGateInvitations(randomBytes(32)),
    codeIssuer: createCodeIssuer({ privateKey: keys.privateKey, keyId: "k1" }),
    secondFactors,
    signIn: createSignIn({
      store,
      tokens,
      passkeys,
      secondFactors,
      keys: deriveSignInKeys(keys.privateKey),
    }),
    goods:
      options.openGoods?.(store) ?? openFixedGoods(store, { lowStockAt: new Map([["01", 3]]) }),
    badges: BADGE_KEEPING,
    accountNames: ACCOUNT_NAMES,
    evidenceKeepMs: 30 * 24 * 3_600_000,
    evidencePeriods: EVIDENCE_PERIODS,
    // What there is so far, and no more: requests of tests come to an end.
    streamEvents: async function* ({ afterId, types = ["*"], visitId, isWanted }) {
      for (const stored of store.readFrom((afterId ?? store.position()) + 1)) {
        const event = toPublicEvent(stored, reader);
        if (event === null || !matchesEventType(types, event.type)) continue;
        if (visitId !== undefined && event.visitId !== visitId) continue;
        if (isWanted(event)) yield formatEvent(event);
      }
    },
    describeFloor: () => SAMPLE_FLOOR,
    listDevices: () => NO_DEVICES,
    scales: null,
    controllers: [],
    smartCarts: SMART_CARTS_CONFIG,
    readModel: () => ({ facings: [], products: TRIP_PRODUCTS }),
    weighingTime: NO_CLOCK,
    listGateDevices: () => [],
    notifyReader: () => {},
    followReadings: async function* () {},
    // What there is at first, and no more.
    followFloor: async function* () {
      yield formatMessage("people", { people: [] });
    },
    followShelf: async function* () {
      yield formatMessage("plates", { plates: [], facings: [] });
    },
    readTrip: createTripReader(() => ({
      ...{ shop, policy: SMART_CARTS_CONFIG },
      model: { products: TRIP_PRODUCTS },
    })),
    readEvidence: (evidenceId, atMs) => readReviewEvidence(store, evidenceId, atMs),
    readClip: createClipReader(store, () => CLIP_SEAL, metrics.countUnreadable),
    ...makeWebhooks(shop),
    ...ALERT_SERVICES,
    floatLimits: NOTICE_CONFIG.policies.cashFloat,
    findNotReady: () => null,
    logger: createHttpLogger("info", { write: (line) => void log.push(line) }),
    trustedProxies: [],
    isBehindProxy: false,
    rates: RATES,
    ...options.deps,
  };
  return { ...services, extensions: [reportOfShop(services), ...services.extensions] };
}

const ALERT_SERVICES: AlertServices = {
  sendNotice: async () => ({ isSent: false, words: "nobody is there" }),
  pushKey: "BPublicKey",
  alertChannels: ["push", "webhook", "mail"],
};

/** Receivers that are never ready. */
function makeWebhooks({ store, nowMs }: Shop): WebhookServices {
  const added = createAddedWebhooks(store, WEBHOOK_SEAL);
  const sender = createWebhookSender({
    store,
    endpoints: [],
    listAdded: added.list,
    toPublic: () => null,
    fetch: async () => new Response("not today", { status: 503 }),
    random: () => 0.5,
    nowMs,
    warn: () => {},
  });
  return { added, sender };
}

/** The routes of all capabilities, with services of the fixture's own. */
function reportOfShop(services: ApiServices): HttpExtension {
  const { cards, sendsMail } = services;
  const { shopInfo, ...field } = describeCards(cards);
  return {
    ...field,
    shopInfo: { ...shopInfo, sendsMail, hasSmartCarts: services.smartCarts !== null },
    addRoutes: (context) => {
      const { extensions } = context.deps;
      addApiRoutes(withServices(context, { ...services, extensions }));
    },
  };
}

function addApiRoutes(context: HttpContext<ApiServices>): void {
  for (const addRoutes of [
    ...[
      addHealthRoutes,
      addShopRoutes,
      addBrandRoutes,
      addAuthRoutes,
      addPasskeyRoutes,
      addSecondFactorRoutes,
    ],
    ...[addUserRoutes],
    ...[addEntryRoutes, addGateRoutes, addBadgeRoutes, addNoticeRoutes, addLiveRoutes],
    ...[addDeviceRoutes, addGateDeviceRoutes],
    ...[
      addInteractionRoutes,
      addVisitListRoutes,
      addVisitRoutes,
      addNumberRoutes,
      addOwnRoutes,
      addCustomerRoutes,
    ],
    ...[
      addReceiptListRoutes,
      addRefundRoutes,
      addReceiptRoutes,
      addReceiptLookupRoutes,
      addReceiptMailRoutes,
      addReviewRoutes,
    ],
    ...[addLabelRoutes, addMoneyRoutes, addTillRoutes, addDrawerRoutes, addOwnDebtRoutes],
    ...[addStockRoutes, addChainRoutes, addBalanceRoutes, addMemberRoutes],
    ...[addSalesRoutes, addClosingRoutes],
    ...[addGoodsRoutes, addPlanogramRoutes, addProductRoutes, addPictureRoutes],
    ...[addWebhookRoutes, addAlertRoutes, addEventRoutes],
    ...[addEvidenceRoutes, addSecurityRoutes, addSmartCartRoutes],
  ]) {
    addRoutes(context);
  }
}

/** What a card's or badge's reader tells goes by the id that the gate gives it. */
function makeEntryMethods(
  store: Store,
  keys: ReturnType<typeof generateEntryKeys>,
  passkeys: ReturnType<typeof createPasskeyCeremonies>,
): ReadonlyMap<EntryMethodName, AnyEntryMethod> {
  const badge = createBadgeEntry({
    hashKey: BADGE_KEY,
    findBadge: async (badgeHash) => findBadge(store, badgeHash),
  });
  const card = createCardEntry(
    {
      presentForEntry: async ({ requestId, nowMs }): Promise<TerminalOutcome> => {
        if (requestId === "nobody") return { kind: "nobody" };
        if (requestId === "offline") return { kind: "offline" };
        // What follows a "~" tells readings of one card apart: each has a token of its own.
        return {
          kind: "card",
          readingId: requestId,
          token: requestId,
          lastFour: "4242",
          readAtMs: nowMs,
          fingerprint: readFingerprint(requestId),
        };
      },
    },
    hashCard,
  );
  const qr = createQrEntry({
    publicKeys: new Map([["k1", keys.publicKey]]),
    isPhoneAllowed: isPhoneAllowed.bind(null, store),
  });
  return new Map<EntryMethodName, AnyEntryMethod>([
    ["qr", qr as AnyEntryMethod],
    ["card", card as AnyEntryMethod],
    ["badge", badge as AnyEntryMethod],
    ["passkey", createPasskeyEntry(passkeys) as AnyEntryMethod],
  ]);
}

/** One that opens the gate, and one that is blocked. */
const BADGES = [
  { number: "DE300001", isBlocked: false },
  { number: "DE300002", isBlocked: true },
];

function issueBadge({ number, isBlocked }: (typeof BADGES)[number]): BadgeChange {
  const badgeHash = orRefuse(hashBadge(number, BADGE_KEY));
  const holder = { kind: "account", accountId: "payroll-1" } as const;
  return { badgeHash, holder, isBlocked, notAfterMs: null, note: null };
}

let passwordHash: Promise<string> | undefined;
/** It is slow on purpose, and there are many shops in the tests of an API. */
function hashOnce(): Promise<string> {
  passwordHash ??= hashPassword(PASSWORD);
  return passwordHash;
}

const ROLES_OF_USERS = ROLES.filter((role) => role !== "shopper");

interface People {
  readonly tokens: Record<Role | "bob", string>;
  readonly ids: Readonly<Record<Role | "bob", string>>;
}

/** People with one role each; ann and bob are customers with a card. */
async function addPeople(deps: HttpDeps): Promise<People> {
  const { store, nowMs } = deps.shop;
  const tokens: Partial<Record<Role | "bob", string>> = {};
  const ids: Partial<Record<Role | "bob", string>> = {};
  for (const role of ROLES_OF_USERS) {
    const isPerson = role === "operator" || role === "reviewer" || role === "clerk";
    const key = makeApiKey();
    const hash = isPerson ? await hashOnce() : hashApiKey(key);
    const proof = { kind: isPerson ? "password" : "key", hash } as const;
    const userId = `user-${role}`;
    ids[role] = userId;
    const user = { userId, name: role, roles: [role], proof };
    await store.transact((tx) => {
      addUser(tx, user, nowMs());
      if (role === "integrator") setScopes(tx, userId, SCOPES);
    });
    tokens[role] = key;
  }
  for (const [name, token] of [
    ["shopper", "pm_sim_ok-ann"],
    ["bob", "pm_sim_on_session-bob"],
  ] as const) {
    const customerId = `customer-${name}`;
    ids[name] = customerId;
    const details = {
      card: { token, lastFour: "4242" },
      isMember: name === "shopper",
      email: null,
    };
    await store.transact((tx) =>
      registerCustomer(tx, customerId, { ...details, locale: "en-GB" }, nowMs()),
    );
  }
  await store.transact((tx) => saveBadges(tx, BADGES.map(issueBadge), tx.atMs));
  const people = { tokens, ids } as People;
  await openSessions(deps, people);
  return people;
}

async function openSessions({ signIn, shop }: HttpDeps, { tokens, ids }: People): Promise<void> {
  for (const name of ["operator", "reviewer", "clerk", "shopper", "bob"] as const) {
    const kind = name === "shopper" || name === "bob" ? "customer" : "user";
    const session = await signIn.bySubject({ kind, id: ids[name] }, shop.nowMs());
    // Somebody may be forgotten by now.
    if (session.ok) tokens[name] = session.value.accessToken;
  }
}
