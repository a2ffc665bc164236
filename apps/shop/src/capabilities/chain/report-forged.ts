/** Notifies staff of messages at the hub that the chain did not send. */
import type { DownFetcher } from "../../chain/fetch-down.ts";
import { raiseAlert } from "../../domain/alerts.ts";
import type { Transaction } from "../../store/transaction.ts";

/** Raises an alert for each such message. While it is open, others add none. */
export function createForgedReport(
  fetcher: Pick<DownFetcher, "forged">,
): (tx: Transaction) => void {
  let reported = 0;
  return (tx) => {
    const forged = fetcher.forged();
    if (forged === null || forged.count === reported) return;
    reported = forged.count;
    raiseAlert(tx, {
      alertKey: "chain-forged",
      kind: "chain-forged",
      message: `${forged.fault}; the shop did not take it`,
      visitId: null,
    });
  };
}
