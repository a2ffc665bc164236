/**
 * Whether two facings are wired for each other: what is taken from one then leaves the other. Weights show it if the
 * products weigh differently, reaches if the facings are far enough apart. Products that stand in each other's place
 * have the weights, and not the reaches; so has an item that a shopper left in the wrong place.
 */
import { SWAP_FACINGS_MAX } from "../limits.ts";
import type { WiringParameters } from "../parameters/wiring.ts";
import type { ShelfChange } from "../sensing/changes.ts";
import { isOfUnits } from "../sensing/whole-units.ts";
import { formatShelfKey, type ShopIndex } from "../shop-index.ts";
import type { Facing } from "../shop-model.ts";
import { findTarget } from "./change-target.ts";
import type { ReachTarget } from "./reach.ts";

export interface SwapFault {
  /** A suspicion has one pick or more that the other facing explains better; a swap has them of both. */
  readonly code: "plates-swapped" | "swap-suspected";
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
  /** By facing that changed: log likelihood ratio that its channels carry another one's weight, and not its own. */
  readonly logs: Map<Facing, Map<Facing, number>>;
}

export function createSwapWatch(index: ShopIndex): SwapWatch {
  return { index, parameters: index.parameters.wiring, logs: new Map() };
}

/** A change, and log evidence of a reach for a place then. */
interface WatchedChange {
  readonly change: ShelfChange;
  readonly weighReach: (target: ReachTarget) => number;
}

/**
 * Takes a change of plates, with how well reaches fit each place.
 *
 * @param isLeftThere an item that a shopper left there, out of its place, explains the change
 */
export function watchSwaps(
  watch: SwapWatch,
  { change, weighReach }: WatchedChange,
  isLeftThere: boolean,
): void {
  const own = findOwn(watch, change);
  if (own === null) return;
  const { index, parameters } = watch;
  const totalG = change.plates.reduce((sum, { changeG }) => sum + changeG, 0);
  const fits = ({ barcode }: Facing): boolean => {
    const weightG = index.shop.products.get(barcode ?? "")?.weightG ?? Number.NaN;
    return isOfUnits(totalG, weightG, parameters.weightLogMax);
  };
  const isOwn = fits(own);
  // Anything may be put down anywhere, and taken from there again: that shows nothing about wires.
  if (!isOwn && (totalG > 0 || isLeftThere)) return;
  const logs = watch.logs.get(own) ?? new Map<Facing, number>();
  watch.logs.set(own, logs);
  for (const other of listFacings(index, change.gondola)) {
    if (other === own || other.barcode === own.barcode) continue;
    if (logs.size >= SWAP_FACINGS_MAX && !logs.has(other)) continue;
    const isOther = fits(other);
    if (!isOwn && !isOther) continue;
    const byWeight = isOther ? 0 : -2 * parameters.weightLog;
    const log = isOwn ? byWeight : parameters.weightLog;
    const byReach = isOther ? compareReach(other) : 0;
    logs.set(other, Math.max((logs.get(other) ?? 0) + log + byReach, parameters.againstLogMin));
  }

  /** How much reaches speak for the other facing. */
  function compareReach(other: Facing): number {
    const log = reachFor(other) - reachFor(own!);
    return Math.max(-parameters.handLogMax, Math.min(parameters.handLogMax, log || 0));
  }

  function reachFor({ plates, shelf }: Facing): number {
    const all = plates.map((plate) => ({ plate, changeG: totalG }));
    const target = findTarget(index, { ...change, shelf }, { plates: all });
    return target === null ? Number.NaN : weighReach(target);
  }
}

/** The facing that has nearly all of a change: a little leaks to its neighbours. Null of a board, and if there is none. */
function findOwn(
  { index }: SwapWatch,
  { board, gondola, plates, shelf }: ShelfChange,
): Facing | null {
  if (board !== undefined) return null;
  const measure = (some: ShelfChange["plates"]): number =>
    some.reduce((sum, { changeG }) => sum + Math.abs(changeG), 0);
  const leastG = index.parameters.units.aloneShare * measure(plates);
  const facings = index.facingsByShelf.get(formatShelfKey(gondola, shelf)) ?? [];
  const alone = facings.filter(
    (facing) => measure(plates.filter(({ plate }) => facing.plates.includes(plate))) >= leastG,
  );
  return alone.length === 1 ? alone[0]! : null;
}

function* listFacings({ facingsByShelf, shop }: ShopIndex, gondola: number): Generator<Facing> {
  const shelves = new Set(
    shop.facings.filter((one) => one.gondola === gondola).map(({ shelf }) => shelf),
  );
  for (const shelf of shelves) yield* facingsByShelf.get(formatShelfKey(gondola, shelf)) ?? [];
}

/** For each facing that shows another one's weights, the likeliest other one: both are swapped, or may be. */
export function listSwapFaults(watch: SwapWatch): SwapFault[] {
  const faults = new Map<string, SwapFault>();
  for (const from of watch.logs.keys()) {
    const fault = findSwap(watch, from);
    if (fault === null) continue;
    const { gondola, other, plates, shelf } = fault;
    faults.set(`${gondola}/${shelf}/${plates[0]} ${other.shelf}/${other.plates[0]}`, fault);
  }
  return [...faults.values()];
}

function findSwap({ logs, parameters }: SwapWatch, from: Facing): SwapFault | null {
  const likeliest = [...logs.get(from)!]
    .map(([to, log]) => ({ to, log, back: logs.get(to)?.get(from) ?? 0 }))
    // A facing that shows its own weights has none of the other's.
    .filter(({ back, log }) => log + Math.min(0, back) >= parameters.uncertainLog)
    .sort((a, b) => b.log + b.back - (a.log + a.back))[0];
  if (likeliest === undefined) return null;
  const { back, log, to } = likeliest;
  const isFirst =
    from.shelf < to.shelf || (from.shelf === to.shelf && from.plates[0]! < to.plates[0]!);
  const [one, other] = isFirst ? [from, to] : [to, from];
  const { gondola, plates, shelf } = one;
  const places = { gondola, shelf, plates, other: { shelf: other.shelf, plates: other.plates } };
  if (Math.min(log, back) >= parameters.swappedLog) {
    const message = `Gondola ${gondola}: what is taken from ${namePlates(one)} leaves ${namePlates(other)}, and the other way round. Swap their channels in the configuration, or their wires.`;
    return { code: "plates-swapped", message, ...places };
  }
  const message = `Gondola ${gondola}: what was taken from ${namePlates(from)} looks like the product of ${namePlates(to)}. Check whether a product stands in the wrong place, or the channels of the two are swapped.`;
  return { code: "swap-suspected", message, ...places };
}

export function namePlates({ plates, shelf }: SwapFault["other"]): string {
  return `shelf ${shelf}, plate ${plates.join(", ")}`;
}
