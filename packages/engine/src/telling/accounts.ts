/** What else an interaction may have been: the accounts that the hypotheses give of one change. */
import {
  type ActionRecord,
  type Cluster,
  type HistoryNode,
  isSameAction,
  listNodes,
} from "../belief/hypotheses.ts";
import { ACCOUNTS_MAX } from "../limits.ts";
import type { BeliefParameters } from "../parameters/belief.ts";
import type { Account } from "../receipt-types.ts";

type ToldAction = ActionRecord & { readonly kind: Account["kind"]; readonly barcode: string };
type ToldNode = Pick<HistoryNode, "share"> & { readonly action: ToldAction };
type OpenAccount = Omit<Account, "probability"> & { probability: number };

/**
 * Every account of an action of the likeliest hypothesis, the action's own too, the likeliest first,
 * with the belief in each. A hypothesis gives one at the most: what is missing from a sum of 1 is
 * that nothing which is known was taken, put back or handed over there.
 *
 * @param before accounts told earlier: those of people who have left are in no hypothesis any more.
 */
export function listAccounts(
  cluster: Cluster,
  action: ActionRecord,
  before: readonly Account[],
  { accountMin }: BeliefParameters,
): Account[] {
  const [best] = cluster.hypotheses;
  const told = pickTold(best?.history ?? null, action.changeId);
  const accounts: OpenAccount[] = [];
  for (const { logWeight, history } of cluster.hypotheses) {
    // What may belong to several that are told is an account of the first: nobody shall decide for
    // the same thing twice.
    const own = pickTold(history, action.changeId).filter(
      (one) => told.find((owner) => isSameMatter(owner.action, one.action))?.action === action,
    );
    const other = own.find((one) => isSameAction(one.action, action)) ?? own[0];
    if (other !== undefined) addAccount(accounts, other.action, Math.exp(logWeight) * other.share);
  }
  // The likeliest hypothesis comes first, and so does what it says.
  const [own] = accounts;
  if (own === undefined) return [];
  addThoseWhoLeft(accounts, before, cluster);
  const kept = accounts
    .filter(({ probability }) => probability >= accountMin)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, ACCOUNTS_MAX);
  if (!kept.includes(own)) kept[kept.length - 1] = own;
  return kept;
}

/** What a history tells of a change, the oldest first. */
function pickTold(history: HistoryNode | null, changeId: number): ToldNode[] {
  const nodes: ToldNode[] = [];
  for (const { action, share } of listNodes(history)) {
    if (action.changeId === changeId && isTold(action)) nodes.push({ action, share });
  }
  return nodes;
}

function isTold(action: ActionRecord): action is ToldAction {
  return action.kind !== "restock" && action.kind !== "release" && action.barcode !== null;
}

/** Two hand-overs of one meeting are accounts of each other, whatever was handed over. */
function isSameMatter(a: ActionRecord, b: ActionRecord): boolean {
  if (a.kind === "handover" || b.kind === "handover") {
    return a.kind === b.kind && a.part === b.part;
  }
  return a.part === b.part && a.plates.some((plate) => b.plates.includes(plate));
}

function addAccount(accounts: OpenAccount[], action: ToldAction, probability: number): void {
  const { kind, shopperId: targetId, otherId: giverId, barcode, quantity } = action;
  const known = accounts.find(
    (one) =>
      one.kind === kind &&
      one.targetId === targetId &&
      one.giverId === giverId &&
      one.barcode === barcode &&
      one.quantity === quantity,
  );
  if (known === undefined) {
    accounts.push({ kind, targetId, giverId, barcode, quantity, probability });
  } else known.probability = Math.min(1, known.probability + probability);
}

function addThoseWhoLeft(
  accounts: OpenAccount[],
  before: readonly Account[],
  { shoppers }: Cluster,
): void {
  let rest = 1;
  for (const { probability } of accounts) rest -= probability;
  for (const account of before) {
    if (shoppers.has(account.targetId)) continue;
    const probability = Math.max(0, Math.min(account.probability, rest));
    rest -= probability;
    accounts.push({ ...account, probability });
  }
}
