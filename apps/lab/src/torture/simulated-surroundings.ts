/** What is around a simulated process: the kernel's time and chance, a disk that fails, a network. */

import type { PaymentGateway } from "@saunter/shop/domain/payment-gateway";
import type { CardTerminal } from "@saunter/shop/entry/card-terminal";
import { createStripeGateway } from "@saunter/shop/payments/stripe-gateway";
import type { Surroundings } from "@saunter/shop/process/surroundings";
import { type CallFaultRates, drawCallFault, NO_CALL_FAULTS } from "@saunter/sim/payments/faults";
import { readFingerprint } from "@saunter/sim/payments/test-cards";
import { createInProcessClient } from "@saunter/stand-ins/payments/in-process-client";
import { never } from "./never.ts";
import { NOTICE_SECRET } from "./notice-carrier.ts";
import type { World } from "./world.ts";

const CALL_TIMEOUT_MS = 10_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** While everything fails, the process does so many times less often what it does by itself, … */
const SLOWER = 120;
/** … but this often at least; and later, when time passes in days, so often at most. */
const BUSY_EVERY_MS_MAX = 5 * MINUTE_MS;
const SETTLING_EVERY_MS_MIN = 6 * HOUR_MS;

const FAULTY_CALLS: CallFaultRates = {
  ...NO_CALL_FAULTS,
  lostBefore: 0.05,
  lostAfter: 0.06,
  slow: 0.05,
  errorBefore: 0.02,
  errorAfter: 0.02,
  rateLimited: 0.02,
};

export function createSurroundings(
  world: World,
  number: number,
  isAlive: () => boolean,
): Surroundings {
  const { kernel, disk, plant } = world;
  const { random } = kernel;
  /** An answer to a dead process never arrives. */
  const receive = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      const value = await answer;
      return isAlive() ? value : never();
    } catch (error) {
      if (isAlive()) throw error;
      return never();
    }
  };
  let ids = 0;
  const makeId = (): string => `v${number}x${ids++}`;
  return {
    machineMs: world.kernel.nowMs,
    evenMs: world.kernel.nowMs,
    disk: {
      defer: (commit) => kernel.schedule(0, () => void (isAlive() && commit())),
      openDatabase: (path) => {
        const db = disk.openDatabase(path);
        plant.database?.(db);
        return db;
      },
    },
    every: (intervalMs, work) => keepDoing(world, isAlive, intervalMs, work),
    deadline: (afterMs) => {
      const controller = new AbortController();
      kernel.schedule(afterMs, () => controller.abort(new Error("no answer in time")));
      return controller.signal;
    },
    random: random.next,
    makeId,
    makeToken: () => `${makeId()}-${String(random.integer(0, 1e9)).padStart(16, "0")}`,
    openCards: () => ({ card: openCards(world, receive), takeNotices: () => [] }),
    openTerminal: () => createTerminal(world),
    openCardHash: () => hashCard,
    // How full a disk is by chance would make another journal of the same seed.
    openMachine: () => ({
      read: () => ({ diskFreeBytes: 1e12, diskBytes: 2e12, lagMs: 0 }),
      close: () => {},
    }),
    openPipeline: () => Promise.reject(new Error("a simulated shop has no cameras")),
    createTransports: () => () => Promise.reject(new Error("a simulated shop has no scales")),
    fetch: (url, init) => receive(world.receiver.fetch(url, init)),
    openMailer: () => ({
      sendMail: (row) => receive(world.mailServer.sendMail(row)),
      close: () => {},
    }),
    // To draw one takes as long as a whole seed.
    openPdfs: () => ({ render: async () => new Uint8Array(1), close: async () => {} }),
    openReports: () => ({ render: async () => new Uint8Array(1), close: async () => {} }),
    openHubLine: () => {
      throw new Error("a simulated shop has no chain");
    },
  };
}

/** A key of chance would make another journal of the same seed. */
const hashCard = (fingerprint: string): string => `hash-${fingerprint}`;

function keepDoing(
  world: World,
  isAlive: () => boolean,
  intervalMs: number,
  work: () => void,
): () => void {
  const { kernel } = world;
  let isStopped = false;
  const findDelay = (): number => {
    if (world.everyMsMin !== null) return Math.max(intervalMs, world.everyMsMin);
    return world.hasFaults
      ? Math.min(intervalMs * SLOWER, Math.max(intervalMs, BUSY_EVERY_MS_MAX))
      : Math.max(intervalMs, SETTLING_EVERY_MS_MIN);
  };
  const go = (): void => {
    if (isStopped || !isAlive()) return;
    work();
    kernel.schedule(findDelay(), go);
  };
  kernel.schedule(findDelay(), go);
  return () => {
    isStopped = true;
  };
}

function openCards(world: World, receive: <T>(answer: Promise<T>) => Promise<T>): PaymentGateway {
  const { kernel, plant } = world;
  const client = createInProcessClient({
    provider: world.provider,
    nowMs: kernel.nowMs,
    drawFault: () => {
      if (world.isOffline) return { kind: "lost", isCommitted: false };
      if (world.hasFaults) return drawCallFault(kernel.random, FAULTY_CALLS);
      const { answerMs: delayMs } = world;
      return delayMs === 0 ? { kind: "none" } : { kind: "slow", delayMs };
    },
    passMs: (delayMs) => new Promise((resolve) => kernel.schedule(delayMs, resolve)),
  });
  const gateway = createStripeGateway({
    secretKey: "sk_test_simulated",
    webhookSecret: NOTICE_SECRET,
    currency: world.config.shop.currency,
    timeoutMs: CALL_TIMEOUT_MS,
    nowMs: kernel.nowMs,
    canIncrease: world.canIncrease,
    hashCard,
    returnUrl: "https://shop.invalid/",
    httpClient: { ...client, makeRequest: (...args) => receive(client.makeRequest(...args)) },
  });
  return plant.gateway?.(gateway) ?? gateway;
}

/** Asked again about the same request, it answers as it did. */
function createTerminal({ cards, kernel }: World): CardTerminal {
  return {
    presentForEntry: async ({ requestId }) => {
      const card = cards.get(requestId);
      if (card === undefined) return { kind: "nobody" };
      const fingerprint = readFingerprint(card.token);
      const readAtMs = kernel.nowMs();
      return { kind: "card", readingId: requestId, readAtMs, fingerprint, ...card };
    },
  };
}
