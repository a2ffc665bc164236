/** One seed: an hour of a busy shop in which everything fails, days in which it is put right. */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listBooks } from "@saunter/sim/payments/provider";
import { auditShop, type Findings } from "./audit.ts";
import { tamper } from "./other-hands.ts";
import { mindTill, reviewForHours, settleAtTill, visitShop } from "./scripted-people.ts";
import { armCut, createWorld, type Plant, type World } from "./simulated-world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const BUSY_MS = 20 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Holds lapse, debts are asked for again, late notices come. */
const SETTLING_MS = 8 * DAY_MS;
/** Rounds in which staff settle what is still open in the end. */
const LAST_ROUNDS_MAX = 12;

export interface SeedResult {
  readonly seed: number;
  readonly findings: Findings;
  readonly events: number;
  readonly cuts: number;
  /** Over all events and the provider's books: the same for the same seed. */
  readonly trace: string;
}

const MEMORY = "/dev/shm";

/** Memory where the system has it as files, as nothing here has to outlast the run. */
export function makeScratchFolder(): string {
  const root = existsSync(MEMORY) ? MEMORY : tmpdir();
  return mkdtempSync(join(root, "saunter-torture-"));
}

/** @param plant faults of ours, to see that they are found. */
export async function runSeed(seed: number, root: string, plant: Plant = {}): Promise<SeedResult> {
  const runner = createWorld(seed, root, plant);
  const { world } = runner;
  const { kernel } = world;
  const startMs = kernel.nowMs();
  const failures: unknown[] = [];
  const live = (life: Promise<unknown>): void =>
    void life.catch((error: unknown) => failures.push(error));
  const visits = kernel.random.integer(4, 12);
  for (let number = 0; number < visits; number++) {
    kernel.schedule(kernel.random.integer(0, BUSY_MS), () => live(visitShop(world, number)));
  }
  live(reviewForHours(world, startMs + HOUR_MS, "rev-1"));
  live(reviewForHours(world, startMs + HOUR_MS, "rev-2"));
  live(mindTill(world, startMs + HOUR_MS));
  if (kernel.random.chance(0.5)) live(tamper(world, startMs + 5 * DAY_MS));
  scheduleTrouble(world);
  await runner.run(startMs + HOUR_MS);
  world.hasFaults = false;
  world.isOffline = false;
  await runner.run(startMs + HOUR_MS + SETTLING_MS);
  await settleRest(world, runner.run);
  if (failures.length > 0) throw failures[0];
  const { store } = world.life.shop;
  const findings = auditShop(store, world.provider, world.acknowledged);
  const events = store.position();
  const trace = createHash("sha256");
  for (let at = 1; at <= events; at += 1000) {
    trace.update(JSON.stringify(store.readFrom(at, 1000)));
  }
  trace.update(JSON.stringify(listBooks(world.provider)));
  await runner.close();
  return { seed, findings, events, cuts: world.cuts, trace: trace.digest("hex") };
}

function scheduleTrouble(world: World): void {
  const { kernel } = world;
  const { random } = kernel;
  for (let cuts = random.integer(1, 5); cuts > 0; cuts--) {
    const cut = random.chance(0.8) ? () => armCut(world) : () => world.disk.cutNow();
    kernel.schedule(random.integer(0, 2 * BUSY_MS), cut);
  }
  if (random.chance(0.5)) {
    kernel.schedule(random.integer(0, BUSY_MS), () => {
      world.isOffline = true;
      kernel.schedule(random.integer(MINUTE_MS, 2 * BUSY_MS), () => {
        world.isOffline = false;
      });
    });
  }
}

/** What is still missing or too much is settled by staff, until nothing is. */
async function settleRest(world: World, run: (untilMs: number) => Promise<void>): Promise<void> {
  for (let round = 0; round < LAST_ROUNDS_MAX; round++) {
    const { db } = world.life.shop.store;
    const open = db
      .prepare("SELECT charge_id FROM charges WHERE missing_minor != 0 ORDER BY position")
      .all();
    if (open.length === 0) return;
    const settled = open.map(({ charge_id }) => settleAtTill(world, charge_id as string, true));
    await run(world.kernel.nowMs() + HOUR_MS);
    await Promise.all(settled);
  }
}
