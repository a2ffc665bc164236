/** One seed: an hour of a busy shop in which everything fails, days in which it recovers. */
import { createHash } from "node:crypto";
import type { Findings } from "@saunter/shop/testing/findings";
import { listBooks } from "@saunter/sim/payments/provider";
import type { Acts } from "./acts.ts";
import { auditWorld } from "./audit-world.ts";
import { tamper } from "./other-hands.ts";
import { createActs, enterFloor, mindTill, reviewForHours, visitShop } from "./scripted-people.ts";
import { armCut, createWorld, type WorldRunner } from "./simulated-world.ts";
import type { Plant, World } from "./world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const BUSY_MS = 20 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** People who are really seen: so many come, in so long a time. */
const SHOPPERS_MIN = 3;
const SHOPPERS_MAX = 6;
const SEEN_MS = 1.5 * MINUTE_MS;
/** Holds lapse, debts are asked for again, late notices come. */
const SETTLING_MS = 8 * DAY_MS;
/** Everybody who must be notified of the last events has been. */
const NOTIFYING_MS = 12 * HOUR_MS;
/** Rounds in which staff settle what is still open in the end. */
const LAST_ROUNDS_MAX = 12;

export interface SeedResult {
  readonly seed: number;
  readonly findings: Findings;
  readonly events: number;
  readonly cuts: number;
  /** What people asked for by HTTP. */
  readonly asked: number;
  /** Over all events and the provider's books: the same for the same seed. */
  readonly trace: string;
}

/** @param plant faults of ours, to see that they are found. */
export async function runSeed(seed: number, root: string, plant: Plant = {}): Promise<SeedResult> {
  const runner = await createWorld(seed, root, plant);
  try {
    const { world } = runner;
    await liveThrough(runner);
    const findings = await auditWorld(world);
    const { store } = (await world.whenServing()).shop;
    // The last event's hash is over all that were before it.
    const [last] = store.db
      .prepare("SELECT hash FROM journal ORDER BY position DESC LIMIT 1")
      .all();
    const trace = createHash("sha256").update(JSON.stringify([last, listBooks(world.provider)]));
    return {
      seed,
      findings,
      events: store.position(),
      cuts: world.cuts,
      asked: world.acts.acts.length,
      trace: trace.digest("hex"),
    };
  } finally {
    await runner.close();
  }
}

async function liveThrough({ world, run }: WorldRunner): Promise<void> {
  const { kernel } = world;
  const acts = createActs(world);
  const endMs = kernel.nowMs() + HOUR_MS;
  const live = (life: Promise<unknown>): void => void life.catch(world.fail);
  const { floor } = world;
  const visits = kernel.random.integer(4, 12);
  for (let number = 0; floor === null && number < visits; number++) {
    kernel.schedule(kernel.random.integer(0, BUSY_MS), () => live(visitShop(world, acts, number)));
  }
  floor?.open(kernel.random.integer(SHOPPERS_MIN, SHOPPERS_MAX), (partySize) =>
    live(enterFloor(world, acts, world.nextNumber(), partySize)),
  );
  live(reviewForHours(world, acts, endMs, "rev-1"));
  live(reviewForHours(world, acts, endMs, "rev-2"));
  live(mindTill(world, acts, endMs));
  if (kernel.random.chance(0.5)) live(tamper(world, kernel.nowMs() + 5 * DAY_MS));
  scheduleTrouble(world);
  await run(endMs);
  world.hasFaults = false;
  world.isOffline = false;
  await run(endMs + SETTLING_MS);
  await settleRest(world, acts, run);
  await run(kernel.nowMs() + NOTIFYING_MS);
}

function scheduleTrouble(world: World): void {
  const { kernel, floor } = world;
  const { random } = kernel;
  const busyMs = floor === null ? BUSY_MS : SEEN_MS;
  for (let cuts = random.integer(1, 5); cuts > 0; cuts--) {
    const cut = random.chance(0.8) ? () => armCut(world) : () => world.disk.cutNow();
    kernel.schedule(random.integer(0, 2 * busyMs), cut);
  }
  if (random.chance(0.5)) {
    kernel.schedule(random.integer(0, busyMs), () => {
      world.isOffline = true;
      kernel.schedule(random.integer(MINUTE_MS, 2 * BUSY_MS), () => {
        world.isOffline = false;
      });
    });
  }
}

/** What is still missing or too much is settled by staff, until nothing is. */
async function settleRest(world: World, acts: Acts, run: WorldRunner["run"]): Promise<void> {
  for (let round = 0; round < LAST_ROUNDS_MAX; round++) {
    const { db } = (await world.whenServing()).shop.store;
    const open = db
      .prepare("SELECT charge_id FROM charges WHERE missing_minor != 0 ORDER BY position")
      .all();
    if (open.length === 0) return;
    const settled = open.map(({ charge_id }) => acts.settle(charge_id as string, "cash"));
    await run(world.kernel.nowMs() + HOUR_MS);
    await Promise.all(settled);
  }
}
