/** Notifies staff of messages at the hub that the chain did not send. */
import type { DownFetcher } from "../../chain/fetch-down.ts";
import type { MessageSignatures } from "../../chain/message-signatures.ts";
import { raiseAlert } from "../../domain/alerts.ts";
import type { Transaction } from "../../store/transaction.ts";

/** Raises an alert for each such message. While it is open, others add none. */
export function createForgedReport(
  ...sources: readonly Pick<DownFetcher | MessageSignatures, "forged">[]
): (tx: Transaction) => void {
  const reported = sources.map(() => 0);
  return (tx) => {
    for (const [at, source] of sources.entries()) {
      const forged = source.forged();
      if (forged === null || forged.count === reported[at]) continue;
      reported[at] = forged.count;
      raiseAlert(tx, {
        alertKey: "chain-forged",
        kind: "chain-forged",
        message: `${forged.fault}; the shop did not take it`,
        visitId: null,
      });
    }
  };
}
