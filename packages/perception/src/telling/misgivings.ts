/**
 * How likely nothing in somebody's cart is another's beyond what hypotheses say: where it was said too late
 * who was whom, or somebody has left who may have been them.
 */

import { type DoubtTable, listPartners } from "../attribution/identity-doubts.ts";
import { type DecidedChange, type DecidedChanges, listParts } from "../belief/decided-changes.ts";
import type { DecidedBlock } from "../belief/revisions.ts";
import type { IdentityParameters } from "../parameters/identity.ts";

interface Misgiving {
  /** Of changes that are remembered no more, and of what was done since others had left. */
  probabilityOwn: number;
  /** Of what they will do next: somebody who has left may be them. */
  probabilityNext: number;
  /** Whether it was ever doubtful who they were when they had a part in something. */
  isUnsure: boolean;
}

/** By shopper, until they leave. */
export type Misgivings = Map<string, Misgiving>;

function openMisgiving(misgivings: Misgivings, shopper: string): Misgiving {
  let one = misgivings.get(shopper);
  if (one === undefined) {
    one = { probabilityOwn: 1, probabilityNext: 1, isUnsure: false };
    misgivings.set(shopper, one);
  }
  return one;
}

/** A change is forgotten: what it says of those who are there is not. */
export function foldChange(
  misgivings: Misgivings,
  change: DecidedChange,
  isHere: (shopperId: string) => boolean,
  parameters: IdentityParameters,
): void {
  for (const shopper of listConcerned(change, parameters)) {
    if (!isHere(shopper) || change.left.has(shopper)) continue;
    const one = openMisgiving(misgivings, shopper);
    one.probabilityOwn *= 1 - (change.misgiven.get(shopper) ?? 0);
    one.isUnsure ||= wasUnsure(change, shopper, parameters);
  }
}

function listConcerned(
  { blocks, misgiven }: DecidedChange,
  parameters: IdentityParameters,
): Set<string> {
  return new Set([...listParts(blocks, parameters).keys(), ...misgiven.keys()]);
}

/** Whether there was so much doubt of who they were that it is worth a word; less is in the probability. */
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

/** They did something that is decided now: what was said of it before counts. */
export function foldNext(
  misgivings: Misgivings,
  blocks: readonly DecidedBlock[],
  parameters: IdentityParameters,
): void {
  if (misgivings.size === 0) return;
  for (const shopper of listParts(blocks, parameters)) {
    const one = misgivings.get(shopper);
    if (one === undefined) continue;
    one.probabilityOwn *= one.probabilityNext;
    one.probabilityNext = 1;
  }
}

/**
 * Somebody has left: who stays, and may be them, may have done what comes. Who has done something since they
 * were seen last, of which nobody said that it may be theirs, has done it by now.
 */
export function foldDeparture(
  { misgivings, doubts, decided }: DoubtfulScene,
  leaver: string,
  lastSeenMs: number,
  isHere: (shopperId: string) => boolean,
): void {
  for (const [partner, probability] of listPartners(doubts, leaver, lastSeenMs)) {
    if (!isHere(partner)) continue;
    const one = openMisgiving(misgivings, partner);
    const acted = hasActed({ decided, doubts }, partner, leaver, lastSeenMs);
    if (acted) one.probabilityOwn *= 1 - probability;
    else one.probabilityNext *= 1 - probability;
  }
}

export interface DoubtfulScene {
  readonly misgivings: Misgivings;
  readonly doubts: DoubtTable;
  readonly decided: DecidedChanges;
}

function hasActed(
  { decided, doubts }: Pick<DoubtfulScene, "decided" | "doubts">,
  partner: string,
  leaver: string,
  lastSeenMs: number,
): boolean {
  return [...decided.values()].some(
    ({ atMs, blocks }) =>
      atMs > lastSeenMs &&
      listParts(blocks, doubts.parameters).has(partner) &&
      !blocks.some(({ said }) =>
        said.some(({ shopperIds }) => shopperIds.includes(partner) && shopperIds.includes(leaver)),
      ),
  );
}

/** How likely nothing of theirs is another's, and whether it is worth a word. */
export function findMisgiving(
  misgivings: Misgivings,
  decided: DecidedChanges,
  shopper: string,
  parameters: IdentityParameters,
): { readonly probabilityOwn: number; readonly isUnsure: boolean } {
  const known = misgivings.get(shopper);
  let probabilityOwn = known?.probabilityOwn ?? 1;
  let isUnsure = known?.isUnsure ?? false;
  for (const change of decided.values()) {
    if (change.left.has(shopper)) continue;
    probabilityOwn *= 1 - (change.misgiven.get(shopper) ?? 0);
    isUnsure ||= wasUnsure(change, shopper, parameters);
  }
  return { probabilityOwn, isUnsure: isUnsure || probabilityOwn < 1 - parameters.unsureMin };
}
