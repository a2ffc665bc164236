/** Notifies staff if nothing of the chain arrives, or not all that it has published: the hub or the network may hold it back. */
import type { ChainWatch } from "../../chain/watch-chain.ts";
import { clearAlert, raiseAlert } from "../../domain/alerts.ts";
import type { Transaction } from "../../store/transaction.ts";

const MS_PER_S = 1000;

/** @param fault why the last attempt to fetch it failed, in words; null: it didn't */
export function reportWithheld(
  tx: Transaction,
  watch: Pick<ChainWatch, "report">,
  fault: string | null,
): void {
  const { behindMs, silentMs } = watch.report();
  const why = fault === null ? "" : ` (${fault})`;
  const set = (kind: "chain-silent" | "chain-behind", ms: number, message: string): void => {
    if (ms === 0) clearAlert(tx, kind, "chain");
    else raiseAlert(tx, { alertKey: kind, kind, message, visitId: null });
  };
  const silentS = Math.round(silentMs / MS_PER_S);
  set("chain-silent", silentMs, `nothing signed by the chain has arrived for ${silentS} s`);
  const behindS = Math.round(behindMs / MS_PER_S);
  const behind = `the shop can't get what the chain published ${behindS} s ago${why}`;
  set("chain-behind", behindMs, behind);
}
