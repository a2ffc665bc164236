/** A tracker's frames become joints on the shop's clock, in order. */
import { type HandView, JOINT_STRIDE, type JointFrame } from "@saunter/engine/observation";
import { PERSON_JOINTS, type PeopleFrame } from "@saunter/protocol/devices/people-frame";
import { createDeviceClock } from "./device-clock.ts";
import { CLOCK_WARM_UP_MS, PEOPLE_WAITING_MAX } from "./scale-limits.ts";
import { NO_OFFSET, type ShopOffset } from "./shop-offset.ts";

export interface PeopleStream {
  push(frame: PeopleFrame, arrivalMs: number): void;
  /** Frames that came twice or behind their turn: they are dropped. */
  readonly dropped: number;
}

/**
 * @param onFrame is given what is in turn.
 * @param offset of the shop's clock to the one that arrivals are given by
 */
export function createPeopleStream(
  onFrame: (frame: JointFrame) => void,
  offset: Pick<ShopOffset, "offsetMs"> = NO_OFFSET,
): PeopleStream {
  let clock = createDeviceClock();
  let bootId: number | null = null;
  let lastSequence = -1;
  let warmUntilMs = 0;
  let waiting: PeopleFrame[] = [];
  let dropped = 0;
  const give = (frame: PeopleFrame): void => {
    const timestampMs = clock.toShopMs(frame.timeUs / 1000) + offset.offsetMs;
    onFrame(toJoints(frame, timestampMs));
  };
  return {
    get dropped() {
      return dropped;
    },
    push: (frame, arrivalMs) => {
      if (frame.bootId !== bootId) {
        for (const one of waiting.splice(0)) give(one);
        bootId = frame.bootId;
        lastSequence = -1;
        clock = createDeviceClock();
        warmUntilMs = arrivalMs + CLOCK_WARM_UP_MS;
      }
      if (frame.sequence <= lastSequence) {
        dropped++;
        return;
      }
      lastSequence = frame.sequence;
      clock.note(frame.timeUs / 1000, arrivalMs);
      waiting.push(frame);
      if (arrivalMs < warmUntilMs && waiting.length < PEOPLE_WAITING_MAX) return;
      const ready = waiting;
      waiting = [];
      for (const one of ready) give(one);
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
