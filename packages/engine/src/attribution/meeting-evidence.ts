/**
 * How a meeting of hands looked, and how likely something went over in it. Whoever hands something over stands
 * still, the two hands hold the same thing for a moment, between the two people and higher than hands hang.
 */
import { quantileOfFinite } from "@saunter/numerics/statistics";
import { JOINT_STRIDE, WRIST } from "../observation.ts";
import type { EngineParameters } from "../parameters/engine.ts";
import type { HandParameters } from "../parameters/hands.ts";
import { findNeckZ } from "./reach.ts";
import type { PoseFrame } from "./tracks.ts";

/** Two people's hands that met: which, when and how clearly. */
export interface Meeting {
  readonly a: string;
  readonly b: string;
  readonly timestampMs: number;
  /** How much likelier the hands met than that each did what it usually does, as a logarithm. */
  readonly strength: number;
  /** From when it could be seen to when it was clearest. */
  readonly lastsMs: number;
}

export interface MeetingOfHands extends Meeting {
  /** How far apart the wrists were while they were nearest to each other, metres. */
  readonly gapM: number;
  /** The higher one of them then: so far below its neck, metres. */
  readonly belowNeckM: number;
  /** How far either was stretched out towards the other person, and the other one, metres. */
  readonly reachMaxM: number;
  readonly reachMinM: number;
  /** How far either was beside the line between the bodies, metres. */
  readonly besideM: number;
  /** How far apart the bodies were, metres; how fast the faster one moved, metres a second. */
  readonly apartM: number;
  readonly speedMPerS: number;
}

/** Both people in one frame, and one wrist of each. */
interface PairOfFrames {
  readonly timestampMs: number;
  readonly a: PoseFrame;
  readonly b: PoseFrame;
  readonly handA: Wrist;
  readonly handB: Wrist;
}

interface Wrist {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

function readWrist({ joints }: PoseFrame, side: number): Wrist {
  const at = (WRIST + side) * JOINT_STRIDE;
  return { x: joints[at]!, y: joints[at + 1]!, z: joints[at + 2]! };
}

/**
 * @param framesA who is named first, as seen around the meeting; `framesB` the other one.
 * @param sides which hand of each met: 0 left, 1 right.
 */
export function describeMeeting(
  meeting: Meeting,
  framesA: readonly PoseFrame[],
  framesB: readonly PoseFrame[],
  sides: readonly [number, number],
  parameters: EngineParameters,
): MeetingOfHands {
  const { hands } = parameters;
  const { timestampMs: peakMs } = meeting;
  const pairs: PairOfFrames[] = [];
  for (const a of framesA) {
    if (Math.abs(a.timestampMs - peakMs) > hands.gapLookMs) continue;
    const b = framesB.find(({ timestampMs }) => timestampMs === a.timestampMs);
    if (b === undefined) continue;
    const [handA, handB] = [readWrist(a, sides[0]), readWrist(b, sides[1])];
    pairs.push({ timestampMs: a.timestampMs, a, b, handA, handB });
  }
  const nearest = findNearest(pairs, hands.gapMeanMs);
  const apart = pairs.map(({ a, b }) => Math.hypot(a.bodyX - b.bodyX, a.bodyY - b.bodyY));
  return {
    ...meeting,
    ...describeNearest(nearest, parameters),
    apartM: quantileOfFinite(apart, 0.5),
    speedMPerS: Math.max(findSpeed(hands, framesA, peakMs), findSpeed(hands, framesB, peakMs)),
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const isSeen = ({ x, y, z }: Wrist): boolean => Number.isFinite(x + y + z);

function findGapM(pairs: readonly PairOfFrames[]): number {
  return Math.hypot(
    mean(pairs.map(({ handA, handB }) => handA.x - handB.x)),
    mean(pairs.map(({ handA, handB }) => handA.y - handB.y)),
    mean(pairs.map(({ handA, handB }) => handA.z - handB.z)),
  );
}

/**
 * The stretch of frames in which the mean of what lies between the wrists is shortest: of a mean of vectors the
 * errors of single frames are taken out, of a mean of lengths they are not. Empty where no two frames show both.
 */
function findNearest(pairs: readonly PairOfFrames[], meanMs: number): readonly PairOfFrames[] {
  const seen = pairs.filter(({ handA, handB }) => isSeen(handA) && isSeen(handB));
  let nearest: readonly PairOfFrames[] = [];
  let shortestM = Number.POSITIVE_INFINITY;
  for (const { timestampMs } of seen) {
    const stretch = seen.filter(
      (pair) => pair.timestampMs >= timestampMs && pair.timestampMs < timestampMs + meanMs,
    );
    if (stretch.length < 2) continue;
    const gapM = findGapM(stretch);
    if (gapM < shortestM) [nearest, shortestM] = [stretch, gapM];
  }
  return nearest;
}

/** NaN throughout where the wrists were never seen together. */
function describeNearest(
  pairs: readonly PairOfFrames[],
  { reach }: EngineParameters,
): Pick<MeetingOfHands, "gapM" | "belowNeckM" | "reachMaxM" | "reachMinM" | "besideM"> {
  const bodyA = { x: mean(pairs.map(({ a }) => a.bodyX)), y: mean(pairs.map(({ a }) => a.bodyY)) };
  const bodyB = { x: mean(pairs.map(({ b }) => b.bodyX)), y: mean(pairs.map(({ b }) => b.bodyY)) };
  const length = Math.hypot(bodyB.x - bodyA.x, bodyB.y - bodyA.y);
  const [alongX, alongY] = [(bodyB.x - bodyA.x) / length, (bodyB.y - bodyA.y) / length];
  const xOf = (hand: "handA" | "handB"): number => mean(pairs.map((pair) => pair[hand].x));
  const yOf = (hand: "handA" | "handB"): number => mean(pairs.map((pair) => pair[hand].y));
  const along = (x: number, y: number): number => x * alongX + y * alongY;
  const beside = (x: number, y: number): number => Math.abs(y * alongX - x * alongY);
  const fromA = [xOf("handA") - bodyA.x, yOf("handA") - bodyA.y] as const;
  const fromB = [xOf("handB") - bodyB.x, yOf("handB") - bodyB.y] as const;
  const reachA = along(...fromA);
  const reachB = -along(...fromB);
  const below = (frame: PoseFrame, { z }: Wrist): number => findNeckZ(frame, reach) - z;
  return {
    gapM: findGapM(pairs),
    belowNeckM: Math.min(
      mean(pairs.map(({ a, handA }) => below(a, handA))),
      mean(pairs.map(({ b, handB }) => below(b, handB))),
    ),
    reachMaxM: Math.max(reachA, reachB),
    reachMinM: Math.min(reachA, reachB),
    besideM: Math.max(beside(...fromA), beside(...fromB)),
  };
}

/** How fast a body moved just before a time: from the middle of what was seen first to that of what was last. */
function findSpeed(
  { speedLookMs, speedAroundMs }: HandParameters,
  frames: readonly PoseFrame[],
  untilMs: number,
): number {
  const last = frames.filter(
    ({ timestampMs }) => timestampMs > untilMs - speedAroundMs && timestampMs <= untilMs,
  );
  const fromMs = untilMs - speedLookMs;
  const first = frames.filter(({ timestampMs }) => Math.abs(timestampMs - fromMs) <= speedAroundMs);
  const middle = (frames: readonly PoseFrame[], axis: "bodyX" | "bodyY"): number =>
    quantileOfFinite(
      frames.map((frame) => frame[axis]),
      0.5,
    );
  const dx = middle(last, "bodyX") - middle(first, "bodyX");
  const dy = middle(last, "bodyY") - middle(first, "bodyY");
  const speed = (Math.hypot(dx, dy) / (speedLookMs - speedAroundMs / 2)) * 1000;
  return Number.isFinite(speed) ? speed : 0;
}

/** What is seen of a meeting, by what it counts for each unit, and between which bounds. */
export const MEETING_PIECES = [
  ["strength", "logOddsPerLogStrength", "strengthMin", "strengthMax"],
  ["lastsMs", "logOddsPerS", "lastsMsMin", "lastsMsMax"],
  ["gapM", "logOddsPerGapM", "gapMMin", "gapMMax"],
  ["belowNeckM", "logOddsPerBelowM", "belowMMin", "belowMMax"],
  ["reachMaxM", "logOddsPerReachMaxM", "reachMaxMMin", "reachMaxMMax"],
  ["reachMinM", "logOddsPerReachMinM", "reachMinMMin", "reachMinMMax"],
  ["besideM", "logOddsPerBesideM", "besideMMin", "besideMMax"],
  ["apartM", "logOddsPerApartM", "nearMMin", "nearMMax"],
  ["apartM", "logOddsPerFarM", "farMMin", "farMMax"],
  ["speedMPerS", "logOddsPerMPerS", "speedMPerSMin", "speedMPerSMax"],
] as const satisfies readonly (readonly [
  seen: Exclude<keyof MeetingOfHands, "a" | "b" | "timestampMs">,
  slope: keyof HandParameters,
  min: keyof HandParameters,
  max: keyof HandParameters,
])[];

/** How far each lies above its lower bound, in the unit of its slope; what was not seen lies in the middle. */
export function measurePieces(meeting: MeetingOfHands, hands: HandParameters): number[] {
  return MEETING_PIECES.map(([seen, , minName, maxName]) => {
    const [min, max] = [hands[minName], hands[maxName]];
    const value = Number.isNaN(meeting[seen]) ? (min + max) / 2 : meeting[seen];
    const within = Math.max(min, Math.min(max, value));
    if (seen === "strength") return Math.log(within / min);
    return seen === "lastsMs" ? (within - min) / 1000 : within - min;
  });
}

/** log odds that something went over: a logistic regression in pieces. */
export function rateMeeting(meeting: MeetingOfHands, hands: HandParameters): number {
  let odds = hands.logOddsBase;
  for (const [at, piece] of measurePieces(meeting, hands).entries()) {
    odds += hands[MEETING_PIECES[at]![1]] * piece;
  }
  return Math.min(hands.logOddsMax, odds);
}
