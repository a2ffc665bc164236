import { rmSync } from "node:fs";
import { createRandom, type Random } from "@saunter/numerics/random";
import type { PublicEvent } from "@saunter/protocol/public-event";
import type { Fetch } from "@saunter/server/network/guarded-fetch";
import { verifySignature } from "@saunter/server/webhooks/webhook-signature";
import {
  appendPrivate,
  appendStock,
  appendToVisit,
  openPublishStore,
  type PublishStore,
  START_MS,
  toTestEvent,
} from "@saunter/shop/publish/publish-fixture";
import { createWebhookSender, type WebhookSender } from "@saunter/shop/publish/webhooks";
import { makeScratchFolder } from "@saunter/shop/testing/scratch-folder";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSimulatedDisk, type SimulatedDisk } from "./simulated-disk.ts";

const ALL = "https://all.example/hook";
const STOCK = "https://stock.example/hook";
const SECRET = "shh";
const NEVER = new Promise<never>(() => {});
const STEPS = 40;
const HOUR_MS = 3_600_000;

const endpoints = [
  { url: ALL, events: ["*"] },
  { url: STOCK, events: ["stock.*"] },
].map((one) => ({ ...one, secret: { source: "a test", reveal: () => SECRET } }));

interface Life {
  readonly opened: PublishStore;
  readonly sender: WebhookSender;
}

interface World {
  readonly random: Random;
  readonly disk: SimulatedDisk;
  readonly received: Map<string, PublicEvent[]>;
  nowMs: number;
  hasFaults: boolean;
  number: number;
  life: Life;
  /** Resolves when the power of this life is cut. */
  whenCut: Promise<void>;
  cuts: number;
}

function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** A server that is there or not, takes or not, and answers or not. */
function createFlakyFetch(world: World, isAlive: () => boolean): Fetch {
  const { random } = world;
  return async (url, { body, headers }) => {
    if (!isAlive()) return NEVER;
    while (random.chance(0.5)) await settle();
    if (!isAlive()) return NEVER;
    const fault = world.hasFaults ? random.weighted([8, 1, 1, 1, 1]) : 0;
    if (fault === 1) throw new TypeError("fetch failed");
    if (fault === 2) return new Response("no", { status: 500 });
    const signature = headers["Saunter-Signature"] ?? "";
    expect(verifySignature(signature, String(body), SECRET, world.nowMs)).toBe(true);
    const event = JSON.parse(String(body)) as PublicEvent;
    expect(headers["Saunter-Event-Id"]).toBe(String(event.id));
    world.received.get(url)!.push(event);
    while (random.chance(0.5)) await settle();
    if (!isAlive()) return NEVER;
    if (fault === 3) throw new TypeError("the answer was lost");
    return new Response(null, { status: fault === 4 ? 503 : 200 });
  };
}

function startLife(world: World): void {
  const number = ++world.number;
  let hasPower = true;
  const cut = Promise.withResolvers<void>();
  world.whenCut = cut.promise;
  onCuts.set(world.disk, () => {
    hasPower = false;
    world.cuts++;
    cut.resolve();
  });
  const isAlive = (): boolean => hasPower && world.number === number;
  const opened = openPublishStore({
    folder: world.disk.folder(),
    nowMs: () => world.nowMs,
    openDatabase: world.disk.openDatabase,
    defer: (commit) => void setImmediate(() => isAlive() && commit()),
  });
  const sender = createWebhookSender({
    store: opened.store,
    endpoints,
    toPublic: toTestEvent,
    fetch: createFlakyFetch(world, isAlive),
    nowMs: () => world.nowMs,
    random: world.random.next,
    warn: () => {},
  });
  world.life = { opened, sender };
}

const onCuts = new WeakMap<SimulatedDisk, () => void>();

/** Does something in the life that is; where the power is cut, the next begins. */
async function live(world: World, act: (life: Life) => Promise<unknown>): Promise<void> {
  const done = act(world.life).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === "PowerCut")) throw error;
  });
  const cuts = world.cuts;
  await Promise.race([done, world.whenCut]);
  if (world.cuts === cuts) return;
  world.disk.recover();
  startLife(world);
}

async function takeStep(world: World): Promise<void> {
  const { random, disk } = world;
  switch (random.weighted([5, 4, 2, 1])) {
    case 0: {
      const count = random.integer(1, 4);
      await live(world, ({ opened: { store } }) =>
        store.transact((tx) => {
          for (let at = 0; at < count; at++) {
            const kind = random.weighted([6, 1, 1]);
            if (kind === 0) appendToVisit(tx, String(random.integer(1, 3)));
            else if (kind === 1) appendStock(tx);
            else appendPrivate(tx);
          }
        }),
      );
      break;
    }
    case 1:
      await live(world, ({ sender }) => sender.runDue());
      break;
    case 2:
      world.nowMs += random.integer(0, HOUR_MS);
      break;
    default:
      disk.armCut(random.pick(["before", "after", "torn", "checkpoint"]));
  }
}

async function runWorld(seed: number): Promise<World & { readonly expected: PublicEvent[] }> {
  const root = makeScratchFolder();
  const random = createRandom(seed);
  const disk = createSimulatedDisk(root, random, () => onCuts.get(disk)?.());
  const received = new Map(endpoints.map(({ url }) => [url, [] as PublicEvent[]]));
  const world = { random, disk, received, nowMs: START_MS, hasFaults: true, number: 0, cuts: 0 };
  const whole = world as typeof world & World;
  startLife(whole);
  try {
    await whole.life.sender.runDue();
    for (let step = 0; step < STEPS; step++) await takeStep(whole);
    whole.hasFaults = false;
    for (let rounds = 0; rounds < 10; rounds++) {
      whole.nowMs += 8 * HOUR_MS;
      await live(whole, ({ sender }) => sender.runDue());
    }
    const { store } = whole.life.opened;
    const expected = store.readFrom(1).map(toTestEvent);
    return { ...whole, expected: expected.filter((event) => event !== null) };
  } finally {
    await whole.life.opened.store.close();
    rmSync(root, { recursive: true, force: true });
  }
}

describe("webhooks of a process that dies, to servers that fail", () => {
  it("arrive at least once, those of a visit in order, and the same each time", async () => {
    let cuts = 0;
    let repeated = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e9 }), async (seed) => {
        const world = await runWorld(seed);
        cuts += world.cuts;
        const all = world.received.get(ALL)!;
        repeated += all.length - world.expected.length;
        const byId = new Map(world.expected.map((event) => [event.id, event]));
        for (const event of all) expect(event).toEqual(byId.get(event.id));
        expect(new Set(all.map(({ id }) => id))).toEqual(new Set(byId.keys()));
        const stock = world.expected.filter(({ type }) => type === "stock.changed");
        const stockIds = new Set(world.received.get(STOCK)!.map(({ id }) => id));
        expect(stockIds).toEqual(new Set(stock.map(({ id }) => id)));
        for (const visitId of ["1", "2", "3"]) {
          const ids = all.filter((event) => event.visitId === visitId).map(({ id }) => id);
          expect(ids).toEqual(ids.toSorted((a, b) => a - b));
        }
      }),
      { numRuns: 60 },
    );
    // Where nothing is cut and nothing sent twice, nothing was tried.
    expect(cuts).toBeGreaterThan(20);
    expect(repeated).toBeGreaterThan(20);
  });
});
