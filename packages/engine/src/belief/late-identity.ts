/**
 * Identity evidence that trackers report after a change was decided. It moves nothing between carts: over simulated
 * and re-enacted worlds, reweighting hypotheses by it did as much harm as good (docs/decisions/0016). It says how
 * likely it is that something in a cart is another's, and both receipts go to review.
 */

import {
  type AmbiguityTable,
  blendShares,
  findIdSwitch,
  type IdSwitch,
  isOfTime,
  listPartners,
  nameOf,
  sortPairs,
} from "../attribution/identity-ambiguities.ts";
import { DECIDED_CHANGES_MAX, DECIDED_CHANGES_MS_MAX } from "../limits.ts";
import type { IdentityAmbiguity } from "../observation.ts";
import type { IdentityParameters } from "../parameters/identity.ts";
import type { AskedBlock } from "./revisions.ts";

/** Who made one block of a change. */
export interface DecidedBlock extends AskedBlock {
  readonly timestampMs: number;
  /** What was seen there alone says, by what they were called then. */
  base: ReadonlyMap<string, number>;
  /** Who may have been swapped, by what was said last. */
  said: readonly IdSwitch[];
}

/** A change that was decided recently. */
export interface DecidedChange {
  readonly changeId: number;
  readonly atMs: number;
  readonly blocks: readonly DecidedBlock[];
  /** Who has a receipt since. */
  readonly left: Set<string>;
  /** How much of it is likelier, or less likely, of each of them than hypotheses say. */
  shifts: ReadonlyMap<string, number>;
}

/** How likely somebody's cart is their own, by all that is not in `decided` any more. */
interface CartUncertainty {
  /** Of changes that are remembered no more, and of what was done since others had left. */
  probabilityOwn: number;
  /** Of what they will do next: somebody who has left may be them. */
  probabilityNext: number;
  /** Whether their identity was ever ambiguous when they had a part in something. */
  isUnsure: boolean;
}

export interface LateIdentity {
  readonly parameters: IdentityParameters;
  /** By change, in the order in which they were decided. */
  readonly decided: Map<number, DecidedChange>;
  /** By shopper, until they leave. */
  readonly uncertainties: Map<string, CartUncertainty>;
}

type IsHere = (shopperId: string) => boolean;

export function createLateIdentity(parameters: IdentityParameters): LateIdentity {
  return { parameters, decided: new Map(), uncertainties: new Map() };
}

/** A change is decided: something may still be said of who was whom then. */
export function rememberChange(
  { decided }: LateIdentity,
  change: Pick<DecidedChange, "changeId" | "atMs" | "blocks">,
): void {
  decided.set(change.changeId, { ...change, left: new Set(), shifts: new Map() });
}

/** What was said before of those who have a part in a change counts from now on. */
export function noteActs(
  { uncertainties, parameters }: LateIdentity,
  change: Pick<DecidedChange, "blocks">,
): void {
  if (uncertainties.size === 0) return;
  for (const shopper of listParts(change, parameters)) {
    const one = uncertainties.get(shopper);
    if (one === undefined) continue;
    one.probabilityOwn *= one.probabilityNext;
    one.probabilityNext = 1;
  }
}

/** Those whose part in a change, as it is weighed, is worth a word. */
function listParts(
  { blocks }: Pick<DecidedChange, "blocks">,
  { partShareMin }: IdentityParameters,
): Set<string> {
  const parts = new Set<string>();
  for (const { shares } of blocks) {
    for (const [shopper, share] of shares) if (share >= partShareMin) parts.add(shopper);
  }
  return parts;
}

/** The tracker says something else of who may have been whom, of those who are there or were then. */
export function reviseLateIdentity(
  { decided }: LateIdentity,
  received: readonly IdentityAmbiguity[],
  ambiguities: AmbiguityTable,
  isHere: IsHere,
): void {
  if (received.length === 0) return;
  for (const change of decided.values()) {
    const isKnown: IsHere = (shopperId) => isHere(shopperId) || change.left.has(shopperId);
    let isMoved = false;
    for (const block of change.blocks) {
      if (reviseBlock(block, received, ambiguities, isKnown)) isMoved = true;
    }
    if (isMoved) change.shifts = findMisgiven(change.blocks);
  }
}

/** Takes in what was said of a block's time and those who may have made it; returns whether anything was. */
function reviseBlock(
  block: DecidedBlock,
  received: readonly IdentityAmbiguity[],
  table: AmbiguityTable,
  isKnown: IsHere,
): boolean {
  const { base, timestampMs } = block;
  const own = received.filter(
    (ambiguity) =>
      isOfTime(ambiguity, timestampMs, table.parameters) &&
      isAmong(base, ambiguity) &&
      ambiguity.shopperIds.every(isKnown),
  );
  if (own.length === 0) return false;
  const said = new Map(block.said.map((one) => [nameOf(one.shopperIds), one]));
  for (const { shopperIds } of own) {
    const now = findIdSwitch(table, shopperIds, timestampMs);
    if (now === null) said.delete(nameOf(shopperIds));
    else said.set(nameOf(shopperIds), now);
  }
  block.said = sortPairs([...said.values()]);
  return true;
}

export function isAmong(
  base: ReadonlyMap<string, number>,
  { shopperIds }: Pick<IdSwitch, "shopperIds">,
): boolean {
  return shopperIds.some((shopperId) => base.has(shopperId));
}

/**
 * How much of a change is another's than the one it is given to by what was said last: of that one how much
 * less likely theirs, of the others how much likelier.
 */
function findMisgiven(blocks: readonly DecidedBlock[]): ReadonlyMap<string, number> {
  const shifts = new Map<string, number>();
  for (const { base, shares, said } of blocks) {
    const now = blendShares(base, said);
    const most = Math.max(...shares.values());
    for (const [shopper, share] of now) {
      const weighed = shares.get(shopper) ?? 0;
      const moved = weighed === most ? weighed - share : share - weighed;
      if (moved > 0) shifts.set(shopper, Math.max(shifts.get(shopper) ?? 0, moved));
    }
  }
  return shifts;
}

/** Changes that are too old, or too many, are remembered no more: what they say of those who are there is. */
export function forgetChanges(late: LateIdentity, nowMs: number, isHere: IsHere): void {
  const { decided, parameters } = late;
  for (const [changeId, change] of decided) {
    const isOld = nowMs - change.atMs > DECIDED_CHANGES_MS_MAX;
    if (!isOld && decided.size <= DECIDED_CHANGES_MAX) break;
    decided.delete(changeId);
    for (const shopper of listConcerned(change, parameters)) {
      if (!isHere(shopper) || change.left.has(shopper)) continue;
      const one = openUncertainty(late, shopper);
      one.probabilityOwn *= 1 - (change.shifts.get(shopper) ?? 0);
      one.isUnsure ||= wasUnsure(change, shopper, parameters);
    }
  }
}

function listConcerned(change: DecidedChange, parameters: IdentityParameters): Set<string> {
  return new Set([...listParts(change, parameters), ...change.shifts.keys()]);
}

function openUncertainty({ uncertainties }: LateIdentity, shopper: string): CartUncertainty {
  let one = uncertainties.get(shopper);
  if (one === undefined) {
    one = { probabilityOwn: 1, probabilityNext: 1, isUnsure: false };
    uncertainties.set(shopper, one);
  }
  return one;
}

/** Whether their identity was ambiguous enough to be named as a reason; less is in the probability. */
function wasUnsure(
  { blocks }: DecidedChange,
  shopper: string,
  { partShareMin, unsureMin }: IdentityParameters,
): boolean {
  return blocks.some(
    ({ shares, said }) =>
      (shares.get(shopper) ?? 0) >= partShareMin &&
      said.some(
        ({ shopperIds, probability }) => shopperIds.includes(shopper) && probability >= unsureMin,
      ),
  );
}

/**
 * Somebody has left: who stays, and may be them, may have done what comes. Who has done something since they
 * were seen last, of which nobody said that it may be theirs, has done it by now.
 */
export function noteDeparture(
  late: LateIdentity,
  ambiguities: AmbiguityTable,
  leaver: string,
  lastSeenMs: number,
  isHere: IsHere,
): void {
  for (const [partner, probability] of listPartners(ambiguities, leaver, lastSeenMs)) {
    if (!isHere(partner)) continue;
    const one = openUncertainty(late, partner);
    if (hasActed(late, partner, leaver, lastSeenMs)) one.probabilityOwn *= 1 - probability;
    else one.probabilityNext *= 1 - probability;
  }
}

function hasActed(
  { decided, parameters }: LateIdentity,
  partner: string,
  leaver: string,
  lastSeenMs: number,
): boolean {
  return [...decided.values()].some(
    (change) =>
      change.atMs > lastSeenMs &&
      listParts(change, parameters).has(partner) &&
      !change.blocks.some(({ said }) =>
        said.some(({ shopperIds }) => shopperIds.includes(partner) && shopperIds.includes(leaver)),
      ),
  );
}

/** Somebody has their receipt. */
export function closeUncertainty({ decided, uncertainties }: LateIdentity, shopper: string): void {
  uncertainties.delete(shopper);
  for (const { left } of decided.values()) left.add(shopper);
}

/** How likely nothing of theirs is another's, and whether it is worth a word. */
export function findUncertainty(
  { decided, uncertainties, parameters }: LateIdentity,
  shopper: string,
): { readonly probabilityOwn: number; readonly isUnsure: boolean } {
  const known = uncertainties.get(shopper);
  let probabilityOwn = known?.probabilityOwn ?? 1;
  let isUnsure = known?.isUnsure ?? false;
  for (const change of decided.values()) {
    if (change.left.has(shopper)) continue;
    probabilityOwn *= 1 - (change.shifts.get(shopper) ?? 0);
    isUnsure ||= wasUnsure(change, shopper, parameters);
  }
  return { probabilityOwn, isUnsure: isUnsure || probabilityOwn < 1 - parameters.unsureMin };
}
