/** Somebody whom cameras see: where their body is, whether they are there, and what they wear. */
import type { Camera } from "../cameras/camera-model.ts";
import type { BodyParameters } from "../parameters/bodies.ts";
import type { ClothingParameters } from "../parameters/clothing.ts";
import type { FusionParameters } from "../parameters/fusion.ts";
import type { Presence } from "../presence.ts";
import { type Body, findGround } from "./body.ts";
import type { CameraView } from "./camera-view.ts";
import { type Clothing, makeClothing } from "./clothing.ts";
import type { PoseDetection } from "./pose-detection.ts";

export interface BodyTrackerOptions {
  readonly cameras: readonly Camera[];
  /** Whether a place of the floor is in the shop, metres: what stands behind glass is not. */
  readonly isInside: (x: number, y: number) => boolean;
  /** Whether people come and go there; not given: anywhere. */
  readonly isDoor?: (x: number, y: number) => boolean;
}

/** What a tracker goes by. */
export interface FusionSetup extends BodyTrackerOptions {
  readonly parameters: FusionParameters;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/**
 * A newcomer may still turn out to be somebody who was out of sight, and is not reported; a stray was first
 * seen where nobody can come in, and is nobody who is missing.
 */
export type PersonKind = "newcomer" | "stray" | "known";

export interface Person extends Presence {
  shopperId: string;
  kind: PersonKind;
  body: Body;
  /** What they wear is `body.clothing`; this is what was recently worn where the body is. */
  recent: Clothing;
  readonly bornMs: number;
  /** Where their body was first seen. */
  readonly born: Spot;
  /** They were first seen where people come in, or when nobody had been found yet. */
  readonly canCome: boolean;
  lastSeenMs: number;
  /** Frames that they were seen in. */
  frames: number;
  /** When somebody else was last so near that the two may be taken for each other. */
  metMs: number;
  /** When they were last surely themselves, and where they were then. */
  sureMs: number;
  sure: Spot;
  /** Where several cameras last saw them in the shop. */
  inside: Spot | null;
  /** Several cameras would see them in a colour that they do not wear: it is not they who are there. */
  isVetoed: boolean;
  /** Share of recent frames in which hardly a joint was where it was thought to be. */
  astrayShare: number;
  /** What each camera sees of them in this frame. */
  readonly poses: Map<CameraView, PoseDetection>;
  /** Frames in a row in which they may have been somebody else who is known. */
  twinFrames: number;
  /** Frames in which each of the others was seen beside them. */
  apart: WeakMap<Person, number>;
  /** Somebody unknown was taken for them, or may have been found in their place. */
  isAmbiguous: boolean;
}

export function makePerson(
  shopperId: string,
  body: Body,
  nowMs: number,
  is: Pick<Person, "kind" | "canCome" | "visible">,
  parameters: ClothingParameters,
): Person {
  return {
    ...is,
    shopperId,
    body,
    hidden: 0,
    recent: makeClothing(parameters),
    bornMs: nowMs,
    born: findGround(body),
    lastSeenMs: nowMs,
    frames: 0,
    metMs: Number.NEGATIVE_INFINITY,
    sureMs: nowMs,
    sure: findGround(body),
    inside: null,
    isVetoed: false,
    astrayShare: 0,
    poses: new Map(),
    twinFrames: 0,
    apart: new WeakMap(),
    isAmbiguous: false,
  };
}

/** Whether frames have them. */
export function isReported(
  { kind, visible, hidden }: Person,
  { reportProbability }: BodyParameters,
): boolean {
  return kind !== "newcomer" && visible + hidden >= reportProbability;
}

export function isLost({ lastSeenMs }: Person, nowMs: number, { lostMs }: BodyParameters): boolean {
  return nowMs - lastSeenMs > lostMs;
}

/** Whether one camera saw both at once, time and again. */
export function areTwo(one: Person, other: Person, { apartFrames }: BodyParameters): boolean {
  return Math.max(one.apart.get(other) ?? 0, other.apart.get(one) ?? 0) >= apartFrames;
}

export function isAtDoor({ isDoor }: BodyTrackerOptions, { x, y }: Spot): boolean {
  return isDoor?.(x, y) ?? false;
}
