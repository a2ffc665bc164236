import { rmSync } from "node:fs";
import type { ShopSettings } from "@saunter/shop/domain/shop-settings";
import type { Store } from "@saunter/shop/store/store";
import { NO_FINDINGS } from "@saunter/shop/testing/findings";
import { makeScratchFolder } from "@saunter/shop/testing/scratch-folder";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { transact } from "./acts-on-services.ts";
import { auditWorld } from "./audit-world.ts";
import { createActs, visitShop } from "./scripted-people.ts";
import { decideOverdueReview, OVERDUE } from "./settle-remains.ts";
import { createWorld, type WorldRunner } from "./simulated-world.ts";

const HOUR_MS = 3_600_000;
const OFFLINE_MS = 72 * HOUR_MS;
const BEFORE_MS = 24 * HOUR_MS;
/** In the last minutes before the return, and after it, the process looks as often as a real one. */
const WATCHED_MS = 150_000;
const TICK_MS = 250;
/** A provider on the other side of the world. */
const ANSWER_MS = 400;
/** The longest that the process waits after a call without an answer, and a while for the calls. */
const CAUGHT_UP_MS = 60_000 + 30_000;
const VISITS = 150;
/** So many charges are worked on together: none is begun more than that ahead of its place. */
const TOGETHER = 8;

let root: string;
beforeAll(() => {
  root = makeScratchFolder();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const CARDS = "FROM charges WHERE payer = 'card' AND due_minor > 0";

async function openOffline(entry: Partial<ShopSettings["entry"]>): Promise<WorldRunner> {
  const runner = await createWorld(7, root, { entry: { holdMinor: 2000, ...entry } });
  onTestFinished(() => runner.close());
  const { world } = runner;
  world.hasFaults = false;
  // Who has paid here before is known.
  if (entry.offline === "known") await liveBefore(runner);
  world.isOffline = true;
  return runner;
}

/** People come and go, and pay. */
async function liveBefore({ world, run }: WorldRunner): Promise<void> {
  const { kernel } = world;
  const startMs = kernel.nowMs();
  scheduleVisits(world, BEFORE_MS - 2 * HOUR_MS, VISITS);
  await run(startMs + BEFORE_MS);
}

/** @param from the first one's number */
function scheduleVisits(world: WorldRunner["world"], withinMs: number, from = 0): void {
  const { kernel } = world;
  const acts = createActs(world);
  for (let number = from; number < from + VISITS; number++) {
    kernel.schedule(kernel.random.integer(0, withinMs), () => {
      visitShop(world, acts, number).catch(world.fail);
    });
  }
}

/** People come and go; in the end the process ticks as often as a real one does. */
async function liveOffline({ world, run }: WorldRunner): Promise<void> {
  const { kernel } = world;
  const startMs = kernel.nowMs();
  scheduleVisits(world, OFFLINE_MS - HOUR_MS);
  // What is done next is done after as long as it was before.
  await run(startMs + OFFLINE_MS - 8 * HOUR_MS);
  world.everyMsMin = 60_000;
  await run(startMs + OFFLINE_MS - WATCHED_MS);
  world.everyMsMin = TICK_MS;
  world.answerMs = ANSWER_MS;
  await run(startMs + OFFLINE_MS);
}

describe("72 hours without the provider or a network", () => {
  it.each([
    ["everybody is admitted", { offline: "all" }, 100],
    ["those who are known are admitted", { offline: "known" }, 20],
    ["everybody who owes less than 10.00 is", { offline: "all", offlineLimitMinor: 1000 }, 60],
  ] as const)(
    "where %s: visits go on, and are settled in order soon after",
    async (_who, entry, visitsMin) => {
      const runner = await openOffline(entry);
      const { world } = runner;
      const readPaid = async (): Promise<{ n: number; net: number }> => {
        const { db } = (await world.whenServing()).shop.store;
        // Also of what is due no more, and given back when the provider is there again.
        const sql = `SELECT sum(due_minor > 0) AS n, coalesce(sum(net_minor), 0) AS net
          FROM charges WHERE payer = 'card'`;
        return db.prepare(sql).get() as { n: number; net: number };
      };
      const before = await readPaid();
      await liveOffline(runner);
      const { store } = (await world.whenServing()).shop;
      const count = (sql: string): number => store.db.prepare(`SELECT ${sql}`).get()?.n as number;
      expect(count("count(*) AS n FROM visits WHERE status = 'closed'")).toBeGreaterThan(visitsMin);
      expect(count("count(*) AS n FROM receipts WHERE status != 'draft'")).toBeGreaterThan(
        visitsMin / 2,
      );
      // Cards are asked for nothing while nobody answers.
      expect(count(`count(*) AS n ${CARDS}`)).toBeGreaterThan(before.n + 5);
      expect((await readPaid()).net).toBe(before.net);
      world.isOffline = false;
      const position = store.position();
      const ordered = listInOrder(store);
      await runner.run(world.kernel.nowMs() + CAUGHT_UP_MS);
      expect(count(`count(*) AS n ${CARDS} AND net_minor + debt_minor != due_minor`)).toBe(0);
      expectOrder(store, ordered, position);
      world.everyMsMin = null;
      for (let day = 0; day < 10; day++) {
        const decided = decideOverdue(world);
        await runner.run(world.kernel.nowMs() + 24 * HOUR_MS);
        await decided;
      }
      const findings = await auditWorld(world);
      const open = findings.words.filter((words) => !/\(cash\)/.test(words));
      expect(open).toEqual(NO_FINDINGS().words);
    },
  );
});

/** Staff decide what waits for them: nobody reviews anything else here. */
async function decideOverdue(world: WorldRunner["world"]): Promise<void> {
  const { store } = (await world.whenServing()).shop;
  for (const { id } of store.db.prepare(OVERDUE).all()) {
    await transact(world, (tx, { shop }) => decideOverdueReview(tx, shop, id as string));
  }
}

/** Of cards: what is to be paid first, and of it the oldest. */
function listInOrder({ db }: Store): string[] {
  return db
    .prepare(
      `SELECT 'charge-' || charge_id AS stream FROM charges WHERE payer = 'card'
         ORDER BY coalesce(due_minor, 0) = 0, position`,
    )
    .all()
    .map((row) => row.stream as string);
}

function expectOrder(store: Store, ordered: readonly string[], afterPosition: number): void {
  const asked = store
    .readFrom(afterPosition + 1, 1_000_000)
    .flatMap(({ event, stream }) => (event.type === "CallAnswered" ? [stream] : []));
  const firsts = [...new Set(asked)].filter((stream) => ordered.includes(stream));
  const order = ordered.filter((stream) => firsts.includes(stream));
  expect(firsts.length).toBeGreaterThan(5);
  for (const [at, stream] of firsts.entries()) {
    expect(Math.abs(order.indexOf(stream) - at)).toBeLessThanOrEqual(TOGETHER);
  }
}
