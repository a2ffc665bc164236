/**
 * What was seen of the shop that its planogram, catalogue or sensors contradict: reported to the
 * operator, never acted upon by itself.
 */

import { type Cluster, listLikely } from "../belief/hypotheses.ts";
import { isPlannedPick } from "../belief/planogram-trust.ts";
import type { Finding } from "../engine-types.ts";
import type { ShopIndex } from "../shop-index.ts";
import { formatPlateKey } from "../shop-model.ts";
import { shortenName } from "./short-name.ts";

function nameProduct(index: ShopIndex, barcode: string | null): string {
  if (barcode === null) return "nothing";
  const name = index.shop.products.get(barcode)?.name;
  return name === undefined || name === "" ? barcode : `${shortenName(name)} (${barcode})`;
}

function addTo(shares: Map<string, number>, key: string, share: number): void {
  shares.set(key, (shares.get(key) ?? 0) + share);
}

/** Products that the belief has standing where the planogram does not. */
export function findMisplaced(index: ShopIndex, clusters: Iterable<Cluster>): Finding[] {
  const overrides = new Map<string, number>();
  const items = new Map<string, number>();
  for (const cluster of clusters) {
    for (const hypothesis of cluster.hypotheses) {
      const weight = Math.exp(hypothesis.logWeight);
      for (const [key, { barcode, rawG }] of hypothesis.overrides)
        if (rawG === null) addTo(overrides, `${key} ${barcode}`, weight);
      for (const item of hypothesis.ledger) {
        if (item.barcode === null) continue;
        const place = `${item.gondola}/${item.shelf}/${item.plates.join("-")}`;
        addTo(items, `${place} ${item.barcode}`, weight);
      }
    }
  }
  return [
    ...listBelieved(index, overrides).map(({ key, barcode }) => toOverride(index, key, barcode)),
    ...listBelieved(index, items).map(({ key, barcode }) => toMisplaced(index, key, barcode)),
  ];
}

function listBelieved(
  { parameters }: ShopIndex,
  shares: ReadonlyMap<string, number>,
): { key: string; barcode: string }[] {
  const { findingBeliefMin } = parameters.findings;
  const believed = [...shares].filter(([, share]) => share >= findingBeliefMin);
  return believed.map(([name]) => {
    const [key, barcode] = name.split(" ") as [string, string];
    return { key, barcode };
  });
}

function toOverride(index: ShopIndex, key: string, barcode: string): Finding {
  const [gondola, shelf, plate] = key.split("/").map(Number) as [number, number, number];
  const planned = index.facingsByPlate.get(key)?.[0]?.barcode ?? null;
  return {
    kind: "wrong-planogram",
    message:
      `gondola ${gondola}, shelf ${shelf}, plate ${plate} holds ${nameProduct(index, barcode)}; ` +
      `the planogram says ${nameProduct(index, planned)}`,
    gondola,
    shelf,
    plates: [plate],
    barcode,
  };
}

function toMisplaced(index: ShopIndex, key: string, barcode: string): Finding {
  const [gondola, shelf, where] = key.split("/") as [string, string, string];
  return {
    kind: "misplaced-item",
    message: `${nameProduct(index, barcode)} was left on gondola ${gondola}, shelf ${shelf}, plate ${where.replaceAll("-", "–")}`,
    gondola: Number(gondola),
    shelf: Number(shelf),
    plates: where.split("-").map(Number),
    barcode,
  };
}

/** Weights that were taken from a facing and that its product does not weigh. */
export interface OddPick {
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
  readonly weightG: number;
}

/** Facings from which the same odd weight was taken more than once. */
export function findWrongWeights(index: ShopIndex, picks: readonly OddPick[]): Finding[] {
  const byFacing = new Map<string, { pick: OddPick; weightsG: number[] }>();
  for (const pick of picks) {
    const key = formatPlateKey(pick.gondola, pick.shelf, pick.plates[0]!);
    const planned = index.facingsByPlate.get(key)?.[0];
    if (planned === undefined) continue;
    const facing = `${pick.gondola}/${pick.shelf}/${planned.plates.join("-")}`;
    const known = byFacing.get(facing);
    if (known === undefined) byFacing.set(facing, { pick, weightsG: [pick.weightG] });
    else known.weightsG.push(pick.weightG);
  }
  const { oddAlikeShare, oddPicksMin } = index.parameters.findings;
  const findings: Finding[] = [];
  for (const { pick, weightsG } of byFacing.values()) {
    const meanG = weightsG.reduce((sum, weightG) => sum + weightG, 0) / weightsG.length;
    const alike = weightsG.every((weightG) => Math.abs(weightG - meanG) < oddAlikeShare * meanG);
    if (weightsG.length < oddPicksMin || !alike) continue;
    const key = formatPlateKey(pick.gondola, pick.shelf, pick.plates[0]!);
    const barcode = index.facingsByPlate.get(key)?.[0]?.barcode ?? null;
    const weightG = index.shop.products.get(barcode ?? "")?.weightG ?? Number.NaN;
    findings.push({
      kind: "wrong-weight",
      message:
        `about ${Math.round(meanG)} g were taken ${weightsG.length} times from gondola ` +
        `${pick.gondola}, shelf ${pick.shelf}; ${nameProduct(index, barcode)} weighs ${weightG} g ` +
        "by the catalogue: its weight or the planogram is wrong",
      gondola: pick.gondola,
      shelf: pick.shelf,
      plates: pick.plates,
      barcode,
    });
  }
  return findings;
}

/**
 * Picks of a cluster's likeliest history that the planogram and the catalogue do not explain. What two
 * shoppers took in one change is one pick: it was weighed once.
 */
export function listOddPicks(index: ShopIndex, cluster: Cluster, changeId: number): OddPick[] {
  const { oddOffShareMin } = index.parameters.findings;
  const odd: OddPick[] = [];
  for (const action of listLikely(cluster.hypotheses[0]?.history ?? null)) {
    if (action.changeId !== changeId || action.kind !== "pick") continue;
    if (action.isMisplaced || action.part > 0) continue;
    const planned = isPlannedPick(index, action);
    const { gondola, shelf, plates, quantity } = action;
    const weightG = action.weightG / quantity;
    const catalogueG = index.shop.products.get(action.barcode ?? "")?.weightG ?? Number.NaN;
    if (planned && !(Math.abs(weightG - catalogueG) > oddOffShareMin * catalogueG)) continue;
    odd.push({ gondola, shelf, plates, weightG });
  }
  return odd;
}
