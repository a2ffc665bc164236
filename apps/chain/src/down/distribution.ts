/**
 * What goes down: versions are put in the database, composed for each shop, and published at the hub, where the
 * last of each stays. The database is the truth; the hub can be filled from it again at any time.
 */
import type { KeyObject } from "node:crypto";
import type { JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { ManifestEntry } from "@saunter/protocol/chain/down-messages";
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";
import { composeContent, formatContent } from "./compose.ts";
import { type Pin, writePin } from "./pins.ts";
import {
  forceWhereBack,
  isSamePlan,
  type PlannedStep,
  planShop,
  type WrittenStep,
} from "./plan-shop.ts";
import type { PackedContent } from "./publish-shop.ts";
import {
  type DownHub,
  listContentSubjects,
  MANIFEST_LIFE_MS,
  openDownHub,
  packContent,
} from "./publish-shop.ts";
import {
  NOTHING_TOLD,
  readHolds,
  readRevisions,
  readShops,
  readTold,
  readVersions,
  type ToldManifest,
} from "./read-plan.ts";
import type { RollOut } from "./roll-outs/plan-roll-out.ts";
import { moveRollOuts, type ReadWave, setRollOut } from "./roll-outs/roll-outs.ts";
import { hashContent, type NewVersion, putVersion, readContent } from "./versions.ts";

export interface DistributionOptions {
  readonly db: ChainDatabase;
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  /** The chain's, which signs what it sends: see `openChainKey`. */
  readonly key: KeyObject;
  readonly nowMs: () => number;
}

export interface Distribution {
  /**
   * Gives its number; shops get it with the next `publish`. Throws `VersionRefused`.
   * @param tx that it belongs to; left out: one of its own
   */
  put(version: NewVersion, tx?: ChainTransaction): Promise<number>;
  /** The shop gets no later version of the kind, until it is null again. */
  pin(pin: Pin): Promise<void>;
  /**
   * Tells each shop for which something has changed since it was told last, by what was put, by pins, by roll-outs,
   * or by time. Gives their ids. To be called after each change, and again and again.
   */
  publish(): Promise<string[]>;
  /**
   * Makes the steps of roll-outs that are due, stops those that were refused or not answered, and publishes. Gives those that
   * moved.
   */
  moveOn(readWave: ReadWave): Promise<readonly RollOut[]>;
  /**
   * Stops a roll-out, goes on with it, or takes its version back from all shops with the next `publish`.
   * @param tx that it belongs to; left out: one of its own
   */
  setRollOut(
    rollOutId: string,
    state: "stopped" | "running" | "back",
    reason: string | null,
    tx?: ChainTransaction,
  ): Promise<void>;
  /**
   * Publishes again what the hub has lost, and manifests that are not signed or expire before long. Gives the shops of
   * which it did. To be called now and then.
   */
  republish(): Promise<string[]>;
}

export function createDistribution(options: DistributionOptions): Distribution {
  const { db, connection, key, manager, nowMs } = options;
  const hub = openDownHub({ connection, key, manager, nowMs });
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: of two that publish at once the older might be the last. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work, work);
    last = done;
    return done;
  };
  return {
    put: (version, tx) => putVersion(tx ?? db, version, nowMs()),
    pin: (pin) => writePin(db, pin, nowMs()),
    publish: () => inTurn(() => publishChanged(db, hub, nowMs)),
    moveOn: async (readWave) => {
      const moved = await moveRollOuts(db, readWave, nowMs());
      if (moved.length > 0) await inTurn(() => publishChanged(db, hub, nowMs));
      return moved;
    },
    setRollOut: (rollOutId, state, reason, tx) =>
      setRollOut(tx ?? db, rollOutId, state, { reason, nowMs: nowMs() }),
    republish: () => inTurn(() => publishLost(db, hub, nowMs)),
  };
}

async function publishChanged(
  db: ChainDatabase,
  hub: DownHub,
  nowMs: () => number,
): Promise<string[]> {
  const versions = await readVersions(db);
  const told = await readTold(db);
  const revisions = await readRevisions(db);
  const findHolds = await readHolds(db);
  const contents = createContents(db);
  const changed: string[] = [];
  for (const shop of await readShops(db)) {
    const { shopId } = shop;
    const known = revisions.get(shopId) ?? 0;
    const last = told.get(shopId) ?? NOTHING_TOLD;
    // A chain that was put back from an older copy, or made again: the shop takes nothing that is older than what it has.
    const isOlder = known > last.revision && last.steps.length > 0;
    const before = { ...last, revision: Math.max(known, last.revision) };
    const planned = planShop(versions, shop, findHolds(shopId), nowMs());
    if (isSamePlan(planned, before.steps) && !isOlder) {
      if (before.isPublished || before.steps.length === 0) continue;
      await publishShop(db, hub, contents, { shopId, told: before, nowMs });
    } else {
      const after = await write(db, contents, { shopId, planned, before, nowMs: nowMs() });
      await publishShop(db, hub, contents, { shopId, told: after, nowMs });
      await removeOld(hub, shopId, [...before.steps, ...after.steps]);
    }
    changed.push(shopId);
  }
  return changed;
}

interface Writing {
  readonly shopId: string;
  readonly planned: readonly PlannedStep[];
  readonly before: ToldManifest;
  readonly nowMs: number;
}

/** What the shop is to be told, in the database. */
async function write(
  db: ChainDatabase,
  contents: Contents,
  { shopId, planned, before, nowMs }: Writing,
): Promise<ToldManifest> {
  const steps: WrittenStep[] = [];
  for (const step of planned) {
    const { hash, parts } = await contents.read(step);
    steps.push({ ...forceWhereBack(step, before.steps), hash, parts: parts.length });
  }
  // A chain whose database is an older copy says nothing that shops take for older than what they know.
  const revision = Math.min(Math.max(before.revision + 1, nowMs), Number.MAX_SAFE_INTEGER);
  const values = {
    ...{ revision, steps: JSON.stringify(steps), written_ms: nowMs },
    published_ms: null,
  };
  await db
    .insertInto("down_manifests")
    .values({ shop_id: shopId, ...values })
    .onConflict((conflict) => conflict.column("shop_id").doUpdateSet(values))
    .execute();
  return { revision, steps, isPublished: false };
}

interface Publishing {
  readonly shopId: string;
  readonly told: ToldManifest;
  readonly nowMs: () => number;
}

async function publishShop(
  db: ChainDatabase,
  hub: DownHub,
  contents: Contents,
  { shopId, told, nowMs }: Publishing,
): Promise<void> {
  const there = await hub.listContents(shopId);
  for (const step of told.steps) {
    if (listContentSubjects(shopId, step).every((subject) => there.has(subject))) continue;
    await hub.putContent(shopId, await contents.read(step));
  }
  await hub.putManifest(shopId, { revision: told.revision, entries: told.steps.map(toEntry) });
  await db
    .updateTable("down_manifests")
    .set({ published_ms: nowMs() })
    .where("shop_id", "=", shopId)
    .where("revision", "=", told.revision)
    .execute();
}

function toEntry(step: WrittenStep): ManifestEntry {
  const { kind, version, hash, parts, effectiveMs, isForced } = step;
  return { kind, version, hash, parts, effectiveMs, isForced };
}

/** A shop may be fetching what it was told before. */
async function removeOld(
  hub: DownHub,
  shopId: string,
  steps: readonly WrittenStep[],
): Promise<void> {
  const wanted = new Set(steps.flatMap((step) => listContentSubjects(shopId, step)));
  for (const subject of await hub.listContents(shopId)) {
    if (!wanted.has(subject)) await hub.remove(subject);
  }
}

async function publishLost(
  db: ChainDatabase,
  hub: DownHub,
  nowMs: () => number,
): Promise<string[]> {
  const contents = createContents(db);
  const there = await hub.listContents();
  const lost: string[] = [];
  for (const [shopId, told] of await readTold(db)) {
    const subjects = told.steps.flatMap((step) => listContentSubjects(shopId, step));
    const atHub = await hub.readManifest(shopId);
    const hasAll = subjects.every((subject) => there.has(subject));
    const isLasting = (atHub?.expiresMs ?? 0) > nowMs() + MANIFEST_LIFE_MS / 2;
    if (hasAll && atHub?.revision === told.revision && isLasting) continue;
    const isOlder = atHub !== null && atHub.revision > told.revision;
    // Where this database is an older copy, shops have been told more than it knows.
    const before = isOlder ? { ...told, revision: atHub.revision } : told;
    const planned = told.steps;
    const again = isOlder
      ? await write(db, contents, { shopId, planned, before, nowMs: nowMs() })
      : told;
    await publishShop(db, hub, contents, { shopId, told: again, nowMs });
    lost.push(shopId);
  }
  return lost.toSorted();
}

interface Contents {
  read(step: Pick<PlannedStep, "kind" | "versions" | "isOwn">): Promise<PackedContent>;
}

/** Composes contents, those that many shops have once. */
function createContents(db: ChainDatabase): Contents {
  const composed = new Map<string, Promise<PackedContent>>();
  const compose = async (kind: string, versions: readonly number[]): Promise<PackedContent> => {
    const layers = await Promise.all(versions.map((version) => readContent(db, kind, version)));
    if (layers.includes(null)) throw new Error(`a version of ${kind} is gone: ${versions}`);
    const text = formatContent(composeContent(layers.map((layer) => layer!)));
    return packContent(text, hashContent(text));
  };
  return {
    read: ({ kind, versions, isOwn }) => {
      if (isOwn) return compose(kind, versions);
      const key = `${kind} ${versions}`;
      const known = composed.get(key) ?? compose(kind, versions);
      composed.set(key, known);
      return known;
    },
  };
}
