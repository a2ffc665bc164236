/** Rules by which alerts are sent to people: of which kinds, at which hours, by which way, how often. */
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { type AlertKind, CLERK_ALERT_KINDS } from "@saunter/protocol/alert-kinds";
import { ALERT_RULE_LIMITS, type AlertRole } from "@saunter/protocol/alert-rule";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";

export const ALERT_RULE_SCHEMA = `
  CREATE TABLE IF NOT EXISTS alert_rules (
    rule_id TEXT PRIMARY KEY,
    rule TEXT NOT NULL,
    created_ms INTEGER NOT NULL
  ) STRICT;
  -- How far the journal has been read for alerts: one row, 1.
  CREATE TABLE IF NOT EXISTS alert_cursor (
    id INTEGER PRIMARY KEY,
    position INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS alert_notices (
    rule_id TEXT NOT NULL,
    alert_id INTEGER NOT NULL,
    alert_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    message TEXT NOT NULL,
    visit_id TEXT,
    raised_ms INTEGER NOT NULL,
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    sent_count INTEGER NOT NULL,
    next_ms INTEGER NOT NULL,
    last_sent_ms INTEGER,
    outcome TEXT,
    PRIMARY KEY (rule_id, alert_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS alert_notices_due ON alert_notices (next_ms) WHERE status = 'pending';
  CREATE INDEX IF NOT EXISTS alert_notices_old ON alert_notices (raised_ms) WHERE status <> 'pending';
`;

export type RuleChannel =
  | { readonly kind: "push"; readonly role: AlertRole }
  | { readonly kind: "mail"; readonly userId: string; readonly address: string }
  | { readonly kind: "webhook"; readonly endpointId: string }
  | { readonly kind: "mqtt" };

export interface AlertRule {
  readonly name: string;
  /** Empty: all. */
  readonly kinds: readonly AlertKind[];
  /** Of the shop's day; the same twice: around the clock. */
  readonly fromMinute: number;
  readonly untilMinute: number;
  /** Null: sent once. */
  readonly repeatMinutes: number | null;
  readonly isEnabled: boolean;
  readonly channel: RuleChannel;
}

export interface StoredRule extends AlertRule {
  readonly ruleId: string;
}

type Reader = Pick<Transaction, "db">;

/** By id. */
export function listRules({ db }: Reader): StoredRule[] {
  return prepared(db, "SELECT rule_id, rule FROM alert_rules ORDER BY rule_id")
    .all()
    .map((row) => ({ ...JSON.parse(row.rule as string), ruleId: row.rule_id as string }));
}

export function findRule({ db }: Reader, ruleId: string): AlertRule | null {
  const row = prepared(db, "SELECT rule FROM alert_rules WHERE rule_id = ?").get(ruleId);
  return row === undefined ? null : JSON.parse(row.rule as string);
}

export function addRule(tx: Transaction, ruleId: string, rule: AlertRule): Result<void> {
  const { rulesMax } = ALERT_RULE_LIMITS;
  const { n } = prepared(tx.db, "SELECT count(*) AS n FROM alert_rules").get() as { n: number };
  if (n >= rulesMax) {
    const words = `There are ${rulesMax} rules already, which is the maximum: remove one first.`;
    return refuse("input-invalid", words);
  }
  const sql = "INSERT INTO alert_rules VALUES (?, ?, ?)";
  prepared(tx.db, sql).run(ruleId, JSON.stringify(rule), tx.atMs);
  return accept(undefined);
}

/** Returns what it was; null where there is no such rule. */
export function changeRule(tx: Transaction, ruleId: string, rule: AlertRule): AlertRule | null {
  const before = findRule(tx, ruleId);
  const sql = "UPDATE alert_rules SET rule = ? WHERE rule_id = ?";
  prepared(tx.db, sql).run(JSON.stringify(rule), ruleId);
  return before;
}

/** With its notices. Returns whether there was such a rule. */
export function removeRule(tx: Transaction, ruleId: string): boolean {
  prepared(tx.db, "DELETE FROM alert_notices WHERE rule_id = ?").run(ruleId);
  return prepared(tx.db, "DELETE FROM alert_rules WHERE rule_id = ?").run(ruleId).changes > 0;
}

export function wantsKind({ kinds, channel }: AlertRule, kind: AlertKind): boolean {
  const isTheirs = !isToClerks(channel) || CLERK_ALERT_KINDS.includes(kind);
  return isTheirs && (kinds.length === 0 || kinds.includes(kind));
}

/** Whether it reaches those who may see some kinds alone. */
export function isToClerks(channel: RuleChannel): boolean {
  return channel.kind === "push" && channel.role === "clerk";
}

/** Whether a minute of the day is within a rule's hours, which may pass midnight. */
export function isInHours(
  { fromMinute, untilMinute }: Pick<AlertRule, "fromMinute" | "untilMinute">,
  minute: number,
): boolean {
  if (fromMinute === untilMinute) return true;
  if (fromMinute < untilMinute) return fromMinute <= minute && minute < untilMinute;
  return fromMinute <= minute || minute < untilMinute;
}

/** Tells the minute of the shop's day. */
export function createMinuteReader(timeZone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (atMs) => {
    const [hour, minute] = format.format(atMs).split(":").map(Number) as [number, number];
    return hour * 60 + minute;
  };
}
