/** How many events a second go from shops to the chain's database, how late, and at what cost. */
import { setTimeout as wait } from "node:timers/promises";
import { jetstreamManager } from "@nats-io/jetstream";
import { FIGURE_ROWS } from "@saunter/chain/figures/figure-rows";
import { nameUpStream } from "@saunter/protocol/chain/subjects";
import { sql } from "kysely";
import { type ChainCheck, checkChain } from "./check-chain.ts";
import { readTreeCost } from "./process-costs.ts";
import { countVisits, type JournalEvent } from "./simulate-journal.ts";
import { openTrialWorld, type ShopsHandle, type TrialWorld } from "./trial-world.ts";

export interface LoadPlan {
  readonly folder: string;
  /** What each shop writes, again and again. */
  readonly journal: readonly JournalEvent[];
  readonly shops: number;
  /** Of all shops together. */
  readonly eventsPerSecond: number;
  readonly seconds: number;
  readonly onSecond: (done: number) => void;
}

export interface PartCost {
  readonly cpuMsPerEvent: number;
  readonly memoryMb: number;
}

export interface LoadFigures {
  readonly shops: number;
  /** Taken into the database, over the time that shops wrote. */
  readonly eventsPerSecond: number;
  /** From when an event happened to when the database has it: over all seconds and shops. */
  readonly lagMs: { readonly median: number; readonly p95: number; readonly max: number };
  /** From when the shops' process began until each shop had signed in at the hub, and nothing waited in any. */
  readonly signInMs: number;
  /** From the last event's time until the database had it and the figures made of it. */
  readonly restMs: number;
  readonly costs: Readonly<Record<"hub" | "postgres" | "chain" | "shops", PartCost>>;
  readonly eventsPerVisit: number;
  /** In the database, with indexes. */
  readonly bytesPerVisit: TableBytes;
  /** All of them settled. */
  readonly visits: number;
  /** In the stream of the hub, with subject and headers, on each of its servers. */
  readonly hubBytesPerMessage: number;
  readonly check: ChainCheck;
}

/** By what the tables hold. */
export interface TableBytes {
  readonly events: number;
  readonly figures: number;
  readonly other: number;
}

const SHARD = 0;
/** Before it is measured. */
const WARM_UP_S = 5;
/** All shops sign in at once: so long until each has. */
const SIGN_IN_S_MAX = 300;
const REST_S_MAX = 300;

/** Ends with what was checked; rejects where the chain does not get all events in five minutes after the last. */
export async function measureLoad(plan: LoadPlan): Promise<LoadFigures> {
  const world = await openTrialWorld(plan.folder, plan.shops, plan.journal);
  try {
    return await measureIn(world, plan);
  } finally {
    await world.close();
  }
}

async function measureIn(world: TrialWorld, plan: LoadPlan): Promise<LoadFigures> {
  const chain = await world.startChain();
  const emptyBytes = await readTableBytes(world);
  const shops = await world.startShops({
    shopIds: world.shopIds,
    eventsPerSecond: plan.eventsPerSecond / plan.shops,
  });
  const openedMs = performance.now();
  while (!(await haveAllSignedIn(world, shops))) {
    if (performance.now() - openedMs > SIGN_IN_S_MAX * 1000) {
      throw new Error(`not all shops have signed in within ${SIGN_IN_S_MAX} s`);
    }
    await wait(100);
  }
  const signInMs = performance.now() - openedMs;
  const pids = {
    hub: world.hub.map((server) => server.pid()!),
    postgres: [world.postgres.pid()!],
    chain: [chain.process.pid!],
    shops: [shops.process.pid!],
  };
  await wait(WARM_UP_S * 1000);
  const before = mapParts(pids, readPart);
  const [takenBefore, startMs] = [await countEvents(world), performance.now()];
  const lags: number[] = [];
  for (let second = 1; second <= plan.seconds; second++) {
    await wait(Math.max(0, startMs + second * 1000 - performance.now()));
    lags.push(...(await readLags(world)));
    plan.onSecond(second);
  }
  const takenAfter = await countEvents(world);
  const seconds = (performance.now() - startMs) / 1000;
  const after = mapParts(pids, readPart);
  const events = takenAfter - takenBefore;
  const heads = await shops.finish();
  const restFromMs = performance.now();
  const written = heads.reduce((sum, { position }) => sum + position, 0);
  while ((await countFigured(world)) < written) {
    if (performance.now() - restFromMs > REST_S_MAX * 1000) break;
    await wait(50);
  }
  const eventsPerVisit = plan.journal.length / countVisits(plan.journal);
  const visits = Math.round(written / eventsPerVisit);
  const fullBytes = await readTableBytes(world);
  const perVisit = (of: keyof TableBytes): number => (fullBytes[of] - emptyBytes[of]) / visits;
  const bytesPerVisit = {
    ...{ events: perVisit("events"), figures: perVisit("figures"), other: perVisit("other") },
  };
  lags.sort((a, b) => a - b);
  const at = (share: number): number =>
    lags[Math.min(lags.length - 1, Math.floor(share * lags.length))]!;
  const costs = mapParts(pids, (_, part) => ({
    cpuMsPerEvent: (after[part].cpuMs - before[part].cpuMs) / events,
    memoryMb: after[part].memoryMb,
  }));
  return {
    ...{ shops: plan.shops, eventsPerSecond: events / seconds, costs },
    lagMs: { median: at(0.5), p95: at(0.95), max: at(1) },
    signInMs,
    restMs: performance.now() - restFromMs,
    ...{ eventsPerVisit, visits, bytesPerVisit },
    hubBytesPerMessage: await readHubBytesPerMessage(world),
    check: await checkChain(world.db, heads),
  };
}

type Part = keyof LoadFigures["costs"];
const PARTS: readonly Part[] = ["hub", "postgres", "chain", "shops"];

function mapParts<T>(
  pids: Readonly<Record<Part, readonly number[]>>,
  read: (pids: readonly number[], part: Part) => T,
): Record<Part, T> {
  return Object.fromEntries(PARTS.map((part) => [part, read(pids[part], part)])) as Record<Part, T>;
}

function readPart(pids: readonly number[]) {
  const costs = pids.map(readTreeCost);
  return {
    cpuMs: costs.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    memoryMb: costs.reduce((sum, { memoryMb }) => sum + memoryMb, 0),
  };
}

/** Each has events at the chain, and sends what it writes at once. */
async function haveAllSignedIn(
  { db, shopIds }: TrialWorld,
  { last }: ShopsHandle,
): Promise<boolean> {
  const { count } = await db
    .selectFrom("up_heads")
    .select(({ fn }) => fn.countAll<string>().as("count"))
    .where("position", ">", 0)
    .executeTakeFirstOrThrow();
  const report = last();
  if (report === null || Number(count) < shopIds.length) return false;
  return report.fault === null && report.waiting === 0;
}

async function countEvents({ db }: TrialWorld): Promise<number> {
  const { total } = await db
    .selectFrom("up_heads")
    .select(({ fn }) => fn.sum<string>("position").as("total"))
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** Of each shop: how long ago its newest event in the database happened. Shops write twice a second. */
async function readLags({ db }: TrialWorld): Promise<number[]> {
  const nowMs = Date.now();
  const heads = await db.selectFrom("up_heads").select("at_ms").where("position", ">", 0).execute();
  return heads.map(({ at_ms }) => nowMs - at_ms);
}

/** Events of which the figures are made. */
async function countFigured({ db }: TrialWorld): Promise<number> {
  const { rows } = await sql<{ total: string | null }>`
    SELECT sum(position) AS total FROM (
      SELECT min(position) AS position FROM figure_heads GROUP BY shop_id) AS slowest`.execute(db);
  return Number(rows[0]!.total ?? 0);
}

async function readTableBytes({ db }: TrialWorld): Promise<TableBytes> {
  const { rows } = await sql<{ name: string; kind: "events" | null; bytes: string }>`
    SELECT c.relname AS name, pg_total_relation_size(c.oid) AS bytes,
      CASE WHEN c.oid IN (SELECT relid FROM pg_partition_tree('events')) THEN 'events' END AS kind
    FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`.execute(db);
  const sum = { events: 0, figures: 0, other: 0 };
  for (const { name, kind, bytes } of rows) {
    sum[kind ?? (Object.hasOwn(FIGURE_ROWS, name) ? "figures" : "other")] += Number(bytes);
  }
  return sum;
}

async function readHubBytesPerMessage(world: TrialWorld): Promise<number> {
  const connection = await world.connect();
  try {
    const manager = await jetstreamManager(connection);
    const { state } = await manager.streams.info(nameUpStream(SHARD));
    return state.bytes / state.messages;
  } finally {
    await connection.close();
  }
}
