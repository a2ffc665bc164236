/**
 * What images of hands say of which product was taken or put back: the logarithm of
 * p(images | this product) / p(images | any product). Where there are none it is 0.
 *
 * Images of a hand count before it reaches and after it has come back; what it held all along was not
 * taken. Images that follow each other closely show the same mistake, so their logarithms are
 * shared out, and all together say no more than `evidenceLogMax`. An image in which nothing is
 * seen says nothing: the hand may hide what it holds.
 */
import type { ShopperKey } from "../engine-types.ts";
import { type HandView, JOINT_STRIDE } from "../observation.ts";
import type { HandImageParameters } from "../parameters/hand-images.ts";
import { findPlace, type LocalPoint, type ShopIndex, toPlateAxes } from "../shop-index.ts";
import type { PlatePlace } from "../shop-model.ts";
import { findFrame, type PoseFrame, type Tracks } from "./tracks.ts";

const WRISTS = { left: 6, right: 7 } as const;
const HANDS = ["left", "right"] as const;
const places = new WeakMap<readonly string[], Map<string, number>>();

function findProduct(products: readonly string[], barcode: string): number | undefined {
  let known = places.get(products);
  if (known === undefined) {
    known = new Map(products.map((one, at) => [one, at]));
    places.set(products, known);
  }
  return known.get(barcode);
}

/**
 * log ratio of one image: how much likelier it is if the hand holds this product than if it holds
 * any. 0 for a product that images cannot distinguish.
 */
export function rateView(
  { products, logProbabilities }: HandView,
  barcode: string,
  { viewOutlierShare }: HandImageParameters,
): number {
  const at = findProduct(products, barcode);
  if (at === undefined) return 0;
  const nothing = Math.exp(logProbabilities[products.length]!);
  const ratio = products.length * Math.exp(logProbabilities[at]!) + nothing;
  const rated = Math.log((1 - viewOutlierShare) * ratio + viewOutlierShare);
  return Number.isFinite(rated) ? rated : 0;
}

/** log ratio of all images of one hand within a time; null where there are none. */
function rateHand(
  frames: readonly PoseFrame[],
  hand: HandView["hand"],
  barcode: string,
  fromMs: number,
  toMs: number,
  parameters: HandImageParameters,
): number | null {
  const { viewIndependentMs, temperShare, viewsMax } = parameters;
  let sum = 0;
  let looks = 0;
  let previousMs = Number.NEGATIVE_INFINITY;
  for (let at = findFrame(frames, fromMs); at < frames.length; at++) {
    const { timestampMs, hands } = frames[at]!;
    if (timestampMs > toMs) break;
    const view = hands?.find((one) => one.hand === hand);
    if (view === undefined) continue;
    const share = Math.min(1, (timestampMs - previousMs) / viewIndependentMs);
    previousMs = timestampMs;
    sum += share * rateView(view, barcode, parameters);
    looks += share;
  }
  if (looks === 0) return null;
  return temperShare * sum * Math.min(1, viewsMax / looks);
}

/** log ratio of one hand having taken it, or put it back; null where no image says anything. */
function rateAct(
  frames: readonly PoseFrame[],
  hand: HandView["hand"],
  { kind, timestampMs }: HandAct,
  barcode: string,
  parameters: HandImageParameters,
): number | null {
  const { handWindowMs, inShelfMs, evidenceLogMax } = parameters;
  const before = rateHand(
    frames,
    hand,
    barcode,
    timestampMs - handWindowMs,
    timestampMs - inShelfMs,
    parameters,
  );
  const after = rateHand(
    frames,
    hand,
    barcode,
    timestampMs + inShelfMs,
    timestampMs + handWindowMs,
    parameters,
  );
  const [holding, free] = kind === "pick" ? [after, before] : [before, after];
  if (holding === null) return null;
  // What it held all along was neither taken nor put back.
  const rated = holding - Math.max(0, free ?? 0);
  return Math.max(-evidenceLogMax, Math.min(evidenceLogMax, rated));
}

const point: LocalPoint = { across: 0, into: 0, above: 0 };

/** How near a wrist came to the plates, as a weight. */
function weighReach(
  frames: readonly PoseFrame[],
  hand: HandView["hand"],
  timestampMs: number,
  place: PlatePlace | null,
  { handReachesMs, shelfHeightM, handNearM, handNearWeightMin }: HandImageParameters,
): number {
  if (place === null) return 1;
  const joint = WRISTS[hand] * JOINT_STRIDE;
  let nearestM = Number.POSITIVE_INFINITY;
  for (let at = findFrame(frames, timestampMs - handReachesMs); at < frames.length; at++) {
    const frame = frames[at]!;
    if (frame.timestampMs > timestampMs + handReachesMs) break;
    const [x, y, z] = frame.joints.subarray(joint, joint + 3) as unknown as number[];
    if (!Number.isFinite(x! + y! + z!)) continue;
    toPlateAxes(place, x!, y!, z!, point);
    const into = Math.max(0, -point.into, point.into - place.depthM);
    const above = Math.max(0, -point.above, point.above - shelfHeightM);
    nearestM = Math.min(nearestM, Math.hypot(point.across, into, above));
  }
  return Math.exp(-0.5 * (nearestM / handNearM) ** 2) + handNearWeightMin;
}

/** What of an action images of hands can speak of. */
export interface HandAct {
  readonly kind: string;
  readonly shopperId: ShopperKey;
  readonly barcode: string | null;
  readonly timestampMs: number;
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
}

/**
 * log ratio of what images of this shopper's hands say for this product, within
 * ±`evidenceLogMax`; 0 where they say nothing, and of all that is neither a pick nor a put-back of
 * a known product by somebody who is seen.
 */
export function rateHands(tracks: Tracks, index: ShopIndex, act: HandAct): number {
  const { kind, shopperId, barcode, timestampMs, gondola, shelf, plates } = act;
  if ((kind !== "pick" && kind !== "putback") || shopperId === null || barcode === null) return 0;
  const parameters = index.parameters.handImages;
  const frames = tracks.byId.get(shopperId)?.frames;
  if (frames === undefined) return 0;
  const rated = HANDS.map((hand) => rateAct(frames, hand, act, barcode, parameters));
  if (rated.every((one) => one === null)) return 0;
  const place = findPlace(index, gondola, shelf, plates[plates.length >> 1]!);
  const weights = HANDS.map((hand) => weighReach(frames, hand, timestampMs, place, parameters));
  // Of the hand that was not seen, anything may be.
  const [left, right] = rated.map((one) => Math.exp(one ?? 0)) as [number, number];
  const [a, b] = weights as [number, number];
  return Math.log((a * left + b * right) / (a + b));
}
