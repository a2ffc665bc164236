/** Staff are notified of a chain that cannot be reached: quietly, as the shop sells on. */
import { OFFLINE_MS } from "../../chain/chain-limits.ts";
import type { UpReport } from "../../chain/send-up.ts";
import { clearAlert, raiseAlert } from "../../domain/alerts.ts";
import type { Transaction } from "../../store/transaction.ts";

const ALERT_KEY = "chain-offline";

/** One alert, which says how many events waited when it was raised. */
export function reportOffline(
  tx: Transaction,
  { failingSinceMs, fault, waiting }: UpReport,
  nowMs: number,
): void {
  if (failingSinceMs === null) {
    clearAlert(tx, ALERT_KEY, "chain");
    return;
  }
  if (nowMs - failingSinceMs < OFFLINE_MS) return;
  const why = fault === null ? "" : ` (${fault})`;
  raiseAlert(tx, {
    alertKey: ALERT_KEY,
    kind: "chain-offline",
    message: `the chain cannot be reached${why}: ${waiting} events wait for it, and the shop sells on`,
    visitId: null,
  });
}
