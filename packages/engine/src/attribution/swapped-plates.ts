/**
 * Whether two facings are wired for each other: what is taken from one then leaves the other. Weights say so where the
 * products weigh differently, hands where they are far enough apart. Products that stand in each other's place have
 * the weights, and not the hands.
 */
import { SWAP_FACINGS_MAX } from "../limits.ts";
import { JOINT_STRIDE, WRIST } from "../observation.ts";
import type { WiringParameters } from "../parameters/wiring.ts";
import type { ShelfChange } from "../sensing/changes.ts";
import { isOfUnits } from "../sensing/whole-units.ts";
import {
  findPlace,
  formatShelfKey,
  type LocalPoint,
  type ShopIndex,
  toPlateAxes,
} from "../shop-index.ts";
import type { Facing, PlatePlace } from "../shop-model.ts";
import { findFrame, type Tracks } from "./tracks.ts";

export interface SwapFault {
  readonly code: "plates-swapped";
  readonly message: string;
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
  /** Whose readings those are. */
  readonly other: { readonly shelf: number; readonly plates: readonly number[] };
}

export interface SwapWatch {
  readonly index: ShopIndex;
  readonly parameters: WiringParameters;
  /** By facing that changed: how much that speaks for what was moved being another one's. */
  readonly logs: Map<Facing, Map<Facing, number>>;
}

export function createSwapWatch(index: ShopIndex): SwapWatch {
  return { index, parameters: index.parameters.wiring, logs: new Map() };
}

/** Takes a change of plates, with the joints of its time. */
export function watchSwaps(watch: SwapWatch, change: ShelfChange, { byId }: Tracks): void {
  const own = findOwn(watch, change);
  if (own === null) return;
  const { index, parameters } = watch;
  const totalG = change.plates.reduce((sum, { changeG }) => sum + changeG, 0);
  const fits = ({ barcode }: Facing): boolean => {
    const weightG = index.shop.products.get(barcode ?? "")?.weightG ?? Number.NaN;
    return isOfUnits(totalG, weightG, parameters.weightLogMax);
  };
  const hands = findHands(change, byId, parameters);
  const isOwn = fits(own);
  const ownM = measureHand(index, own, hands);
  const logs = watch.logs.get(own) ?? new Map<Facing, number>();
  watch.logs.set(own, logs);
  const add = (other: Facing, log: number): void =>
    void logs.set(other, Math.max((logs.get(other) ?? 0) + log, parameters.againstLogMin));
  for (const other of logs.keys()) {
    if (isOwn && !fits(other)) add(other, -2 * parameters.weightLog);
  }
  for (const other of listFacings(index, change.gondola)) {
    if (other === own || other.barcode === own.barcode || !fits(other)) continue;
    if (logs.size >= SWAP_FACINGS_MAX && !logs.has(other)) continue;
    const byHand = weighHand(ownM, measureHand(index, other, hands), parameters);
    add(other, byHand + (isOwn ? 0 : parameters.weightLog));
  }
}

/** The facing that a change is alone of; null of a board, and where nothing is planned. */
function findOwn(
  { index }: SwapWatch,
  { board, gondola, plates, shelf }: ShelfChange,
): Facing | null {
  if (board !== undefined) return null;
  const facings = index.facingsByShelf.get(formatShelfKey(gondola, shelf)) ?? [];
  const touched = facings.filter((facing) =>
    plates.some(({ plate }) => facing.plates.includes(plate)),
  );
  return touched.length === 1 ? touched[0]! : null;
}

function* listFacings({ facingsByShelf, shop }: ShopIndex, gondola: number): Generator<Facing> {
  const shelves = new Set(
    shop.facings.filter((one) => one.gondola === gondola).map(({ shelf }) => shelf),
  );
  for (const shelf of shelves) yield* facingsByShelf.get(formatShelfKey(gondola, shelf)) ?? [];
}

type Point = readonly [x: number, y: number, z: number];

/** Where wrists were around a change. */
function findHands(
  { settledMs, startMs }: ShelfChange,
  byId: Tracks["byId"],
  { handBeforeMs }: WiringParameters,
): Point[] {
  const hands: Point[] = [];
  for (const { frames } of byId.values()) {
    for (let at = findFrame(frames, startMs - handBeforeMs); at < frames.length; at++) {
      const { joints, timestampMs } = frames[at]!;
      if (timestampMs > settledMs) break;
      for (const wrist of [WRIST * JOINT_STRIDE, (WRIST + 1) * JOINT_STRIDE]) {
        const [x, y, z] = [joints[wrist]!, joints[wrist + 1]!, joints[wrist + 2]!];
        if (Number.isFinite(x + y + z)) hands.push([x, y, z]);
      }
    }
  }
  return hands;
}

const point: LocalPoint = { across: 0, into: 0, above: 0 };

/** How near a hand came that was inside, metres beside and above; infinite where none was, or the place is not known. */
function measureHand(index: ShopIndex, facing: Facing, hands: readonly Point[]): number {
  const { handAboveM, handInsideM } = index.parameters.wiring;
  const place = findMiddlePlace(index, facing);
  let nearestM = Number.POSITIVE_INFINITY;
  if (place === null) return nearestM;
  for (const [x, y, z] of hands) {
    toPlateAxes(place, x, y, z, point);
    if (point.into < handInsideM || point.into > place.depthM) continue;
    nearestM = Math.min(nearestM, Math.hypot(point.across, point.above - handAboveM));
  }
  return nearestM;
}

function findMiddlePlace(index: ShopIndex, { gondola, plates, shelf }: Facing): PlatePlace | null {
  return findPlace(index, gondola, shelf, plates[plates.length >> 1]!);
}

/** How much a hand speaks for the other facing; 0 where no hand was inside. */
function weighHand(
  ownM: number,
  otherM: number,
  { handLogMax, handSdM }: WiringParameters,
): number {
  if (!Number.isFinite(ownM) || !Number.isFinite(otherM)) return 0;
  const log = (ownM ** 2 - otherM ** 2) / (2 * handSdM ** 2);
  return Math.max(-handLogMax, Math.min(handLogMax, log));
}

/** Pairs of facings each of which speaks for the other one. */
export function listSwapFaults({ logs, parameters }: SwapWatch): SwapFault[] {
  const faults: SwapFault[] = [];
  const isSwapped = (from: Facing, to: Facing): boolean =>
    (logs.get(from)?.get(to) ?? 0) >= parameters.swappedLog;
  for (const [one, others] of logs) {
    for (const other of others.keys()) {
      const isFirst =
        one.shelf < other.shelf || (one.shelf === other.shelf && one.plates[0]! < other.plates[0]!);
      if (!isFirst || !isSwapped(one, other) || !isSwapped(other, one)) continue;
      const { gondola, plates, shelf } = one;
      const name = (facing: Facing): string =>
        `shelf ${facing.shelf}, plate ${facing.plates.join(", ")}`;
      const message = `Gondola ${gondola}: what is taken from ${name(one)} leaves ${name(other)}, and the other way round. Swap their channels in the configuration, or their wires.`;
      faults.push({ code: "plates-swapped", message, gondola, shelf, plates, other });
    }
  }
  return faults;
}

/** Whether some facing speaks for another one, though not both enough to say so. */
export function isSwapUncertain({ logs, parameters }: SwapWatch): boolean {
  for (const others of logs.values()) {
    for (const log of others.values()) if (log >= parameters.uncertainLog) return true;
  }
  return false;
}
