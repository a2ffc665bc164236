/**
 * Changes that were decided of late, with who made them by what was seen there alone: where the tracker says
 * later who was whom, they are weighed anew, as far as hypotheses were made for that. What is left is known
 * by how much of it is misgiven.
 */

import {
  blendShares,
  type DoubtTable,
  type Exchange,
  findExchange,
  isOfTime,
  listExchanges,
  nameOf,
  sortPairs,
} from "../attribution/identity-doubts.ts";
import type { ShopperKey } from "../engine-types.ts";
import { DECIDED_CHANGES_MAX, DECIDED_CHANGES_MS_MAX } from "../limits.ts";
import type { IdentityDoubt } from "../observation.ts";
import type { EngineParameters } from "../parameters/engine.ts";
import type { IdentityParameters } from "../parameters/identity.ts";
import type { Cluster } from "./hypotheses.ts";
import { listActionsOf } from "./hypotheses.ts";
import { type DecidedBlock, hasMoved, type Reweighing } from "./revisions.ts";

export interface DecidedChange {
  readonly changeId: number;
  readonly atMs: number;
  readonly blocks: readonly DecidedBlock[];
  /** Whether an account of what somebody did in it is open no more. */
  isFinal: boolean;
  /** Who has a receipt since. */
  readonly left: Set<string>;
  /** How much of it is likelier, or less likely, of each of them than hypotheses say. */
  misgiven: ReadonlyMap<string, number>;
}

/** By change, in the order in which they were decided. */
export type DecidedChanges = Map<number, DecidedChange>;

/** Takes those out that are too old, or too many. */
export function takeOld(decided: DecidedChanges, nowMs: number): DecidedChange[] {
  const old: DecidedChange[] = [];
  for (const [changeId, one] of decided) {
    const isOld = nowMs - one.atMs > DECIDED_CHANGES_MS_MAX || decided.size > DECIDED_CHANGES_MAX;
    if (!isOld) break;
    decided.delete(changeId);
    old.push(one);
  }
  return old;
}

/** Those whose part in a change, as it is weighed, is worth an account. */
export function listParts(
  blocks: readonly DecidedBlock[],
  { partShareMin }: IdentityParameters,
): Set<string> {
  const parts = new Set<string>();
  for (const { shares } of blocks) {
    for (const [shopper, share] of shares) if (share >= partShareMin) parts.add(shopper);
  }
  return parts;
}

/**
 * Takes in what was said of a block's time and those who may have made it; returns whether anything was.
 *
 * @param isKnown who was there when the change was decided: of others nothing can be said
 */
export function hearOfBlock(
  block: DecidedBlock,
  heard: readonly IdentityDoubt[],
  table: DoubtTable,
  isKnown: (shopperId: string) => boolean,
): boolean {
  const { base, timestampMs } = block;
  const own = heard.filter(
    (doubt) =>
      isOfTime(doubt, timestampMs, table.parameters) &&
      isAmong(base, doubt) &&
      doubt.shopperIds.every(isKnown),
  );
  if (own.length === 0) return false;
  const said = new Map(block.said.map((one) => [nameOf(one.shopperIds), one]));
  for (const { shopperIds } of own) {
    const now = findExchange(table, shopperIds, timestampMs);
    if (now === null) said.delete(nameOf(shopperIds));
    else said.set(nameOf(shopperIds), now);
  }
  block.said = sortPairs([...said.values()]);
  return true;
}

/** Others may have made it by what was seen: what was said of them counts, too. */
export function widenSaid(
  block: DecidedBlock,
  table: DoubtTable,
  isKnown: (shopperId: string) => boolean,
): void {
  const { base, said, timestampMs } = block;
  const added = listExchanges(table, timestampMs).filter(
    (one) =>
      isAmong(base, one) &&
      one.shopperIds.every(isKnown) &&
      !said.some((other) => isSamePair(one, other)),
  );
  block.said = sortPairs([...said, ...added]);
}

type OfTwo = Pick<Exchange, "shopperIds">;

export function isAmong(base: ReadonlyMap<string, number>, { shopperIds }: OfTwo): boolean {
  return shopperIds.some((shopperId) => base.has(shopperId));
}

function isSamePair({ shopperIds: a }: OfTwo, { shopperIds: b }: OfTwo): boolean {
  return a.includes(b[0]) && a.includes(b[1]);
}

/**
 * What is weighed anew after something was said: each exchange that all have accounts for whose part it
 * raises. Nothing where what somebody did is final, or somebody has left with a part in it.
 */
export function listReweighed(
  clusters: Iterable<Cluster>,
  { changeId, blocks, isFinal, left }: DecidedChange,
  parameters: Pick<EngineParameters, "identity" | "who">,
): Reweighing[] {
  const { identity } = parameters;
  if (isFinal || [...listParts(blocks, identity)].some((shopper) => left.has(shopper))) return [];
  const own = [...clusters].filter(({ shoppers }) =>
    blocks.some(({ base, said }) =>
      [...shoppers].some(
        (one) => one !== null && (base.has(one) || said.some((pair) => isOf(pair, one))),
      ),
    ),
  );
  const accounts = own.map((cluster) => findAccounts(cluster, changeId));
  const actedMost = Math.max(...blocks.map(({ plates }) => sumActed(accounts, plates)));
  return blocks.flatMap((block) => {
    if (sumActed(accounts, block.plates) < identity.cutShareMin * actedMost) {
      // A cut of the change that hardly anything speaks for says nothing of who made it.
      block.rested = block.said;
      return [];
    }
    return restOn(block, accounts, parameters);
  });
}

function isOf({ shopperIds }: OfTwo, shopperId: string): boolean {
  return shopperIds.includes(shopperId);
}

function restOn(
  block: DecidedBlock,
  accounts: readonly Accounts[],
  { identity, who }: Pick<EngineParameters, "identity" | "who">,
): Reweighing[] {
  const { plates, base, said } = block;
  const before = blendShares(base, block.rested);
  let rested = [...block.rested];
  for (const pair of [...said, ...block.rested]) {
    const one = said.find((other) => isSamePair(other, pair));
    const others = rested.filter((other) => !isSamePair(other, pair));
    const next = sortPairs(one === undefined ? others : [...others, one]);
    const moved = { plates, before: blendShares(base, rested), now: blendShares(base, next) };
    if (hasAccounts(accounts, moved, identity)) rested = next;
  }
  const now = blendShares(base, rested);
  if (!hasMoved(before, now, who)) return [];
  block.rested = rested;
  block.shares = now;
  return [{ plates, before, now }];
}

/** Belief, in one cluster, in each one's having made a block, and in that nobody of theirs made anything. */
interface Accounts {
  readonly shoppers: ReadonlySet<ShopperKey>;
  readonly byPlates: ReadonlyMap<string, ReadonlyMap<ShopperKey, number>>;
  readonly none: number;
}

function findAccounts(cluster: Cluster, changeId: number): Accounts {
  const byPlates = new Map<string, Map<ShopperKey, number>>();
  let none = 0;
  for (const hypothesis of cluster.hypotheses) {
    const weight = Math.exp(hypothesis.logWeight);
    const actions = listActionsOf(hypothesis, changeId);
    if (actions.length === 0) none += weight;
    for (const { plates, shopperId } of actions) {
      const key = plates.join();
      const known = byPlates.get(key) ?? new Map<ShopperKey, number>();
      byPlates.set(key, known.set(shopperId, (known.get(shopperId) ?? 0) + weight));
    }
  }
  return { shoppers: cluster.shoppers, byPlates, none };
}

function sumActed(accounts: readonly Accounts[], plates: string): number {
  const own = accounts.flatMap(({ byPlates }) => [...(byPlates.get(plates)?.values() ?? [])]);
  return own.reduce((sum, belief) => sum + belief, 0);
}

/** Sums of shares differ by rounding. */
const SHARE_ROUNDING = 1e-6;

/**
 * Whether hypotheses were made for what is believed now. A part that was hardly worth one has none, and what
 * stands in its place is something else, such as a hand that rests; and of two accounts that came to the
 * same, as of somebody who has put it back since, one is left, under one of the two names.
 */
function hasAccounts(
  accounts: readonly Accounts[],
  { plates, before, now }: Omit<Reweighing, "plates"> & { plates: string },
  identity: IdentityParameters,
): boolean {
  const shares = [...now].map(([shopper, share]) => ({
    ...{ shopper, now: share, before: before.get(shopper) ?? 0 },
  }));
  const known = shares.filter(({ shopper }) => accounts.some((one) => one.shoppers.has(shopper)));
  if (shares.some((one) => one.now > one.before + SHARE_ROUNDING && !known.includes(one)))
    return false;
  return accounts.every(({ shoppers, byPlates, none }) => {
    const own = shares.filter(({ shopper }) => shoppers.has(shopper));
    if (own.length === 0) return true;
    const beliefs = byPlates.get(plates) ?? new Map<ShopperKey, number>();
    const acted = [...beliefs.values()].reduce((sum, belief) => sum + belief, 0);
    const sum = { now: 0, before: 0 };
    for (const one of own) {
      sum.now += one.now;
      sum.before += one.before;
    }
    const others = { now: 1 - sum.now, before: 1 - sum.before };
    const isRise = others.now > others.before + SHARE_ROUNDING;
    if (isRise && !isBorne(others, none / (acted + none), identity)) return false;
    return own.every((one) =>
      isBorne(one, (sum.before * (beliefs.get(one.shopper) ?? 0)) / acted, identity),
    );
  });
}

function isBorne(
  { before, now }: { before: number; now: number },
  belief: number,
  { partShareMin, borneShareMin }: IdentityParameters,
): boolean {
  if (Math.abs(now - before) <= SHARE_ROUNDING) return true;
  if (now < before && now < partShareMin) return true;
  return before >= partShareMin && belief >= borneShareMin * before;
}

/**
 * How much of a change is another's than the one it is given to by what was said last: of that one how much
 * less likely theirs, of the others how much likelier.
 */
export function findMisgiven(blocks: readonly DecidedBlock[]): ReadonlyMap<string, number> {
  const misgiven = new Map<string, number>();
  for (const { base, rested, said } of blocks) {
    if (said.length === 0 && rested.length === 0) continue;
    const before = blendShares(base, rested);
    const now = blendShares(base, said);
    const most = Math.max(...before.values());
    for (const [shopper, share] of now) {
      const weighed = before.get(shopper) ?? 0;
      const moved = weighed === most ? weighed - share : share - weighed;
      if (moved > 0) misgiven.set(shopper, Math.max(misgiven.get(shopper) ?? 0, moved));
    }
  }
  return misgiven;
}
