import {
  type CameraTrouble,
  type IdentityAmbiguity,
  JOINT_NAMES,
  JOINT_STRIDE,
  type JointFrame,
  type ShopperPose,
} from "@saunter/engine/observation";
import { describeHeld } from "./held-json.ts";
import { METRES_PER_INCH } from "./joint-line.ts";

/**
 * A frame as a line of full_targets.json. Where cameras have faults the document has `cameras`, too, and
 * where identities are ambiguous `doubts`, which are not the format's: readers of others pass them over.
 */
export function formatJointLine({
  timestampMs,
  shoppers,
  troubles,
  ambiguities,
}: JointFrame): string {
  const targets = shoppers.length === 0 ? {} : { targets: shoppers.map(describeShopper) };
  const cameras = troubles === undefined ? {} : { cameras: troubles.map(describeTrouble) };
  const unsure = ambiguities === undefined ? {} : { doubts: ambiguities.map(describeAmbiguity) };
  return `${JSON.stringify(describeDocument(timestampMs, { targets, ...cameras, ...unsure }))}\n`;
}

function describeAmbiguity({ shopperIds, fromMs, toMs, probability }: IdentityAmbiguity): object {
  return { ids: shopperIds, from: fromMs / 1000, to: toMs / 1000, probability };
}

function describeTrouble({ cameraId, fault, shopperIds }: CameraTrouble): object {
  return { id: cameraId, fault, ...(shopperIds === undefined ? {} : { concerns: shopperIds }) };
}

/** What all lines of a recording have. */
export function describeDocument(timestampMs: number, content: object): object {
  const time = new Date(timestampMs).toISOString();
  return {
    timestamp: timestampMs / 1000,
    date_time: { $date: time },
    document: { header: { t_origin: time, t_issue: time }, ...content },
  };
}

function describeShopper({ shopperId, joints, hands, isAmbiguous }: ShopperPose): object {
  const described = JOINT_NAMES.map((name, i) => {
    const at = i * JOINT_STRIDE;
    return [name, describeJoint(joints.subarray(at, at + JOINT_STRIDE))] as const;
  });
  return {
    target_id: { id: shopperId },
    target_state: "TARGETSTATE_VALID_ENTRANCE",
    ...Object.fromEntries(described),
    ...describeHeld(hands),
    ...(isAmbiguous === true ? { doubted: true } : {}),
  };
}

/** Metres to inches. No component is left out: a point of three zeros would read as not seen. */
function describeJoint(joint: Float64Array): object {
  const [x, y, z, score] = joint as unknown as [number, number, number, number];
  if (!Number.isFinite(x + y + z)) return { point: {} };
  const point = { x: x / METRES_PER_INCH, y: y / METRES_PER_INCH, z: z / METRES_PER_INCH };
  return { point, score: Number.isFinite(score) ? score : 0 };
}
