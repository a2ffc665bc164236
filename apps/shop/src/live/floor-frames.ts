/** For tests: people on the floor as a tracker sees them. */
import {
  JOINT_NAMES,
  JOINT_STRIDE,
  type JointFrame,
  type JointName,
} from "@saunter/engine/observation";

/** A joint of which the tracker is not sure is so far from where it should be. */
const OFF_M = 0.5;

export interface SeenPerson {
  readonly shopperId: string;
  /** Metres. */
  readonly x: number;
  readonly y: number;
  /** Degrees; 0 looks along x. */
  readonly heading?: number;
  /** Where the right hand is; not seen where left out. */
  readonly hand?: readonly [x: number, y: number];
  /** How sure the tracker is of joints that it sees where they are not. */
  readonly unsure?: Partial<Record<JointName, number>>;
}

export function makeFrame(...people: readonly SeenPerson[]): JointFrame {
  return {
    kind: "joints",
    timestampMs: 0,
    shoppers: people.map((person) => ({ shopperId: person.shopperId, joints: seeJoints(person) })),
  };
}

function seeJoints({ x, y, heading = 90, hand, unsure = {} }: SeenPerson): Float64Array {
  const joints = new Float64Array(JOINT_NAMES.length * JOINT_STRIDE).fill(Number.NaN);
  const put = (name: JointName, atX: number, atY: number): void => {
    const score = unsure[name] ?? 1;
    const offM = score < 1 ? OFF_M : 0;
    joints.set([atX + offM, atY, 1.4, score], JOINT_NAMES.indexOf(name) * JOINT_STRIDE);
  };
  const left = ((heading + 90) * Math.PI) / 180;
  const side = { x: 0.18 * Math.cos(left), y: 0.18 * Math.sin(left) };
  put("head", x, y);
  put("l_shoulder", x + side.x, y + side.y);
  put("r_shoulder", x - side.x, y - side.y);
  if (hand !== undefined) put("r_wrist", ...hand);
  return joints;
}
