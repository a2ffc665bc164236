/** Raises alerts and ends them, and notes in the same transaction what is to be sent of each. */
import type { ChainAlertKind } from "@saunter/protocol/chain/alert-kinds";
import { sql } from "kysely";
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";
import { ALERTS_KEPT_MS, FLAPS_WITHIN_MS, SLOW_EVERY_MS } from "./alert-limits.ts";
import { noteEnds } from "./note-ends.ts";
import { type Cause, type OpenAlert, planAlerts, sortCauses } from "./plan-alerts.ts";
import type { Rule } from "./read-causes.ts";

/** Whom alerts are sent to. */
export interface AlertChannel {
  /** The same after a restart. */
  readonly channel: string;
  /** Whose shops' alerts it gets; null: all. */
  readonly organisationId: string | null;
}

export interface AlertWatchOptions {
  readonly db: ChainDatabase;
  readonly rules: readonly Rule[];
  readonly channels: readonly AlertChannel[];
  readonly nowMs: () => number;
  /** A rule could not find out: what it decides on stays as it is. */
  readonly onFailed: (error: unknown) => void;
}

export interface AlertWatch {
  /** Looks once. Rejects where the database cannot be asked. */
  look(): Promise<void>;
}

export function createAlertWatch(options: AlertWatchOptions): AlertWatch {
  const { db, rules, nowMs, onFailed } = options;
  /** What slow rules have found, until they are asked again; null: they could not find out. */
  const found = new Map<Rule, readonly Cause[] | null>();
  let slowMs = Number.NEGATIVE_INFINITY;

  async function readAll(atMs: number): Promise<void> {
    const isSlowDue = atMs - slowMs >= SLOW_EVERY_MS;
    if (isSlowDue) slowMs = atMs;
    for (const rule of rules) {
      if (rule.isSlow && !isSlowDue) continue;
      try {
        found.set(rule, await rule.read({ db, nowMs: atMs }));
      } catch (error) {
        found.set(rule, null);
        onFailed(error);
      }
    }
  }

  return {
    look: async () => {
      const atMs = nowMs();
      await readAll(atMs);
      const causes = rules.flatMap((rule) => found.get(rule) ?? []);
      const unknown = new Set(
        rules.filter((rule) => found.get(rule) === null).flatMap(({ kinds }) => kinds),
      );
      await db
        .transaction()
        .execute((tx) => settle(tx, { ...options, causes, unknown, nowMs: atMs }));
    },
  };
}

interface Settling {
  readonly causes: readonly Cause[];
  readonly unknown: ReadonlySet<ChainAlertKind>;
  readonly channels: readonly AlertChannel[];
  readonly nowMs: number;
}

async function settle(tx: ChainTransaction, settling: Settling): Promise<void> {
  const { causes, unknown, channels, nowMs } = settling;
  // Two processes would both raise what is new.
  await sql`SELECT pg_advisory_xact_lock(hashtext('saunter alerts'))`.execute(tx);
  const open = await readOpen(tx, nowMs);
  const openKeys = new Set(open.map(({ alertKey }) => alertKey));
  const { count } = await tx
    .selectFrom("shops")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  const plan = planAlerts(open, sortCauses(causes, openKeys, count), unknown, nowMs);
  await setGone(tx, plan.gone, nowMs);
  await setGone(tx, plan.back, null);
  if (plan.ended.length > 0) await end(tx, plan.ended, nowMs);
  for (const cause of plan.raised) await raise(tx, cause, channels, nowMs);
  await giveUpUnknown(tx, channels);
  await tx
    .deleteFrom("chain_alerts")
    .where("ended_ms", "<", nowMs - ALERTS_KEPT_MS)
    .execute();
}

/** What was to be sent by a channel that is configured no more is sent by nobody. */
async function giveUpUnknown(
  tx: ChainTransaction,
  channels: readonly AlertChannel[],
): Promise<void> {
  const names = channels.map(({ channel }) => channel);
  await sql`
    UPDATE chain_alert_notices SET status = 'failed', outcome = 'it is configured no more'
    WHERE status = 'pending' AND channel <> ALL (${names}::text[])`.execute(tx);
}

async function readOpen(tx: ChainTransaction, nowMs: number): Promise<OpenAlert[]> {
  const { rows } = await sql<OpenAlert>`
    SELECT a.alert_id AS "alertId", a.alert_key AS "alertKey", a.kind, a.gone_ms AS "goneMs", (
      SELECT count(*) FROM chain_alerts b WHERE b.alert_key = a.alert_key
        AND (b.alert_id = a.alert_id OR b.raised_ms > ${nowMs - FLAPS_WITHIN_MS}::bigint)
    ) AS raises
    FROM chain_alerts a WHERE a.ended_ms IS NULL`.execute(tx);
  return rows;
}

async function setGone(
  tx: ChainTransaction,
  alertIds: readonly number[],
  goneMs: number | null,
): Promise<void> {
  if (alertIds.length === 0) return;
  await tx
    .updateTable("chain_alerts")
    .set({ gone_ms: goneMs })
    .where("alert_id", "in", alertIds)
    .execute();
}

/** Whoever was sent an alert is sent its end, too. */
async function end(
  tx: ChainTransaction,
  alertIds: readonly number[],
  nowMs: number,
): Promise<void> {
  await tx
    .updateTable("chain_alerts")
    .set({ ended_ms: nowMs })
    .where("alert_id", "in", alertIds)
    .execute();
  await noteEnds(tx, alertIds);
}

async function raise(
  tx: ChainTransaction,
  { alertKey, isForAll, kind, message, organisationId, shopId }: Cause,
  channels: readonly AlertChannel[],
  nowMs: number,
): Promise<void> {
  // A shop that is not there any more has no alerts.
  const shop =
    shopId === null
      ? null
      : await tx
          .selectFrom("shops")
          .select("organisation_id")
          .where("shop_id", "=", shopId)
          .executeTakeFirst();
  if (shop === undefined) return;
  const { alert_id } = await tx
    .insertInto("chain_alerts")
    .values({
      ...{ alert_key: alertKey, kind, shop_id: shopId, organisation_id: organisationId },
      ...{ is_for_all: isForAll, message, raised_ms: nowMs },
    })
    .returning("alert_id")
    .executeTakeFirstOrThrow();
  const owner = shop?.organisation_id ?? organisationId;
  const values = channels
    .filter((one) => one.organisationId === null || isForAll || one.organisationId === owner)
    .map(({ channel }) => ({
      ...{ alert_id, channel, what: "raised" as const, status: "pending" as const },
      ...{ attempts: 0, sent_count: 0, next_ms: 0 },
    }));
  if (values.length > 0) await tx.insertInto("chain_alert_notices").values(values).execute();
}
