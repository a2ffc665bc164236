/**
 * Images of hands for a stream that has none, from the truth: what somebody holds for a while after
 * a pick, and before a put-back. An image is not always had, nothing may be seen in it, and it is
 * taken for another product as often as configured, most often in all images of one hold alike.
 */

import {
  type HandView,
  JOINT_STRIDE,
  type JointFrame,
  type Observation,
  type ShopperPose,
} from "@saunter/engine/observation";
import { createRandom, type Random } from "@saunter/numerics/random";
import type { TrueEvent } from "./world.ts";

export interface HandViewOptions {
  readonly seed: number;
  /** Products that are distinguished. */
  readonly products: readonly string[];
  readonly events: readonly Pick<TrueEvent, "timestamp" | "targetId" | "barcode" | "kind">[];
  /** "useful" goes by what is held, "random" by nothing, "constant" always says the same. */
  readonly kind: "useful" | "random" | "constant";
  /** Share of holds in which the right product is the likeliest. */
  readonly rightShare?: number;
  /** Share of the probability that what is reported gets: as often as it is right, where it is calibrated. */
  readonly toldShare?: number;
  /** Share of frames in which a hand is seen well enough. */
  readonly seenShare?: number;
  /** Share of holds that hide what is held. */
  readonly hiddenShare?: number;
}

const DEFAULTS = { rightShare: 0.75, toldShare: 0.7, seenShare: 0.5, hiddenShare: 0.3 };
/** An item is in the hand so long before it is put back, and after it was taken. */
const HELD_MS = 1600;
/** Share of images that disagree with the others of the same hold. */
const STRAY_SHARE = 0.15;

interface Hold {
  readonly fromMs: number;
  readonly toMs: number;
  readonly hand: HandView["hand"];
  /** The reported product, as a place in the list; past its end: nothing. */
  readonly told: number;
}

/** The observations, all of which are held in memory, with views of hands in frames of joints. */
export function* addHandViews(
  observations: Iterable<Observation>,
  options: HandViewOptions,
): Generator<Observation, void, void> {
  const random = createRandom(options.seed).fork("hands");
  const all = [...observations];
  const frames = all.filter((one) => one.kind === "joints");
  const holds = listHolds(options, frames, random.fork("holds"));
  const views = random.fork("views");
  for (const observation of all) {
    yield observation.kind === "joints" ? addTo(observation, options, holds, views) : observation;
  }
}

function listHolds(
  options: HandViewOptions,
  frames: readonly JointFrame[],
  random: Random,
): Map<string, Hold[]> {
  const { products, events, kind } = options;
  const { rightShare, hiddenShare } = { ...DEFAULTS, ...options };
  const holds = new Map<string, Hold[]>();
  for (const { timestamp, targetId, barcode, kind: what } of events) {
    if (what !== "pickup" && what !== "putback") continue;
    const atMs = timestamp * 1000;
    const isPick = what === "pickup";
    const isRight = kind === "useful" && random.chance(rightShare);
    const right = products.indexOf(barcode);
    const wrong = random.integer(0, products.length - 1);
    const shown = isRight && right >= 0 ? right : wrong;
    const told = kind === "useful" && random.chance(hiddenShare) ? products.length : shown;
    const hold: Hold = {
      fromMs: isPick ? atMs : atMs - HELD_MS,
      toMs: isPick ? atMs + HELD_MS : atMs,
      hand: findHand(frames, targetId, atMs),
      told,
    };
    holds.set(targetId, [...(holds.get(targetId) ?? []), hold]);
  }
  return holds;
}

/** Longest time of a hand in a shelf. */
const REACH_MS = 300;
const NECK = 1;
const WRIST = 6;

/** The hand that is further from the body about that time. */
function findHand(
  frames: readonly JointFrame[],
  shopperId: string,
  atMs: number,
): HandView["hand"] {
  let [farthestM, side] = [0, 1];
  for (const { timestampMs, shoppers } of frames) {
    if (Math.abs(timestampMs - atMs) > REACH_MS) continue;
    const joints = shoppers.find((one) => one.shopperId === shopperId)?.joints;
    if (joints === undefined) continue;
    const neck = joints.subarray(NECK * JOINT_STRIDE);
    for (const one of [0, 1]) {
      const wrist = joints.subarray((WRIST + one) * JOINT_STRIDE);
      const apartM = Math.hypot(wrist[0]! - neck[0]!, wrist[1]! - neck[1]!);
      if (!(apartM > farthestM)) continue;
      [farthestM, side] = [apartM, one];
    }
  }
  return side === 0 ? "left" : "right";
}

function addTo(
  frame: JointFrame,
  options: HandViewOptions,
  holds: ReadonlyMap<string, readonly Hold[]>,
  random: Random,
): JointFrame {
  const { timestampMs } = frame;
  const shoppers = frame.shoppers.map((pose): ShopperPose => {
    const own = holds.get(pose.shopperId)?.filter((hold) => isHeld(hold, timestampMs)) ?? [];
    const hands = (["left", "right"] as const).flatMap((hand, side): HandView[] => {
      if (Number.isNaN(pose.joints[(WRIST + side) * JOINT_STRIDE]!)) return [];
      if (!random.chance(options.seenShare ?? DEFAULTS.seenShare)) return [];
      const held = own.find((hold) => hold.hand === hand);
      return [tell(hand, held?.told ?? options.products.length, options, random)];
    });
    return hands.length === 0 ? pose : { ...pose, hands };
  });
  return { ...frame, shoppers };
}

function isHeld({ fromMs, toMs }: Hold, timestampMs: number): boolean {
  return timestampMs >= fromMs && timestampMs <= toMs;
}

function tell(
  hand: HandView["hand"],
  held: number,
  { products, kind, toldShare = DEFAULTS.toldShare }: HandViewOptions,
  random: Random,
): HandView {
  const count = products.length + 1;
  let told = held;
  if (kind === "constant") told = 0;
  else if (kind === "random" || random.chance(STRAY_SHARE)) told = random.integer(0, count - 1);
  const shares = Float64Array.from({ length: count }, () => random.exponential(1));
  let sum = 0;
  for (const share of shares) sum += share;
  const logProbabilities = shares.map((share, at) => {
    const own = at === told ? toldShare : 0;
    return Math.log(own + ((1 - toldShare) * share) / sum);
  });
  return { hand, products, logProbabilities };
}
