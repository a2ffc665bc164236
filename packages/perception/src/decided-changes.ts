/**
 * Changes that were decided of late, with who made them by what was seen there alone: where the tracker says
 * later who was whom, they are weighed anew.
 */

import {
  type ActionRecord,
  type Cluster,
  filterHistory,
  getCart,
  type HistoryNode,
  type Hypothesis,
  type Item,
  type ShopperKey,
  withCart,
} from "./hypotheses.ts";
import { blendShares, type Exchange } from "./identity-doubts.ts";
import { DECIDED_CHANGES_MAX, DECIDED_CHANGES_MS_MAX } from "./limits.ts";
import {
  type DecidedBlock,
  hasMoved,
  type Reweighing,
  weighOthers,
  weighShare,
} from "./revisions.ts";

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
 * Accounts by which it was the other who made the change, beside those that there are, where nobody has made
 * them: what it put into one cart or took out of it is in, or out of, the other's. Where the two are in
 * clusters of their own, each gets its part. Their weights are as the shares were before.
 */
export function addLateAccounts(
  clusters: Iterable<Cluster>,
  changeId: number,
  { plates, before }: Reweighing,
  late: readonly LateExchange[],
): void {
  const all = [...clusters];
  const isOf = (shopperId: string) => (action: ActionRecord) =>
    action.changeId === changeId &&
    action.plates.join() === plates &&
    action.shopperId === shopperId;
  for (const { from, to } of late) {
    const giver = all.find(({ shoppers }) => shoppers.has(from));
    const taker = all.find(({ shoppers }) => shoppers.has(to));
    if (giver === undefined || taker === undefined) continue;
    if (taker.hypotheses.some(({ history }) => findAction(history, isOf(to)) !== null)) continue;
    const accounts = listActions(giver, isOf(from));
    if (accounts.length === 0) continue;
    const logTo = weighShare(before.get(to) ?? 0);
    const logFrom = weighShare(before.get(from) ?? 0);
    const given = accounts.flatMap(({ hypothesis, action }) => {
      const left = withoutAction(hypothesis, action);
      return left === null ? [] : [{ left, action }];
    });
    if (giver === taker) {
      const exchanged = given.flatMap(({ left, action }) => withAction(left, action, to));
      giver.hypotheses.push(...exchanged.map((one) => addWeight(one, logTo - logFrom)));
      continue;
    }
    const shares = listShares(accounts);
    const taken = taker.hypotheses.flatMap((hypothesis) =>
      shares.flatMap(({ action, share }) =>
        withAction(hypothesis, action, to).map((one) => addWeight(one, logTo + Math.log(share))),
      ),
    );
    taker.hypotheses.push(...taken);
    if (giver.hypotheses.length > accounts.length) continue;
    const logOthers = weighOthers(giver, before);
    giver.hypotheses.push(...given.map(({ left }) => addWeight(left, logOthers - logFrom)));
  }
}

interface OpenAction {
  readonly hypothesis: Hypothesis;
  readonly action: ActionRecord;
}

function listActions(
  { hypotheses }: Cluster,
  isIt: (action: ActionRecord) => boolean,
): OpenAction[] {
  return hypotheses.flatMap((hypothesis) => {
    const action = findAction(hypothesis.history, isIt);
    return action === null ? [] : [{ hypothesis, action }];
  });
}

/** What somebody may have done, and how likely each of it is. */
function listShares(accounts: readonly OpenAction[]) {
  const shares = new Map<string, { action: ActionRecord; share: number }>();
  for (const { hypothesis, action } of accounts) {
    const key = `${action.kind} ${action.barcode} ${action.quantity}`;
    const known = shares.get(key);
    const share = (known?.share ?? 0) + Math.exp(hypothesis.logWeight);
    shares.set(key, { action, share });
  }
  return [...shares.values()];
}

function addWeight(hypothesis: Hypothesis, logRatio: number): Hypothesis {
  return { ...hypothesis, logWeight: hypothesis.logWeight + logRatio };
}

function findAction(
  history: HistoryNode | null,
  isIt: (action: ActionRecord) => boolean,
): ActionRecord | null {
  for (let node = history; node !== null; node = node.parent)
    if (isIt(node.action)) return node.action;
  return null;
}

/** The same where they did not do it; null where what came later leaves no way for that. */
function withoutAction(hypothesis: Hypothesis, action: ActionRecord): Hypothesis | null {
  const history = filterHistory(hypothesis.history, (one) => one !== action);
  const { kind, shopperId, changeId } = action;
  if (kind === "putback") return { ...addItems(hypothesis, shopperId, action), history };
  if (kind !== "pick") return null;
  const left = dropItems(hypothesis, shopperId, action, (item) => item.changeId === changeId);
  return left === null ? null : { ...left, history };
}

/** The same where somebody did it; none where they cannot have, having nothing like that. */
function withAction(hypothesis: Hypothesis, action: ActionRecord, shopperId: string): Hypothesis[] {
  const { history: parent } = hypothesis;
  const own = { ...action, shopperId };
  const history = { action: own, parent, length: (parent?.length ?? 0) + 1 };
  if (action.kind === "pick") return [{ ...addItems(hypothesis, shopperId, action), history }];
  const left = dropItems(hypothesis, shopperId, action, () => true);
  return left === null ? [] : [{ ...left, history }];
}

function addItems(hypothesis: Hypothesis, shopper: ShopperKey, action: ActionRecord): Hypothesis {
  const { barcode, quantity, changeId, gondola, shelf, plates, timestampMs: sinceMs } = action;
  const weightG = action.weightG / quantity;
  const item: Item = {
    ...{ barcode, weightG, rawG: Number.NaN, isForce: false, levelsBeforeG: [] },
    ...{ changeId, originId: changeId, gondola, shelf, plates, sinceMs },
  };
  const items = Array.from({ length: quantity }, () => ({ ...item }));
  return withCart(hypothesis, shopper, [...getCart(hypothesis, shopper), ...items]);
}

function dropItems(
  hypothesis: Hypothesis,
  shopper: ShopperKey,
  { barcode, quantity }: ActionRecord,
  isIt: (item: Item) => boolean,
): Hypothesis | null {
  const cart = getCart(hypothesis, shopper);
  const dropped = cart.filter((item) => item.barcode === barcode && isIt(item)).slice(-quantity);
  if (dropped.length < quantity) return null;
  return withCart(
    hypothesis,
    shopper,
    cart.filter((item) => !dropped.includes(item)),
  );
}
