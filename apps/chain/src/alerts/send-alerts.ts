/**
 * Sends alerts to people and systems: each at least once, and again until somebody acknowledges it. What is to be sent
 * is noted with the alert, and how it went after it: where the process dies in between, it is sent once more.
 */
import type { ChainAlertKind } from "@saunter/protocol/chain/alert-kinds";
import { findBackOffMs } from "@saunter/protocol/webhooks/back-off";
import { ANSWER_CHARS_MAX, ATTEMPTS_MAX } from "@saunter/protocol/webhooks/webhook-limits";
import { sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";
import { LEASE_MS, REMINDERS_MAX, SENDING_MAX } from "./alert-limits.ts";
import { noteEnds } from "./note-ends.ts";
import type { AlertChannel } from "./watch-alerts.ts";

/** What is sent of an alert. */
export interface AlertNotice {
  readonly alertId: number;
  readonly what: "raised" | "reminder" | "ended";
  readonly kind: ChainAlertKind;
  readonly shopId: string | null;
  readonly shopName: string | null;
  readonly message: string;
  readonly raisedMs: number;
  /** Null while it is open. */
  readonly endedMs: number | null;
}

export interface SendOutcome {
  readonly isSent: boolean;
  /** What the other side said. */
  readonly words: string;
}

export interface SendingChannel extends AlertChannel {
  /** Null: it is sent once. */
  readonly repeatMs: number | null;
  /** Never rejects for what the other side does. */
  send(notice: AlertNotice): Promise<SendOutcome>;
}

export interface AlertSenderOptions {
  readonly db: ChainDatabase;
  readonly channels: readonly SendingChannel[];
  readonly nowMs: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

interface Row {
  readonly alertId: number;
  readonly what: "raised" | "ended";
  readonly attempts: number;
  readonly sentCount: number;
  readonly kind: ChainAlertKind;
  readonly shopId: string | null;
  readonly shopName: string | null;
  readonly message: string;
  readonly raisedMs: number;
  readonly endedMs: number | null;
  readonly isAcknowledged: boolean;
}

/** Sends what is due by each channel. */
export async function sendAlerts(options: AlertSenderOptions): Promise<void> {
  await Promise.all(
    options.channels.map(async (channel) => {
      const rows = await claim(options, channel);
      await Promise.all(rows.map((row) => send(options, channel, row)));
    }),
  );
}

/** None that another process has begun. */
async function claim({ db, nowMs }: AlertSenderOptions, { channel }: SendingChannel) {
  const now = nowMs();
  const { rows } = await sql<Row>`
    WITH begun AS (
      UPDATE chain_alert_notices u SET attempts = u.attempts + 1, next_ms = ${now + LEASE_MS}::bigint
      FROM (
        SELECT alert_id, what FROM chain_alert_notices
        WHERE channel = ${channel} AND status = 'pending' AND next_ms <= ${now}::bigint
        ORDER BY next_ms, alert_id LIMIT ${SENDING_MAX} FOR UPDATE SKIP LOCKED
      ) due
      WHERE u.channel = ${channel} AND u.alert_id = due.alert_id AND u.what = due.what
      RETURNING u.alert_id, u.what, u.attempts, u.sent_count
    )
    SELECT a.alert_id AS "alertId", b.what, b.attempts, b.sent_count AS "sentCount", a.kind,
      a.shop_id AS "shopId", s.name AS "shopName", a.message, a.raised_ms AS "raisedMs",
      a.ended_ms AS "endedMs", a.acknowledged_ms IS NOT NULL AS "isAcknowledged"
    FROM begun b JOIN chain_alerts a USING (alert_id)
    LEFT JOIN shops s ON s.shop_id = a.shop_id`.execute(db);
  return rows;
}

async function send(options: AlertSenderOptions, channel: SendingChannel, row: Row): Promise<void> {
  const { nowMs, random } = options;
  const { alertId, attempts, sentCount, kind, shopId, shopName, message, raisedMs, endedMs } = row;
  const isReminder = row.what === "raised" && sentCount > 0;
  // Its end is sent by itself.
  if (isReminder && (endedMs !== null || row.isAcknowledged)) {
    await write(options, channel, row, { status: "ended" });
    return;
  }
  const outcome = await channel.send({
    ...{ alertId, kind, shopId, shopName, message, raisedMs, endedMs },
    what: isReminder ? "reminder" : row.what,
  });
  const words = outcome.words.slice(0, ANSWER_CHARS_MAX);
  if (!outcome.isSent) {
    const isLast = attempts >= ATTEMPTS_MAX;
    await write(options, channel, row, {
      outcome: words,
      ...(isLast
        ? { status: "failed" }
        : { status: "pending", next_ms: nowMs() + findBackOffMs(attempts, random()) }),
    });
    return;
  }
  const { repeatMs } = channel;
  const isRepeated =
    repeatMs !== null && row.what === "raised" && endedMs === null && sentCount < REMINDERS_MAX;
  await write(options, channel, row, {
    ...{ outcome: words, attempts: 0, sent_count: sentCount + 1 },
    ...(isRepeated ? { status: "pending", next_ms: nowMs() + repeatMs } : { status: "ended" }),
  });
  // It may have ended while it was on its way.
  if (endedMs === null) await noteEnds(options.db, [alertId]);
}

interface Written {
  readonly status: "pending" | "ended" | "failed";
  readonly outcome?: string;
  readonly attempts?: number;
  readonly sent_count?: number;
  readonly next_ms?: number;
}

async function write(
  { db }: AlertSenderOptions,
  { channel }: SendingChannel,
  { alertId, what }: Row,
  values: Written,
): Promise<void> {
  await db
    .updateTable("chain_alert_notices")
    .set(values)
    .where("alert_id", "=", alertId)
    .where("channel", "=", channel)
    .where("what", "=", what)
    .execute();
}
