/** Staff are notified of a chain that can't be reached, and of messages that it has not sent. */
import { OFFLINE_MS } from "../../chain/chain-limits.ts";
import type { DownFetcher } from "../../chain/fetch-down.ts";
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

/** Raises an alert each time that something else than before came which the chain has not sent. */
export function createForgedReport(
  fetcher: Pick<DownFetcher, "forged">,
): (tx: Transaction) => void {
  let reported: string | null = null;
  return (tx) => {
    const forged = fetcher.forged();
    if (forged === null || forged === reported) return;
    reported = forged;
    raiseAlert(tx, {
      alertKey: "chain-forged",
      kind: "chain-forged",
      message: `${forged}; the shop did not take it`,
      visitId: null,
    });
  };
}
