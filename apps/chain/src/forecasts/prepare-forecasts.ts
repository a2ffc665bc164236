/**
 * Makes forecasts of roll-outs for workers to take: of a sample of its shops, each with what the shop says it is built
 * of and with the content that the version would give it.
 */
import { hash } from "node:crypto";
import type { ForecastTask } from "@saunter/protocol/chain/forecast";
import { isForecastKind, isForecastTask } from "@saunter/protocol/chain/forecast";
import { isShopLayout, type ShopLayout } from "@saunter/protocol/chain/shop-layout";
import { sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";
import { composeContent, formatContent } from "../down/compose.ts";
import { type KnownVersion, type PlannedShop, planShop } from "../down/plan-shop.ts";
import { readHolds, readShops, readVersions } from "../down/read-plan.ts";
import { orderShops, type RollOut } from "../down/roll-outs/plan-roll-out.ts";
import { listRollOuts } from "../down/roll-outs/roll-outs.ts";
import { hashContent, readContent } from "../down/versions.ts";
import type { AskShop } from "../hub/ask-shop.ts";
import type { ForecastSettings } from "./forecast-settings.ts";

export interface PrepareOptions {
  readonly db: ChainDatabase;
  readonly ask: AskShop;
  readonly settings: ForecastSettings;
  readonly nowMs: () => number;
}

/** To be called again and again: shops that do not answer are asked again, and what was decided since is taken up. */
export async function prepareForecasts(options: PrepareOptions): Promise<void> {
  const { db } = options;
  const waiting = (await listRollOuts(db)).filter(({ state }) => state === "waiting");
  if (waiting.length === 0) return;
  const plans = await createPlans(db, options.nowMs());
  for (const rollOut of waiting) {
    if (!isForecastKind(rollOut.kind)) continue;
    await addForecasts(rollOut, plans, options);
    for (const row of await listRows(db, rollOut.rollOutId)) {
      await prepare(row, rollOut, plans, options);
    }
  }
}

interface Plans {
  readonly shops: readonly PlannedShop[];
  /** Versions that the content of a roll-out's version is composed of in a shop; null where it does not reach it. */
  find(rollOut: RollOut, shop: PlannedShop): readonly number[] | null;
}

async function createPlans(db: ChainDatabase, nowMs: number): Promise<Plans> {
  const versions = await readVersions(db);
  const findHolds = await readHolds(db);
  const shops = await readShops(db);
  return {
    shops,
    find: ({ kind, version }, shop) => {
      const isHeld = findHolds(shop.shopId);
      const steps = planShop(
        versions.filter((one: KnownVersion) => one.kind === kind),
        shop,
        // As if the roll-out had reached the shop.
        (ofKind, number) => number !== version && isHeld(ofKind, number),
        nowMs,
      );
      return steps.find((step) => step.versions.includes(version))?.versions ?? null;
    },
  };
}

async function addForecasts(
  rollOut: RollOut,
  plans: Plans,
  { db, settings, nowMs }: PrepareOptions,
): Promise<void> {
  const reached = plans.shops.filter((shop) => plans.find(rollOut, shop) !== null);
  const order = orderShops(
    rollOut,
    reached.map(({ shopId }) => shopId),
  );
  const known = await listRows(db, rollOut.rollOutId);
  const missing = order
    .slice(0, settings.shops)
    .filter((shopId) => !known.some((row) => row.shop_id === shopId));
  if (known.length >= settings.shops || missing.length === 0) return;
  await db
    .insertInto("forecasts")
    .values(
      missing.map((shopId) => ({
        ...{ forecast_id: nameForecast(rollOut.rollOutId, shopId), state: "waiting" as const },
        ...{ roll_out_id: rollOut.rollOutId, shop_id: shopId, visits: settings.visits },
        ...{ reason: null, task: null, after_hash: null, lease_worker: null },
        ...{ lease_until_ms: null, result: null, made_ms: nowMs(), done_ms: null },
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const nameForecast = (rollOutId: string, shopId: string): string =>
  hash("sha256", `forecast ${rollOutId} ${shopId}`, "hex").slice(0, 24);

/** The same forecast is of the same visits each time. */
const findSeed = (forecastId: string): number => Number.parseInt(forecastId.slice(0, 8), 16);

interface Row {
  readonly forecast_id: string;
  readonly shop_id: string;
  readonly visits: number;
  readonly state: string;
  readonly after_hash: string | null;
}

function listRows(db: ChainDatabase, rollOutId: string): Promise<Row[]> {
  return db
    .selectFrom("forecasts")
    .select(["forecast_id", "shop_id", "visits", "state", "after_hash"])
    .where("roll_out_id", "=", rollOutId)
    .execute();
}

async function prepare(
  row: Row,
  rollOut: RollOut,
  plans: Plans,
  { db, ask }: PrepareOptions,
): Promise<void> {
  const shop = plans.shops.find(({ shopId }) => shopId === row.shop_id)!;
  const numbers = plans.find(rollOut, shop) ?? [rollOut.version];
  const layers = await Promise.all(numbers.map((one) => readContent(db, rollOut.kind, one)));
  const after = composeContent(layers.flatMap((layer) => (layer === null ? [] : [layer])));
  const afterHash = hashContent(formatContent(after));
  if (row.state !== "waiting" && row.after_hash === afterHash) return;
  const { layout, reason } = await askLayout(ask, row.shop_id, after.items);
  const made: unknown = {
    ...{ kind: rollOut.kind, layout, after: after.items, visits: row.visits },
    seed: findSeed(row.forecast_id),
  };
  const task = isForecastTask(made) ? made : null;
  await writeTask(db, row, { task, afterHash, reason });
}

interface Answer {
  readonly layout: ShopLayout | null;
  /** Why there is none, in words. */
  readonly reason: string | null;
}

async function askLayout(
  ask: AskShop,
  shopId: string,
  items: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const gtins = [...new Set(Object.values(items).filter(isGtin))];
  try {
    const layout = await ask(shopId, "layout", { gtins });
    if (layout === null) return { layout: null, reason: "the shop does not answer" };
    if (isShopLayout(layout)) return { layout, reason: null };
    return { layout: null, reason: "this version of Saunter cannot read the shop's answer" };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { layout: null, reason: `the shop refuses to answer: ${words}`.slice(0, 500) };
  }
}

const isGtin = (value: unknown): value is string =>
  typeof value === "string" && /^[0-9]{1,14}$/.test(value);

interface Prepared {
  readonly task: ForecastTask | null;
  readonly afterHash: string;
  readonly reason: string | null;
}

async function writeTask(
  db: ChainDatabase,
  row: Row,
  { task, afterHash, reason }: Prepared,
): Promise<void> {
  await db
    .updateTable("forecasts")
    .set({
      state: task === null ? "waiting" : "queued",
      ...{ reason, task: task === null ? null : JSON.stringify(task), after_hash: afterHash },
      ...{ progress: 0, attempts: 0, lease_worker: null, lease_until_ms: null },
      ...{ result: null, done_ms: null },
    })
    .where("forecast_id", "=", row.forecast_id)
    // Two processes may prepare at once.
    .where("state", "=", row.state as "waiting")
    .where(sql<boolean>`after_hash IS NOT DISTINCT FROM ${row.after_hash}`)
    .execute();
}

/** Once more, with so many visits. False where there is no such forecast. */
export async function repeatForecast(
  db: ChainDatabase,
  forecastId: string,
  visits: number,
): Promise<boolean> {
  const done = await db
    .updateTable("forecasts")
    .set({
      ...{ state: "waiting", visits, reason: null, task: null, after_hash: null, progress: 0 },
      ...{ attempts: 0, lease_worker: null, lease_until_ms: null, result: null, done_ms: null },
    })
    .where("forecast_id", "=", forecastId)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}
