/**
 * Sends alerts to people by the rules: each at least once, and again until somebody acknowledges or
 * clears it, where the rule says so. What is to be sent is noted before it is sent, and how it went after
 * it: where the process dies in between, it is sent once more.
 */
import type { AlertKind } from "@saunter/protocol/alert-kinds";
import { findBackOffMs } from "@saunter/protocol/webhooks/back-off";
import { ANSWER_CHARS_MAX, ATTEMPTS_MAX } from "@saunter/protocol/webhooks/webhook-limits";
import { prepared } from "../store/prepared.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { type AlertRule, findRule, isInHours, listRules, wantsKind } from "./alert-rules.ts";
import {
  NOTICES_AT_ONCE_MAX,
  NOTICES_KEPT_MS,
  PRUNED_AT_ONCE_MAX,
  REMINDERS_MAX,
  TAKEN_AT_ONCE_MAX,
  TAKES_IN_A_ROW_MAX,
} from "./publish-limits.ts";

/** What is sent of an alert. */
export interface AlertNotice {
  /** Position of its event in the journal: whoever gets it twice knows it by this. */
  readonly alertId: number;
  readonly alertKey: string;
  readonly kind: AlertKind;
  readonly message: string;
  readonly visitId: string | null;
  readonly raisedMs: number;
  /** How often it was sent before. */
  readonly sentCount: number;
  /** It was cleared before it could be sent. */
  readonly isOver: boolean;
}

export interface SendOutcome {
  readonly isSent: boolean;
  /** What the other side said, or what is missing. */
  readonly words: string;
}

/** Sends by the channel of a rule. Never throws for what the other side does. */
export type SendNotice = (rule: AlertRule, notice: AlertNotice) => Promise<SendOutcome>;

export interface AlertNotifierOptions {
  readonly store: Store;
  readonly nowMs: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly findMinute: (atMs: number) => number;
  readonly send: SendNotice;
}

const MINUTE_MS = 60_000;

export interface AlertNotifier {
  /**
   * From the first call on alerts are noted; begins to send what is due and is not under way, and waits
   * for none of it: a slow server holds up only what is sent to it. Rejects where the database fails, or
   * has failed since the last call.
   */
  runDue(): Promise<void>;
  /** Resolves once nothing is under way. */
  rest(): Promise<void>;
}

export function createAlertNotifier(options: AlertNotifierOptions): AlertNotifier {
  const { store, nowMs } = options;
  /** By rule, then by alert. */
  const underWay = new Map<string, Map<number, Promise<void>>>();
  let failure: { readonly error: unknown } | null = null;

  function begin(row: Row): void {
    const sending = underWay.get(row.rule_id) ?? new Map<number, Promise<void>>();
    if (sending.has(row.alert_id) || sending.size >= NOTICES_AT_ONCE_MAX) return;
    underWay.set(row.rule_id, sending);
    const work = send(options, row)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => {
        sending.delete(row.alert_id);
        if (sending.size === 0) underWay.delete(row.rule_id);
      });
    sending.set(row.alert_id, work);
  }

  return {
    runDue: async () => {
      if (failure !== null) {
        const { error } = failure;
        failure = null;
        throw error;
      }
      await takeNew(store);
      for (const row of listDue(store, nowMs())) begin(row);
    },
    rest: async () => {
      await Promise.all([...underWay.values()].flatMap((sending) => [...sending.values()]));
    },
  };
}

async function takeNew(store: Store): Promise<void> {
  for (
    let takes = 0;
    takes < TAKES_IN_A_ROW_MAX && readCursor(store) !== store.position();
    takes++
  ) {
    await store.transact((tx) => takeAlerts(tx, store));
  }
}

function readCursor({ db }: Pick<Store, "db">): number | null {
  const row = prepared(db, "SELECT position FROM alert_cursor WHERE id = 1").get();
  return row === undefined ? null : (row.position as number);
}

/** Notes alerts that were raised since, for every rule that wants them. */
function takeAlerts(tx: Transaction, store: Store): void {
  const cursor = readCursor(store);
  const move = prepared(tx.db, "INSERT OR REPLACE INTO alert_cursor VALUES (1, ?)");
  if (cursor === null) {
    move.run(store.position());
    return;
  }
  const events = store.readFrom(cursor + 1, TAKEN_AT_ONCE_MAX);
  const last = events.at(-1);
  if (last === undefined) return;
  const rules = listRules(tx).filter(({ isEnabled }) => isEnabled);
  const insert = prepared(
    tx.db,
    `INSERT OR IGNORE INTO alert_notices
     VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', 0, 0, 0, NULL, NULL)`,
  );
  for (const { event, position, atMs } of events) {
    if (event.type !== "AlertRaised") continue;
    const { alertKey, kind, message, visitId } = event;
    for (const rule of rules) {
      if (!wantsKind(rule, kind)) continue;
      insert.run(rule.ruleId, position, alertKey, kind, message, visitId, atMs);
    }
  }
  move.run(last.position);
}

interface Row {
  readonly rule_id: string;
  readonly alert_id: number;
  readonly alert_key: string;
  readonly kind: AlertKind;
  readonly message: string;
  readonly visit_id: string | null;
  readonly raised_ms: number;
  readonly attempts: number;
  readonly sent_count: number;
}

/** Of each rule the first that are due, those under way among them. */
function listDue({ db }: Pick<Store, "db">, nowMs: number): Row[] {
  return prepared(
    db,
    `SELECT * FROM (
       SELECT *, row_number() OVER (PARTITION BY rule_id ORDER BY next_ms, alert_id) AS place
       FROM alert_notices WHERE status = 'pending' AND next_ms <= ?)
     WHERE place <= ${NOTICES_AT_ONCE_MAX} ORDER BY next_ms, alert_id`,
  ).all(nowMs) as unknown as Row[];
}

type End =
  | { readonly status: "ended" | "failed"; readonly outcome?: string }
  | { readonly status: "pending"; readonly nextMs: number; readonly outcome?: string };

async function send(options: AlertNotifierOptions, row: Row): Promise<void> {
  const { store, nowMs, findMinute } = options;
  const rule = findRule(store, row.rule_id);
  const state = readState(store, row);
  const isOver = state !== "open";
  const wasInHours = rule !== null && isInHours(rule, findMinute(row.raised_ms));
  // What is over is sent where it could not be sent in time, and not where nobody was to get it then.
  const isMoot = isOver && (row.sent_count > 0 || state === "acknowledged" || !wasInHours);
  if (rule === null || !rule.isEnabled || isMoot) {
    await store.transact((tx) => note(tx, row, false, { status: "ended" }));
    return;
  }
  if (!isInHours(rule, findMinute(nowMs()))) {
    const nextMs = nowMs() + MINUTE_MS;
    await store.transact((tx) => note(tx, row, false, { status: "pending", nextMs }));
    return;
  }
  const { isSent, words } = await options.send(rule, { ...toNotice(row), isOver });
  const outcome = words.slice(0, ANSWER_CHARS_MAX);
  const end = isSent ? findReminder(rule, row, isOver, nowMs()) : findRetry(options, row);
  await store.transact((tx) => note(tx, row, isSent, { ...end, outcome }));
}

function findReminder(rule: AlertRule, row: Row, isOver: boolean, nowMs: number): End {
  const { repeatMinutes } = rule;
  if (repeatMinutes === null || isOver || row.sent_count >= REMINDERS_MAX) {
    return { status: "ended" };
  }
  return { status: "pending", nextMs: nowMs + repeatMinutes * MINUTE_MS };
}

function findRetry({ nowMs, random }: AlertNotifierOptions, { attempts }: Row): End {
  const tried = attempts + 1;
  if (tried >= ATTEMPTS_MAX) return { status: "failed" };
  return { status: "pending", nextMs: nowMs() + findBackOffMs(tried, random()) };
}

function toNotice(row: Row): Omit<AlertNotice, "isOver"> {
  return {
    alertId: row.alert_id,
    alertKey: row.alert_key,
    kind: row.kind,
    message: row.message,
    visitId: row.visit_id,
    raisedMs: row.raised_ms,
    sentCount: row.sent_count,
  };
}

/** Of the alert that was raised then; one that was raised again since is another. */
function readState({ db }: Pick<Store, "db">, row: Row): "open" | "acknowledged" | "cleared" {
  const sql = "SELECT raised_ms, acknowledged_ms, cleared_ms FROM alerts WHERE alert_key = ?";
  const alert = prepared(db, sql).get(row.alert_key);
  if (alert === undefined || alert.raised_ms !== row.raised_ms) return "cleared";
  if (alert.cleared_ms !== null) return "cleared";
  return alert.acknowledged_ms === null ? "open" : "acknowledged";
}

function note(tx: Transaction, row: Row, isSent: boolean, end: End): void {
  const { outcome = null } = end;
  const isTry = outcome !== null;
  prepared(
    tx.db,
    `UPDATE alert_notices SET status = ?, next_ms = ?, outcome = coalesce(?, outcome),
       attempts = ?, sent_count = sent_count + ?,
       last_sent_ms = CASE WHEN ? THEN ? ELSE last_sent_ms END
     WHERE rule_id = ? AND alert_id = ?`,
  ).run(
    end.status,
    end.status === "pending" ? end.nextMs : 0,
    outcome,
    isSent || !isTry ? 0 : row.attempts + 1,
    isSent ? 1 : 0,
    isSent ? 1 : 0,
    tx.atMs,
    row.rule_id,
    row.alert_id,
  );
}

/** Forgets notices that have ended so long ago that nobody asks for them. */
export function pruneNotices({ db }: Transaction, nowMs: number): void {
  prepared(
    db,
    `DELETE FROM alert_notices WHERE (rule_id, alert_id) IN (
       SELECT rule_id, alert_id FROM alert_notices WHERE status <> 'pending' AND raised_ms < ?
       LIMIT ${PRUNED_AT_ONCE_MAX})`,
  ).run(nowMs - NOTICES_KEPT_MS);
}
