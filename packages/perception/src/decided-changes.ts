/**
 * Changes that were decided of late, with who made them by what was seen there alone: where the tracker says
 * later who was whom, they are weighed anew.
 */

import type { ActionRecord, Cluster, HistoryNode, Hypothesis, Item } from "./hypotheses.ts";
import { getCart, withCart } from "./hypotheses.ts";
import { blendShares, type Exchange } from "./identity-doubts.ts";
import { DECIDED_CHANGES_MAX, DECIDED_CHANGES_MS_MAX } from "./limits.ts";
import { type DecidedBlock, hasMoved, type Reweighing, weighShare } from "./revisions.ts";

export interface DecidedChange {
  readonly changeId: number;
  readonly atMs: number;
  readonly blocks: readonly DecidedBlock[];
  /** Of whom what they did is final: no account of it is open any more. */
  readonly final: Set<string>;
}

/** By change, in the order in which they were decided. */
export type DecidedChanges = Map<number, DecidedChange>;

/** Takes one in; returns those that are too old now, or too many, and are forgotten. */
export function rememberDecided(
  decided: DecidedChanges,
  change: DecidedChange,
  nowMs: number,
): DecidedChange[] {
  decided.set(change.changeId, change);
  const old: DecidedChange[] = [];
  for (const [changeId, one] of decided) {
    const isOld = nowMs - one.atMs > DECIDED_CHANGES_MS_MAX || decided.size > DECIDED_CHANGES_MAX;
    if (!isOld) break;
    decided.delete(changeId);
    old.push(one);
  }
  return old;
}

/** Blocks of a change about which something else is believed now; none where nothing has moved. */
export function listMoved(
  { blocks }: DecidedChange,
  listExchanges: (atMs: number) => readonly Exchange[],
): Reweighing[] {
  return blocks.flatMap(({ plates, timestampMs, base, shares }) => {
    const now = blendShares(base, listExchanges(timestampMs));
    return hasMoved(shares, now) ? [{ plates, before: shares, now }] : [];
  });
}

/** Of a change that is final, how much of it is likelier, or less likely, of each of them by now. */
export function listMisgiven(
  { blocks, final }: DecidedChange,
  listExchanges: (atMs: number) => readonly Exchange[],
): ReadonlyMap<string, number> {
  const misgiven = new Map<string, number>();
  for (const { timestampMs, base, shares } of blocks) {
    if (![...final].some((shopper) => shares.has(shopper))) continue;
    const now = blendShares(base, listExchanges(timestampMs));
    for (const shopper of new Set([...shares.keys(), ...now.keys()])) {
      const moved = Math.abs((shares.get(shopper) ?? 0) - (now.get(shopper) ?? 0));
      misgiven.set(shopper, Math.max(misgiven.get(shopper) ?? 0, moved));
    }
  }
  return misgiven;
}

/** Shares from which on somebody's part in a change is worth an account that nobody made before. */
const LATE_LEAST = 0.02;

/** Two of whom the second was out of the question when the change was decided, and is not now. */
export interface LateExchange {
  readonly from: string;
  readonly to: string;
}

export function listLate(
  { before, now }: Reweighing,
  exchanges: readonly Exchange[],
): LateExchange[] {
  const late: LateExchange[] = [];
  for (const { shopperIds } of exchanges) {
    for (const [from, to] of [shopperIds, [shopperIds[1], shopperIds[0]] as const]) {
      const isOpen = (before.get(from) ?? 0) >= LATE_LEAST;
      const isNew = (before.get(to) ?? 0) < LATE_LEAST && (now.get(to) ?? 0) >= LATE_LEAST;
      if (isOpen && isNew) late.push({ from, to });
    }
  }
  return late;
}

/**
 * Accounts by which it was the other who made the change, beside those that there are, where there are none
 * yet: what it put into one cart or took out of it is in, or out of, the other's.
 */
export function addLateAccounts(
  cluster: Pick<Cluster, "hypotheses">,
  changeId: number,
  { plates, before }: Reweighing,
  late: readonly LateExchange[],
): Hypothesis[] {
  const { hypotheses } = cluster;
  const isOf = (shopperId: string) => (action: ActionRecord) =>
    action.changeId === changeId &&
    action.plates.join() === plates &&
    action.shopperId === shopperId;
  const added = late.flatMap(({ from, to }) => {
    if (hypotheses.some(({ history }) => findAction(history, isOf(to)) !== null)) return [];
    const logRatio = weighShare(before.get(to) ?? 0) - weighShare(before.get(from) ?? 0);
    return hypotheses.flatMap((hypothesis) => {
      const action = findAction(hypothesis.history, isOf(from));
      const given = action === null ? null : giveTo(hypothesis, action, to);
      return given === null ? [] : [{ ...given, logWeight: given.logWeight + logRatio }];
    });
  });
  return [...hypotheses, ...added];
}

function findAction(
  history: HistoryNode | null,
  isIt: (action: ActionRecord) => boolean,
): ActionRecord | null {
  for (let node = history; node !== null; node = node.parent)
    if (isIt(node.action)) return node.action;
  return null;
}

/** The same with another having done it; null where what came later leaves no way for that. */
function giveTo(hypothesis: Hypothesis, action: ActionRecord, to: string): Hypothesis | null {
  const { shopperId: from, kind, changeId, barcode, quantity } = action;
  const isOf = (item: Item): boolean =>
    item.barcode === barcode && (kind === "putback" || item.changeId === changeId);
  const [giver, taker] = kind === "pick" ? [from, to] : [to, from];
  if (kind !== "pick" && kind !== "putback") return null;
  const moved = getCart(hypothesis, giver).filter(isOf).slice(-quantity);
  if (moved.length < quantity) return null;
  const left = getCart(hypothesis, giver).filter((item) => !moved.includes(item));
  const given = withCart(hypothesis, giver, left);
  return {
    ...withCart(given, taker, [...getCart(given, taker), ...moved]),
    history: replaceAction(hypothesis.history, action, { ...action, shopperId: to }),
  };
}

function replaceAction(
  history: HistoryNode | null,
  before: ActionRecord,
  now: ActionRecord,
): HistoryNode | null {
  if (history === null) return null;
  if (history.action === before) return { ...history, action: now };
  return { ...history, parent: replaceAction(history.parent, before, now) };
}
