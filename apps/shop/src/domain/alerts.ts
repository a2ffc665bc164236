/** Alerts to staff: each says what to do, and is raised once until it is cleared. */

import { shortenName } from "@saunter/engine/reporting/short-name";
import type { AlertKind } from "@saunter/protocol/alert-kinds";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { type Shop, STREAMS } from "./shop-context.ts";
import { nameProduct } from "./shop-settings.ts";

export interface Alert {
  readonly alertKey: string;
  readonly kind: AlertKind;
  readonly message: string;
  readonly visitId: string | null;
}

/** A product as the message of an alert names it; its GTIN where the shop knows no such product. */
export function nameInAlert({ settings }: Shop, gtin: string): string {
  return shortenName(nameProduct(settings, gtin));
}

export function raiseAlert(tx: Transaction, alert: Alert): void {
  if (isAlertOpen(tx, alert.alertKey)) return;
  tx.append("shop", STREAMS.alerts, [{ type: "AlertRaised", ...alert }]);
}

/**
 * Has alerts of a kind be those that are wanted, each with its message: what is over is cleared, also what the process
 * before this one raised.
 * @param isUnknown whether nobody can tell yet of an open one: it stays
 */
export function setAlerts(
  tx: Transaction,
  { by, kind }: { readonly kind: AlertKind; readonly by: string },
  wanted: ReadonlyMap<string, string>,
  isUnknown: (alertKey: string) => boolean = () => false,
): void {
  for (const [alertKey, message] of wanted) {
    raiseAlert(tx, { alertKey, kind, message, visitId: null });
  }
  for (const alertKey of listOpenAlerts(tx, kind)) {
    if (!wanted.has(alertKey) && !isUnknown(alertKey)) clearAlert(tx, alertKey, by);
  }
}

/** Keys of those of a kind that are open. */
export function listOpenAlerts(tx: Pick<Transaction, "db">, kind: AlertKind): string[] {
  const sql = "SELECT alert_key FROM alerts WHERE kind = ? AND cleared_ms IS NULL";
  return prepared(tx.db, sql)
    .all(kind)
    .map((row) => row.alert_key as string);
}

/** What an alert is about, open or not; null where there was none. */
export function findAlertKind({ db }: Pick<Transaction, "db">, alertKey: string): AlertKind | null {
  const row = prepared(db, "SELECT kind FROM alerts WHERE alert_key = ?").get(alertKey);
  return row === undefined ? null : (row.kind as AlertKind);
}

/** Clears an alert where it is open. Returns whether it was. */
export function clearAlert(tx: Transaction, alertKey: string, by: string): boolean {
  if (!isAlertOpen(tx, alertKey)) return false;
  tx.append("shop", STREAMS.alerts, [{ type: "AlertCleared", alertKey, by }]);
  return true;
}

/** Notes who sees to an open alert, the first alone. Returns whether it is open. */
export function acknowledgeAlert(tx: Transaction, alertKey: string, by: string): boolean {
  const sql = "SELECT acknowledged_ms FROM alerts WHERE alert_key = ? AND cleared_ms IS NULL";
  const row = prepared(tx.db, sql).get(alertKey);
  if (row === undefined) return false;
  if (row.acknowledged_ms !== null) return true;
  tx.append("shop", STREAMS.alerts, [{ type: "AlertAcknowledged", alertKey, by }]);
  return true;
}

export function isAlertOpen(tx: Pick<Transaction, "db">, alertKey: string): boolean {
  const sql = "SELECT 1 FROM alerts WHERE alert_key = ? AND cleared_ms IS NULL";
  return prepared(tx.db, sql).get(alertKey) !== undefined;
}
