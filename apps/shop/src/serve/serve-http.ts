/** The HTTP side of a shop's process: who may ask what, and what goes out by itself. */

import { randomBytes } from "node:crypto";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { createClipReader } from "../capabilities/evidence/keep-clips.ts";
import { purgeOldEvidence, readReviewEvidence } from "../capabilities/evidence/keep-evidence.ts";
import { createHealthReader } from "../capabilities/health/read-health.ts";
import type { Live } from "../capabilities/live/open-live.ts";
import { makeReceiptInput } from "../capabilities/receipts/receipt-forms.ts";
import { findPublicUrl } from "../config/find-public-url.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import { raiseAlert } from "../domain/alerts.ts";
import type { EntryService } from "../domain/entry-service.ts";
import { createGateNewsBoard } from "../domain/gate-news.ts";
import { createGateInvitations } from "../entry/gate-invitation.ts";
import { makeEvidencePeriods } from "../evidence/evidence-periods.ts";
import type { GoodsState } from "../goods/live-goods.ts";
import { createHttpApp } from "../http/create-app.ts";
import type { CardKeeping, HttpDeps } from "../http/http-deps.ts";
import type { HttpExtension } from "../http/http-extension.ts";
import { RATES } from "../http/http-limits.ts";
import type { ShopMetrics } from "../http/metrics.ts";
import type { ScreenFolders } from "../http/screens.ts";
import { describeFloor, type FloorDescription } from "../live/describe-floor.ts";
import { makeNotice } from "../notice/make-notice.ts";
import { renderSign } from "../notice/render-sign.ts";
import { createCardSetup } from "../payments/stripe-card-setup.ts";
import { findCustomer, findCustomerCard, forgetAbsentCustomers } from "../people/customers.ts";
import { removeExpiredSessions } from "../people/sessions.ts";
import { createSignIn, deriveSignInKeys } from "../people/sign-in.ts";
import { removeOldFailures } from "../people/sign-in-delay.ts";
import { createTokens } from "../people/tokens.ts";
import { openEntryWays } from "../process/open-entry.ts";
import { openClipSeal, openKey } from "../process/process-keys.ts";
import { createRepeated } from "../process/repeated.ts";
import type { ShopProcess } from "../process/shop-process.ts";
import { createEventStream } from "../publish/event-stream.ts";
import { createMailRunner } from "../publish/mail-outbox.ts";
import { BEAT_MS } from "../publish/publish-limits.ts";
import { createPublicReader, toPublicEvent } from "../publish/to-public-event.ts";
import { createWebhookSender } from "../publish/webhooks.ts";
import { makeReceiptDocument } from "../receipts/receipt-document.ts";
import { composeReceiptMail } from "../receipts/receipt-mail.ts";
import type { StoredEvent } from "../store/journal.ts";
import type { Store } from "../store/store.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEBHOOKS_EVERY_MS = 500;
const MAILS_EVERY_MS = 2000;
const INVITATION_KEY_BYTES = 32;
const CALL_TIMEOUT_MS = 10_000;

export interface HttpSide {
  readonly app: FastifyInstance;
  readonly entryService: EntryService;
  close(): Promise<void>;
}

export interface HttpSideOptions {
  readonly process: ShopProcess;
  readonly screens: ScreenFolders | null;
  readonly logger: FastifyBaseLogger;
  readonly metrics: ShopMetrics;
  readonly live: Live;
  /** What capabilities add. */
  readonly extensions?: readonly HttpExtension[];
  readonly findNotReady: () => string | null;
  readonly onError: (error: unknown) => void;
}

export async function openHttpSide(options: HttpSideOptions): Promise<HttpSide> {
  const { process: shopProcess, live, onError } = options;
  const { config, shop, store, surroundings, due } = shopProcess;
  const { every, fetch, deadline, random } = surroundings;
  const reader = createPublicReader(store);
  const toPublic = (stored: StoredEvent) => toPublicEvent(stored, reader);
  const stream = createEventStream({ store, toPublic });
  const webhooks = createWebhookSender({
    store,
    endpoints: config.webhooks,
    toPublic,
    ...{ fetch, deadline, random },
    nowMs: shop.nowMs,
    warn: (tx, { alertKey, message }) =>
      raiseAlert(tx, { alertKey, kind: "webhook-failing", message, visitId: null }),
  });
  const repeat = (intervalMs: number, what: string, work: () => Promise<void>) => {
    const item = { key: what, what, visitId: null };
    return every(intervalMs, createRepeated({ item, work, due, onError }).go);
  };
  const stops = [
    every(BEAT_MS, () => {
      stream.beat();
      live.beat();
    }),
    repeat(WEBHOOKS_EVERY_MS, "sending webhooks", webhooks.runDue),
    repeat(HOUR_MS, "tidying up", () => tidyUp(store, shop.nowMs())),
  ];
  const deps = makeDeps(
    options,
    (subscription, signal) => stream.subscribe(subscription, signal),
    createHealthReader(shopProcess),
  );
  const mails = openMails(deps, shopProcess);
  if (mails !== null) {
    stops.push(repeat(MAILS_EVERY_MS, "sending mails", mails.runDue));
  }
  const app = await createHttpApp(deps);
  return {
    app,
    entryService: deps.entryService,
    close: async () => {
      for (const stop of stops) stop();
      stream.close();
      live.close();
      mails?.close();
      await app.close();
    },
  };
}

/** Receipts by mail, to whoever has given an address; null where the shop sends none. */
function openMails(deps: HttpDeps, { config, store, shop, surroundings }: ShopProcess) {
  if (config.mail === null) return null;
  const mailer = surroundings.openMailer(config.mail);
  const runner = createMailRunner({
    store,
    nowMs: shop.nowMs,
    findAddress: (customerId) => findCustomer(store, customerId)?.email ?? null,
    compose: async ({ visitId, recipient }) => {
      const visit = store.read("visit", visitId);
      if (visit.status === "unopened") return null;
      const { locale } =
        recipient.kind === "address"
          ? recipient
          : (findCustomer(store, recipient.customerId) ?? config.shop);
      const input = makeReceiptInput(deps, visit, locale);
      return composeReceiptMail(
        makeReceiptDocument(input),
        await surroundings.renderPdf(input, config.receiptFonts),
      );
    },
    send: mailer.sendMail,
  });
  return { runDue: runner.runDue, close: mailer.close };
}

/** What has served its time. */
async function tidyUp(store: Store, nowMs: number): Promise<void> {
  await store.transact((tx) => {
    removeExpiredSessions(tx, nowMs);
    removeOldFailures(tx, nowMs);
    forgetAbsentCustomers(tx, nowMs);
    purgeOldEvidence(tx);
  });
  // What was deleted stands in the log until that is written back.
  store.db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

function makeDeps(
  {
    process: shopProcess,
    screens,
    logger,
    metrics,
    live,
    findNotReady,
    extensions = [],
  }: HttpSideOptions,
  streamEvents: HttpDeps["streamEvents"],
  readHealth: HttpDeps["readHealth"],
): HttpDeps {
  const { config, shop, store, runner, goods, source, surroundings } = shopProcess;
  const { methods, issuer, passkeys } = openEntryWays(config, store, surroundings);
  const publicUrl = findPublicUrl(config);
  const privateKey = openKey(config.dataFolder, "sessions");
  const tokens = createTokens({ privateKey, issuer: config.shop.id, audience: publicUrl });
  metrics.watchShop(store, runner, shop.nowMs);
  if (source.cameras !== null) metrics.watchCameras(source.cameras, shop.nowMs);
  return {
    shop,
    runner,
    entryService: {
      findCustomerCard: (customerId) => findCustomerCard(store, customerId),
      news: createGateNewsBoard(),
    },
    identity: config.shop,
    receiptFonts: config.receiptFonts,
    screens,
    extensions:
      shopProcess.addCardPages === null
        ? extensions
        : [...extensions, { addPages: shopProcess.addCardPages }],
    publicUrl,
    terms: {
      releaseText: config.entry.hold?.releaseText ?? "",
      releaseTexts: config.entry.hold?.releaseTexts ?? [],
    },
    notice: {
      make: (locale) => makeNotice(config, locale),
      renderSign: (locale) => renderSign(config, `${publicUrl}/shop/`, locale),
    },
    entryMethods: methods,
    codeIssuer: issuer,
    cards: openCards(config),
    sendsMail: config.mail !== null,
    // They are good for a minute: none has to outlive the process.
    invitations: createGateInvitations(randomBytes(INVITATION_KEY_BYTES)),
    signIn: createSignIn({ store, tokens, keys: deriveSignInKeys(privateKey), passkeys }),
    passkeys,
    goods,
    badges: openBadges(config),
    accountNames: new Map(config.payment.accounts.map(({ id, name }) => [id, name])),
    ...openEvidenceReaders(shopProcess, metrics),
    streamEvents,
    describeFloor: createFloorReader(shopProcess),
    followFloor: live.floor.subscribe,
    followShelf: live.shelves.subscribe,
    readHealth,
    ...{ metrics, findNotReady, logger },
    trustProxy: config.http.publicUrl !== null,
    rates: RATES,
  };
}

function openEvidenceReaders(
  { config: { policies, dataFolder }, store }: ShopProcess,
  { countUnreadable }: ShopMetrics,
): Pick<HttpDeps, "evidenceKeepMs" | "evidencePeriods" | "readEvidence" | "readClip"> {
  return {
    evidenceKeepMs: policies.evidenceKeepDays * DAY_MS,
    evidencePeriods: makeEvidencePeriods(policies),
    readEvidence: (evidenceId, nowMs) => readReviewEvidence(store, evidenceId, nowMs),
    readClip: createClipReader(store, () => openClipSeal(dataFolder), countUnreadable),
  };
}

/** The floor with what stands there by now. */
function createFloorReader({ config, doors, goods }: ShopProcess): HttpDeps["describeFloor"] {
  let known: { readonly goods: GoodsState; readonly floor: FloorDescription } | null = null;
  return () => {
    const current = goods.current();
    if (known?.goods !== current) {
      const { model, products } = current;
      const nameProduct = (gtin: string): string => products.get(gtin)?.name ?? gtin;
      known = { goods: current, floor: describeFloor(config, model, doors, nameProduct) };
    }
    return known.floor;
  };
}

function openBadges({ entry, payment, shop }: ShopConfig): HttpDeps["badges"] {
  if (entry.badge === null) return null;
  const hashKey = Buffer.from(entry.badge.hashKey.reveal());
  const accountIds = new Set(payment.accounts.map(({ id }) => id));
  return { hashKey, accountIds, timeZone: shop.timeZone };
}

function openCards({ payment: { gateway } }: ShopConfig): CardKeeping {
  if (gateway.kind !== "stripe") return { kind: gateway.kind === "none" ? "free" : gateway.kind };
  const { publishableKey, secretKey, baseUrl } = gateway;
  if (publishableKey === null) return { kind: "none" };
  const setUp = createCardSetup({
    ...{ secretKey: secretKey.reveal(), timeoutMs: CALL_TIMEOUT_MS },
    ...(baseUrl === null ? {} : { baseUrl }),
  });
  return { kind: "stripe", publishableKey, setUp };
}
