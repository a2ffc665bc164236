/**
 * How far the planogram can be trusted, learned from the facings at which it was seen to be right or
 * wrong: where some entries are wrong, others are likelier to be.
 */

import type { FindingParameters } from "../parameters/findings.ts";
import { isPlannedOn, type ShopIndex } from "../shop-index.ts";
import { formatPlateKey } from "../shop-model.ts";
import { type ActionRecord, type Cluster, listNodes } from "./hypotheses.ts";

export interface PlanogramTrust {
  readonly parameters: FindingParameters;
  /** Plates at which a pick was surely of what is planned there, and surely of something else. */
  readonly right: Set<string>;
  readonly wrong: Set<string>;
}

export function createPlanogramTrust(parameters: FindingParameters): PlanogramTrust {
  return { parameters, right: new Set(), wrong: new Set() };
}

/** Share of facings on which the planogram is wrong. */
export function findWrongShare({ parameters, right, wrong }: PlanogramTrust): number {
  const { wrongShareFirst, facingsFirst } = parameters;
  const before = wrongShareFirst * facingsFirst;
  return (before + wrong.size) / (facingsFirst + right.size + wrong.size);
}

/** Learns from a change: every hypothesis says what was taken, and whether it is planned there. */
export function learnPlanogram(
  trust: PlanogramTrust,
  index: ShopIndex,
  changeId: number,
  cluster: Cluster,
): void {
  const { facingBeliefMin: sureMin } = trust.parameters;
  const planned = new Map<string, number>();
  const other = new Map<string, number>();
  for (const hypothesis of cluster.hypotheses) {
    for (const { action, share } of listNodes(hypothesis.history)) {
      const weight = share * Math.exp(hypothesis.logWeight);
      if (action.changeId !== changeId || !speaksOfPlanogram(index, action)) continue;
      const shares = isPlannedPick(index, action) ? planned : other;
      const key = findFacingKey(index, action);
      shares.set(key, (shares.get(key) ?? 0) + weight);
    }
  }
  for (const [key, share] of planned) if (share >= sureMin) move(key, trust.wrong, trust.right);
  for (const [key, share] of other) if (share >= sureMin) move(key, trust.right, trust.wrong);
}

/** By its first plate, the facing that was taken from: the product's own where it is one of them. */
function findFacingKey(
  index: ShopIndex,
  { gondola, shelf, plates, barcode }: ActionRecord,
): string {
  const facings = plates.flatMap(
    (plate) => index.facingsByPlate.get(formatPlateKey(gondola, shelf, plate)) ?? [],
  );
  const facing = facings.find((one) => one.barcode === barcode) ?? facings[0];
  return formatPlateKey(gondola, shelf, facing?.plates[0] ?? plates[0]!);
}

/** What was taken is known, it stood there by itself, and the planogram has something there. */
function speaksOfPlanogram(index: ShopIndex, action: ActionRecord): boolean {
  const { kind, barcode, isMisplaced, gondola, shelf, plates } = action;
  if (kind !== "pick" || barcode === null || isMisplaced) return false;
  return plates.some((plate) => index.facingsByPlate.has(formatPlateKey(gondola, shelf, plate)));
}

/** Whether what was taken is planned on one of the plates that it was taken from. */
export function isPlannedPick(index: ShopIndex, action: ActionRecord): boolean {
  return action.plates.some((plate) => isPlannedOn(index, action, plate, action.barcode));
}

function move(key: string, from: Set<string>, to: Set<string>): void {
  from.delete(key);
  to.add(key);
}
