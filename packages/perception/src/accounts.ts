/** What else an interaction may have been: the accounts that the hypotheses give of one change. */
import { type ActionRecord, type Cluster, listHistory } from "./hypotheses.ts";
import { ACCOUNTS_MAX } from "./limits.ts";
import type { Account } from "./receipt-types.ts";

/** Accounts less likely than this are not told. */
const ACCOUNT_LEAST = 0.005;

/**
 * Every account of the plates of an action, the likeliest first, with the belief in each. What is
 * missing from a sum of 1 is that nothing was taken, put back or handed over there.
 */
export function listAccounts(cluster: Cluster, action: ActionRecord): Account[] {
  const accounts = new Map<string, Account>();
  for (const hypothesis of cluster.hypotheses) {
    const weight = Math.exp(hypothesis.logWeight);
    const counted = new Set<string>();
    for (const other of listHistory(hypothesis.history)) {
      if (other.changeId !== action.changeId || !overlaps(other, action)) continue;
      const account = toAccount(other);
      if (account === null) continue;
      const key = Object.values(account).join("|");
      if (counted.has(key)) continue;
      counted.add(key);
      const probability = (accounts.get(key)?.probability ?? 0) + weight;
      accounts.set(key, { ...account, probability });
    }
  }
  return [...accounts.values()]
    .filter(({ probability }) => probability >= ACCOUNT_LEAST)
    .map((account) => ({ ...account, probability: Math.min(1, account.probability) }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, ACCOUNTS_MAX);
}

/** Hand-overs have no plates: they are one another's accounts. */
function overlaps(a: ActionRecord, b: ActionRecord): boolean {
  if (a.plates.length === 0 || b.plates.length === 0) return a.plates.length === b.plates.length;
  return a.plates.some((plate) => b.plates.includes(plate));
}

function toAccount(action: ActionRecord): Omit<Account, "probability"> | null {
  const { kind, shopperId, otherId, barcode, quantity } = action;
  if (kind === "restock" || kind === "release" || barcode === null) return null;
  return { kind, targetId: shopperId, giverId: otherId, barcode, quantity };
}
