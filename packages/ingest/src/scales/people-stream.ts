/** A tracker's frames become joints on the shop's clock, in order. */
import { type HandView, JOINT_STRIDE, type JointFrame } from "@saunter/engine/observation";
import { PERSON_JOINTS, type PeopleFrame } from "@saunter/protocol/devices/people-frame";
import { countBetween } from "@saunter/protocol/devices/taken-frames";
import { createDeviceClock } from "./device-clock.ts";
import { COUNTED_FAULTS, createRiseWatch } from "./device-faults.ts";
import { createFrameOrder } from "./frame-order.ts";
import { CLOCK_FRAMES_MAX, CLOCK_JUMP_MS_LEAST, CLOCK_WARM_UP_MS } from "./scale-limits.ts";
import { NO_OFFSET, type ShopOffset } from "./shop-offset.ts";

export interface PeopleStream {
  push(frame: PeopleFrame, arrivalMs: number): void;
  /** What is wrong with the tracker now; null: nothing. To be called several times a second or less. */
  readFault(nowMs: number): string | null;
  /** Frames that came twice or behind their turn: they are dropped. */
  readonly dropped: number;
}

/** Added to a frame whose time is not sure, so that nothing that rests on it is. */
const CLOCK_FAULT = "clock";

/**
 * No frame is given a time further ahead of its arrival than a clock is corrected gently: a clock that leaps is
 * followed, as a scale controller's is.
 *
 * @param onFrame is given what is in turn.
 * @param offset of the shop's clock to the one that arrivals are given by
 */
export function createPeopleStream(
  onFrame: (frame: JointFrame) => void,
  offset: Pick<ShopOffset, "offsetMs" | "isUncertain"> = NO_OFFSET,
): PeopleStream {
  const order = createFrameOrder();
  const rises = createRiseWatch();
  let clock = createDeviceClock();
  let lastMs = Number.NaN;
  let warmUntilMs = 0;
  const waiting: PeopleFrame[] = [];
  let dropped = 0;
  let clockJumps = 0;
  let isUnsure = false;
  const giveWaiting = (): void => {
    for (const frame of waiting.splice(0)) {
      const timestampMs = clock.toShopMs(frame.timeUs / 1000) + offset.offsetMs;
      const joints = toJoints(frame, timestampMs);
      const isSure = !isUnsure && !offset.isUncertain;
      isUnsure = false;
      const trouble = { cameraId: frame.deviceId, fault: CLOCK_FAULT };
      onFrame(isSure ? joints : { ...joints, troubles: [...(joints.troubles ?? []), trouble] });
    }
  };
  /** The tracker's clock was set: it went back, or shows more than it can at the frame's arrival. */
  const noteJump = (deviceMs: number, arrivalMs: number): void => {
    const latestMs = clock.findLatestMs(arrivalMs);
    const isBack = deviceMs < lastMs - CLOCK_JUMP_MS_LEAST;
    if (!isBack && !(deviceMs > latestMs + CLOCK_JUMP_MS_LEAST)) return;
    giveWaiting();
    clock.jump(deviceMs - latestMs);
    clockJumps++;
    isUnsure = true;
  };
  return {
    get dropped() {
      return dropped;
    },
    readFault: (nowMs) =>
      rises("clockJumps", clockJumps, nowMs) === null ? null : COUNTED_FAULTS.clockJumps[1],
    push: (frame, arrivalMs) => {
      const start = order.findStart(frame, arrivalMs);
      if (start === "new") {
        giveWaiting();
        order.start(frame.bootId);
        clock = createDeviceClock();
        lastMs = Number.NaN;
        warmUntilMs = arrivalMs + CLOCK_WARM_UP_MS;
      }
      const { nextSequence } = order;
      const isPassed = nextSequence !== null && countBetween(nextSequence, frame.sequence) < 0;
      if (start === "earlier" || isPassed) {
        dropped++;
        return;
      }
      order.note(frame);
      const deviceMs = frame.timeUs / 1000;
      noteJump(deviceMs, arrivalMs);
      lastMs = deviceMs;
      clock.note(deviceMs, arrivalMs);
      waiting.push(frame);
      if (arrivalMs < warmUntilMs && waiting.length < CLOCK_FRAMES_MAX) return;
      giveWaiting();
    },
  };
}

function toJoints(frame: PeopleFrame, timestampMs: number): JointFrame {
  const { ambiguities, people, timeUs, troubles } = frame;
  const toMs = (atUs: number): number => timestampMs - (timeUs - atUs) / 1000;
  return {
    kind: "joints",
    timestampMs,
    shoppers: people.map(({ hands, id, isAmbiguous, joints }) => ({
      shopperId: id,
      joints: flatten(joints),
      ...(isAmbiguous === undefined ? {} : { isAmbiguous }),
      ...(hands === undefined ? {} : { hands: hands.filter(isWhole).map(toHandView) }),
    })),
    ...(troubles === undefined
      ? {}
      : {
          troubles: troubles.map(({ cameraId, fault, ids }) => ({
            cameraId,
            fault,
            ...(ids === undefined ? {} : { shopperIds: ids }),
          })),
        }),
    ...(ambiguities === undefined
      ? {}
      : {
          ambiguities: ambiguities.map(({ fromUs, ids, probability, toUs }) => ({
            shopperIds: [ids[0]!, ids[1]!] as const,
            fromMs: toMs(fromUs),
            toMs: toMs(toUs),
            probability,
          })),
        }),
  };
}

type Hand = NonNullable<PeopleFrame["people"][number]["hands"]>[number];

const isWhole = ({ logProbabilities, products }: Hand): boolean =>
  logProbabilities.length === products.length + 1;

function toHandView({ hand, logProbabilities, products }: Hand): HandView {
  return { hand, products, logProbabilities: Float64Array.from(logProbabilities) };
}

function flatten(joints: PeopleFrame["people"][number]["joints"]): Float64Array {
  const values = new Float64Array(PERSON_JOINTS * JOINT_STRIDE).fill(Number.NaN);
  for (const [at, joint] of joints.entries()) {
    if (joint !== null) values.set(joint, at * JOINT_STRIDE);
  }
  return values;
}
