import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditWorld } from "./audit.ts";
import { NO_FINDINGS } from "./findings.ts";
import { makeScratchFolder } from "./run-seed.ts";
import { createActs, visitShop } from "./scripted-people.ts";
import { createWorld } from "./simulated-world.ts";

const HOUR_MS = 3_600_000;
const OFFLINE_MS = 72 * HOUR_MS;
/** Once the network is there again, all that was put off is done in so long. */
const CAUGHT_UP_MS = 60_000;
const VISITS = 150;

let root: string;
beforeAll(() => {
  root = makeScratchFolder();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("72 hours without the provider or a network", () => {
  it("visits go on, and are settled in order within a minute of its return", async () => {
    const runner = await createWorld(7, root, { entry: { offline: "all", holdMinor: 2000 } });
    const { world } = runner;
    const { kernel } = world;
    const startMs = kernel.nowMs();
    const acts = createActs(world);
    world.isOffline = true;
    world.hasFaults = false;
    for (let number = 0; number < VISITS; number++) {
      kernel.schedule(kernel.random.integer(0, OFFLINE_MS - HOUR_MS), () => {
        visitShop(world, acts, number).catch(world.fail);
      });
    }
    await runner.run(startMs + OFFLINE_MS);
    const { store } = (await world.whenServing()).shop;
    const count = (sql: string): number => store.db.prepare(sql).get()?.n as number;
    const final = count("SELECT count(*) AS n FROM receipts WHERE status != 'draft'");
    expect(count("SELECT count(*) AS n FROM visits WHERE status = 'closed'")).toBeGreaterThan(100);
    expect(final).toBeGreaterThan(50);
    // Cards are asked for nothing while nobody answers.
    const cards = "FROM charges WHERE payer = 'card' AND due_minor > 0";
    expect(count(`SELECT count(*) AS n ${cards}`)).toBeGreaterThan(30);
    expect(count(`SELECT coalesce(sum(net_minor), 0) AS n ${cards}`)).toBe(0);

    world.isOffline = false;
    const position = store.position();
    await runner.run(startMs + OFFLINE_MS + CAUGHT_UP_MS);
    expect(count(`SELECT count(*) AS n ${cards} AND net_minor + debt_minor != due_minor`)).toBe(0);
    const asked = store
      .readFrom(position + 1, 1_000_000)
      .flatMap(({ event, stream }) => (event.type === "CallAnswered" ? [stream] : []));
    const ordered = store.db
      .prepare(
        "SELECT 'charge-' || charge_id AS stream FROM charges WHERE payer = 'card' ORDER BY position",
      )
      .all()
      .map((row) => row.stream as string);
    const firsts = [...new Set(asked)].filter((stream) => ordered.includes(stream));
    const order = ordered.filter((stream) => firsts.includes(stream));
    expect(firsts.length).toBeGreaterThan(50);
    // Some are worked on together: none is more than those ahead of its place.
    const together = 8;
    for (const [at, stream] of firsts.entries()) {
      expect(Math.abs(order.indexOf(stream) - at)).toBeLessThanOrEqual(together);
    }
    await runner.run(startMs + OFFLINE_MS + 24 * 8 * HOUR_MS);
    const findings = await auditWorld(world);
    const open = findings.words.filter((words) => !/\(cash\)/.test(words));
    expect(open).toEqual(NO_FINDINGS().words);
    await runner.close();
  });
});
