/** A chain in which everything is killed, cut off and slowed, again and again: what is lost, doubled or out of order. */

import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { runLeaf } from "@saunter/chain/local/run-nats";
import type { RunningServer } from "@saunter/chain/local/run-server";
import { nameUpStream } from "@saunter/protocol/chain/subjects";
import { type ChainCheck, checkChain, type ShopHead } from "./check-chain.ts";
import { type FaultyLink, openFaultyLink } from "./faulty-link.ts";
import type { JournalEvent } from "./simulate-journal.ts";
import {
  type ChainHandle,
  openTrialWorld,
  type ShopsHandle,
  type ShopsPlan,
  type TrialWorld,
} from "./trial-world.ts";

export interface ChaosPlan {
  readonly folder: string;
  /** What each shop writes, again and again. */
  readonly journal: readonly JournalEvent[];
  readonly shops: number;
  /** Of each shop. */
  readonly eventsPerSecond: number;
  readonly seconds: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly onSecond: (done: number) => void;
}

export interface ChaosFigures {
  readonly seconds: number;
  /** Faults that were made, by their kind. */
  readonly faults: Readonly<Record<string, number>>;
  readonly check: ChainCheck;
  /** The longest that shops took to write what was due, milliseconds. */
  readonly longestWriteMs: number;
  /** Written of what was due, by shops' processes that lived to the end. */
  readonly writtenShare: number;
  /** From when all was well again until the chain had everything. */
  readonly restMs: number;
  /** Messages that the hub has of each event: all above one were sent again. */
  readonly messagesPerEvent: number;
}

const FAULT_EVERY_S = { least: 4, most: 12 };
const DOWN_S = { least: 2, most: 15 };
const SLOW_MS = 800;
const JITTER_MS = 600;
const REST_MS_MAX = 300_000;

export async function measureChaos(plan: ChaosPlan): Promise<ChaosFigures> {
  const world = await openTrialWorld(plan.folder, plan.shops, plan.journal);
  const chaos = await openChaos(world, plan);
  try {
    return await chaos.run();
  } finally {
    await chaos.close();
    await world.close();
  }
}

/** A group of shops in one process, and how its process is started. */
interface Group {
  readonly plan: ShopsPlan;
  handle: ShopsHandle;
}

async function openChaos(world: TrialWorld, plan: ChaosPlan) {
  const { random } = plan;
  const between = ({ least, most }: { least: number; most: number }): number =>
    1000 * (least + (most - least) * random());
  const links = await Promise.all(world.hub.map(({ address }) => openFaultyLink(address)));
  const leafLinks = await Promise.all(
    world.hub.map(({ leafAddress }) => openFaultyLink(leafAddress)),
  );
  let chain: ChainHandle = await world.startChain();
  const { groups, leaves } = await openGroups(world, plan, links, leafLinks);
  const faults: Record<string, number> = {};
  const busy = new Map<string, Promise<void>>();
  let longestWriteMs = 0;

  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;

  async function restart(server: RunningServer, signal: NodeJS.Signals): Promise<void> {
    await server.kill(signal);
    await wait(between(DOWN_S));
    await server.start();
  }

  async function findLeader(): Promise<RunningServer> {
    const { name } = await readLeader(await world.connect());
    return world.hub[Number(name.split("-")[1]) - 1]!;
  }

  async function disturb(link: FaultyLink, how: "cut" | "slow"): Promise<void> {
    if (how === "cut") link.cut();
    else link.slow(SLOW_MS);
    await wait(between(DOWN_S));
    link.heal();
  }

  /** Each kind goes on for its time; none is begun again before it is over. */
  const kinds: Readonly<Record<string, () => Promise<void>>> = {
    "hub leader killed": async () => restart(await findLeader(), "SIGKILL"),
    "PostgreSQL killed": () => restart(world.postgres, pick(["SIGKILL", "SIGQUIT"] as const)),
    "chain killed": async () => {
      chain.process.kill("SIGKILL");
      await wait(between(DOWN_S));
      chain = await startChain();
    },
    "shops killed": async () => {
      const group = groups[3]!;
      group.handle.process.kill("SIGKILL");
      await wait(between(DOWN_S));
      group.handle = await world.startShops(group.plan);
    },
    "leaf node killed": () => restart(pick(leaves), "SIGKILL"),
    "link cut": () => disturb(pick(links), "cut"),
    "leaf's link cut": () => disturb(pick(leafLinks), "cut"),
    "link slowed": () => disturb(pick(links), "slow"),
    "leaf's link slowed": () => disturb(pick(leafLinks), "slow"),
  };

  /** It does not open while the database is away. */
  async function startChain(): Promise<ChainHandle> {
    for (;;) {
      try {
        return await world.startChain();
      } catch {
        await wait(500);
      }
    }
  }

  function begin(kind: string): void {
    if (busy.has(kind)) return;
    faults[kind] = (faults[kind] ?? 0) + 1;
    const going = kinds[kind]!().finally(() => busy.delete(kind));
    busy.set(kind, going);
  }

  /** The chain's process is never to end by itself. */
  function assertAlive(): void {
    const { exitCode, signalCode } = chain.process;
    if (!busy.has("chain killed") && (exitCode ?? signalCode) !== null) {
      throw new Error(`the chain's process has ended by itself (${exitCode ?? signalCode})`);
    }
  }

  async function run(): Promise<ChaosFigures> {
    const endMs = performance.now() + plan.seconds * 1000;
    let nextMs = performance.now() + between(FAULT_EVERY_S);
    for (let second = 1; performance.now() < endMs; second++) {
      await wait(1000);
      plan.onSecond(second);
      assertAlive();
      for (const { handle } of groups) {
        longestWriteMs = Math.max(longestWriteMs, handle.last()?.longestWriteMs ?? 0);
      }
      if (performance.now() < nextMs) continue;
      begin(pick(Object.keys(kinds)));
      nextMs = performance.now() + between(FAULT_EVERY_S);
    }
    await Promise.all(busy.values());
    const wellMs = performance.now();
    const shares = groups.map(({ handle }) => handle.last()!);
    const sent = Promise.all(groups.map(({ handle }) => handle.finish()));
    const heads = (await Promise.race([sent, failAfterRest()])).flat();
    while (!(await hasAll(heads)) && performance.now() - wellMs < REST_MS_MAX) await wait(200);
    const sum = (pickOne: (one: (typeof shares)[number]) => number): number =>
      shares.reduce((total, one) => total + pickOne(one), 0);
    const restMs = performance.now() - wellMs;
    const check = await checkChain(world.db, heads);
    const manager = await jetstreamManager(await world.connect());
    const { state } = await manager.streams.info(nameUpStream(0));
    return {
      ...{ seconds: plan.seconds, faults, longestWriteMs, restMs, check },
      messagesPerEvent: state.messages / check.events,
      writtenShare: sum(({ done }) => done) / sum(({ due }) => due),
    };
  }

  async function failAfterRest(): Promise<never> {
    await wait(REST_MS_MAX, undefined, { ref: false });
    throw new Error(`shops have not sent everything ${REST_MS_MAX / 1000} s after the last fault`);
  }

  async function hasAll(heads: readonly ShopHead[]): Promise<boolean> {
    const rows = await world.db.selectFrom("up_heads").select(["shop_id", "position"]).execute();
    const positions = new Map(rows.map(({ shop_id, position }) => [shop_id, position]));
    return heads.every(({ shopId, position }) => positions.get(shopId) === position);
  }

  return {
    run,
    close: async () => {
      await Promise.all([...links, ...leafLinks].map((link) => link.close()));
      await Promise.all(leaves.map((leaf) => leaf.stop()));
    },
  };
}

/** A quarter each: straight, straight and each row by a way of its own, by leaf nodes, and in a process that is killed. */
async function openGroups(
  world: TrialWorld,
  plan: ChaosPlan,
  links: readonly FaultyLink[],
  leafLinks: readonly FaultyLink[],
): Promise<{ groups: Group[]; leaves: RunningServer[] }> {
  const quarter = Math.ceil(world.shopIds.length / 4);
  const part = (at: number) => world.shopIds.slice(at * quarter, (at + 1) * quarter);
  const { eventsPerSecond } = plan;
  const way = (at: number): string => `nats://${links[at % links.length]!.address}`;
  const leaves: RunningServer[] = [];
  const leafUrls = new Map<string, string>();
  for (const shopId of part(2)) {
    const leaf = await runLeaf({
      ...{ folder: join(plan.folder, `leaf-${shopId}`), name: `leaf-${shopId}` },
      hubAddresses: leafLinks.map(({ address }) => address),
      credentials: world.findCredentials(shopId),
    });
    leaves.push(leaf);
    leafUrls.set(shopId, `nats://${leaf.address}`);
  }
  const plans: ShopsPlan[] = [
    { shopIds: part(0), eventsPerSecond, findServer: () => way(0) },
    { shopIds: part(1), eventsPerSecond, findServer: () => way(1), jitterMs: JITTER_MS },
    { shopIds: part(2), eventsPerSecond, findServer: (shopId) => leafUrls.get(shopId)! },
    { shopIds: part(3), eventsPerSecond, findServer: () => way(2) },
  ];
  const opening = plans.map(async (one) => ({ plan: one, handle: await world.startShops(one) }));
  return { groups: await Promise.all(opening), leaves };
}

async function readLeader(connection: NatsConnection): Promise<{ readonly name: string }> {
  try {
    const manager = await jetstreamManager(connection);
    const { cluster } = await manager.streams.info(nameUpStream(0));
    return { name: cluster?.leader ?? "hub-1" };
  } finally {
    await connection.close();
  }
}
