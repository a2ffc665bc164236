/** A shop's process in a world of one seed: clock, disk, network and payment provider. */
import { createHash } from "node:crypto";
import { createKernel, type Kernel } from "@saunter/sim/kernel";
import {
  type CallFaultRates,
  carryWebhooks,
  createWebhookCourier,
  drawCallFault,
  NO_CALL_FAULTS,
  type WebhookCourier,
} from "@saunter/sim/payments/faults";
import { createProvider, takeWebhooks } from "@saunter/sim/payments/provider";
import { renderEvent } from "@saunter/sim/payments/provider-events";
import type { Provider } from "@saunter/sim/payments/provider-types";
import { createAccountGateway } from "../payments/account-gateway.ts";
import { createInProcessClient } from "../payments/in-process-client.ts";
import type { PaymentGateway } from "../payments/payment-gateway.ts";
import { signNotice } from "../payments/sign-notice.ts";
import { createStripeGateway } from "../payments/stripe-gateway.ts";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { createStoreAccountBook } from "../shop/account-desk.ts";
import { type ChargeRunner, createChargeRunner } from "../shop/charge-runner.ts";
import { keepTime, takeUpAgain } from "../shop/shop-clock.ts";
import type { Shop } from "../shop/shop-context.ts";
import type { ShopSettings } from "../shop/shop-settings.ts";
import type { StoredEvent } from "../store/journal.ts";
import { openStore, type Store, type Transaction } from "../store/store.ts";
import { type CutMoment, createSimulatedDisk, type SimulatedDisk } from "./simulated-disk.ts";
import { drawSettings, TORTURE_ACCOUNTS } from "./torture-shop.ts";

/** 2026-03-02, 09:00 UTC. */
const START_MS = 1_772_442_000_000;
const WEBHOOK_SECRET = "whsec_simulated";
/** How often the process looks at the clock: while all fails, and later. */
const TICK_MS = 15_000;
const SETTLING_TICK_MS = 4 * 3_600_000;
const CALL_TIMEOUT_MS = 10_000;
const CUT_MOMENTS: readonly CutMoment[] = ["before", "after", "torn", "checkpoint"];

const FAULTY_CALLS: CallFaultRates = {
  ...NO_CALL_FAULTS,
  lostBefore: 0.05,
  lostAfter: 0.06,
  slow: 0.05,
  errorBefore: 0.02,
  errorAfter: 0.02,
  rateLimited: 0.02,
};

/** The process that runs now; another after each cut. */
export interface Life {
  readonly number: number;
  readonly shop: Shop;
  readonly runner: ChargeRunner;
  /** Name of the engine's run. */
  readonly run: string;
}

export interface World {
  readonly kernel: Kernel;
  readonly provider: Provider;
  readonly disk: SimulatedDisk;
  readonly settings: ShopSettings;
  /** Whether the provider lets holds be raised. */
  readonly canIncrease: boolean;
  life: Life;
  /** Resolves when a process later than that of the number runs. */
  /** Numbers for the ids of what people do. */
  readonly nextNumber: () => number;
  readonly whenRestarted: (number: number) => Promise<void>;
  /** Every event that somebody was told of: the journal has them all in the end. */
  readonly acknowledged: Map<number, string>;
  cuts: number;
  /** The provider cannot be reached. */
  isOffline: boolean;
  hasFaults: boolean;
  readonly plantGateway: (gateway: PaymentGateway) => PaymentGateway;
}

/** Faults of ours that are planted, to see that they are found. */
export interface Plant {
  readonly gateway?: (gateway: PaymentGateway) => PaymentGateway;
  /** The disk says that it has written what it has not. */
  readonly isDiskLying?: boolean;
  /** In place of what the seed would have drawn. */
  readonly entry?: Partial<ShopSettings["entry"]>;
}

export function createWorld(seed: number, root: string, plant: Plant = {}): WorldRunner {
  const kernel = createKernel(seed, START_MS);
  const provider = createProvider({
    currencies: ["gbp"],
    showsReleases: kernel.random.chance(0.5),
  });
  const courier = createWebhookCourier(kernel.random, {
    dropped: 0.1,
    doubled: 0.2,
    late: 0.3,
    shuffled: 0.5,
  });
  let isDead = false;
  const onCut = (): void => {
    isDead = true;
  };
  const disk = createSimulatedDisk(root, kernel.random, onCut, plant.isDiskLying ?? false);
  const waiting: (() => void)[] = [];
  let numbers = 0;
  let current = 0;
  const world = {
    settings: drawSettings(kernel.random, plant.entry),
    canIncrease: kernel.random.chance(0.5),
    nextNumber: () => numbers++,
    whenRestarted: (number: number): Promise<void> =>
      world.life.number > number ? Promise.resolve() : new Promise((go) => void waiting.push(go)),
    kernel,
    provider,
    disk,
    acknowledged: new Map<number, string>(),
    cuts: 0,
    isOffline: false,
    hasFaults: true,
    plantGateway: plant.gateway ?? ((gateway: PaymentGateway) => gateway),
  } as Omit<World, "life"> as World;
  const start = (number: number): void => {
    isDead = false;
    current = number;
    const isAlive = (): boolean => !isDead && current === number;
    world.life = startLife(world, number, isAlive);
    keepTicking(world, isAlive);
    for (const go of waiting.splice(0)) go();
  };
  start(1);
  return {
    world,
    run: async (untilMs) => {
      while (kernel.runNext(untilMs)) {
        await settle();
        if (isDead) {
          world.cuts++;
          disk.recover();
          start(world.life.number + 1);
          await settle();
        }
        deliverNotices(world, courier);
      }
    },
    close: async () => {
      await world.life.shop.store.close();
      disk.remove();
    },
  };
}

export interface WorldRunner {
  readonly world: World;
  /** Runs all events up to a time. */
  run(untilMs: number): Promise<void>;
  close(): Promise<void>;
}

/** Every promise that can go on has gone on: nothing here waits for anything but the kernel. */
function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

const NEVER = new Promise<never>(() => {});

function startLife(world: World, number: number, isAlive: () => boolean): Life {
  const { kernel, disk } = world;
  const { random } = kernel;
  const nowMs = kernel.nowMs;
  const store = openStore({
    folder: disk.folder(),
    nowMs,
    projections: SHOP_PROJECTIONS,
    schema: "",
    defer: (commit) => kernel.schedule(0, () => void (isAlive() && commit())),
    openDatabase: disk.openDatabase,
  });
  const watched = watchStore(store, world, isAlive);
  let ids = 0;
  const makeId = (): string => `v${number}x${ids++}`;
  const shop: Shop = {
    store: watched,
    settings: world.settings,
    gateways: {
      card: world.plantGateway(
        createStripeGateway({
          secretKey: "sk_test_simulated",
          webhookSecret: WEBHOOK_SECRET,
          currency: "GBP",
          timeoutMs: CALL_TIMEOUT_MS,
          nowMs,
          canIncrease: world.canIncrease,
          returnUrl: "https://shop.invalid/",
          httpClient: createMortalClient(world, isAlive),
        }),
      ),
      account: createAccountGateway(
        createStoreAccountBook(watched, TORTURE_ACCOUNTS, "GBP", "Europe/London"),
      ),
    },
    makeId,
    makeToken: () => `${makeId()}-${random.integer(0, 1e9)}`,
    nowMs,
  };
  const runner = createChargeRunner(shop);
  const life = { number, shop, runner, run: `r${number}` };
  void watched.transact((tx) => takeUpAgain(tx)).catch(ignoreCut);
  return life;
}

/** What a dead process was told, it never hears. */
function createMortalClient(world: World, isAlive: () => boolean) {
  const { kernel } = world;
  const client = createInProcessClient({
    provider: world.provider,
    nowMs: kernel.nowMs,
    drawFault: () => {
      if (world.isOffline) return { kind: "lost", isCommitted: false };
      return world.hasFaults ? drawCallFault(kernel.random, FAULTY_CALLS) : { kind: "none" };
    },
    passMs: (delayMs) => new Promise((resolve) => kernel.schedule(delayMs, resolve)),
  });
  const makeRequest: typeof client.makeRequest = async (...args) => {
    const answer = await client.makeRequest(...args);
    return isAlive() ? answer : NEVER;
  };
  return { ...client, makeRequest };
}

/** A dead process takes nothing more and acknowledges nothing. */
function watchStore(store: Store, world: World, isAlive: () => boolean): Store {
  store.onCommitted((events) => {
    for (const stored of events) {
      // What was acknowledged first stays: another event in its place is found as a loss.
      if (world.acknowledged.has(stored.position)) continue;
      world.acknowledged.set(stored.position, digestEvent(stored));
    }
  });
  return {
    ...store,
    transact: <T>(work: (tx: Transaction) => T): Promise<T> =>
      isAlive() ? store.transact(work).then((value) => (isAlive() ? value : NEVER)) : NEVER,
  };
}

export function digestEvent({ stream, version, event, atMs }: StoredEvent): string {
  const text = JSON.stringify([stream, version, atMs, event]);
  return createHash("sha256").update(text).digest("base64url");
}

function keepTicking(world: World, isAlive: () => boolean): void {
  const { life, kernel } = world;
  const tick = (): void => {
    if (!isAlive()) return;
    void life.shop.store.transact((tx) => keepTime(tx, life.shop)).catch(ignoreCut);
    void life.runner.runDue().catch(ignoreCut);
    void life.runner.lookAround().catch(ignoreCut);
    kernel.schedule(world.hasFaults ? TICK_MS : SETTLING_TICK_MS, tick);
  };
  kernel.schedule(TICK_MS, tick);
}

/** A power cut ends what was on its way. Anything else is a fault of ours. */
export function ignoreCut(error: unknown): void {
  if (error instanceof Error && error.name === "PowerCut") return;
  throw error;
}

/** Brings what the provider sends, through a network that loses, doubles and delays. */
function deliverNotices(world: World, courier: WebhookCourier): void {
  const { kernel, life } = world;
  const nowMs = kernel.nowMs();
  for (const webhook of carryWebhooks(courier, takeWebhooks(world.provider, nowMs), nowMs)) {
    if (world.isOffline) continue;
    const body = JSON.stringify(renderEvent(webhook));
    const signature = signNotice(body, WEBHOOK_SECRET, nowMs);
    const outcome = life.shop.gateways.card.readNotice(body, signature, nowMs);
    if (outcome.kind === "forged") throw new Error(`a genuine notice: ${outcome.message}`);
    if (outcome.kind === "notice") void life.runner.takeNotice(outcome.notice).catch(ignoreCut);
  }
}

/** Cuts the power at one of the next commits. */
export function armCut({ disk, kernel }: World): void {
  disk.armCut(kernel.random.pick(CUT_MOMENTS));
}
