/** MoveNet MultiPose Lightning (Google 2021), which comes with the project: up to six people a picture. */
import { decodeMultiPose, PERSON_SCORE_MIN } from "./decode-movenet.ts";
import { createLetterboxers } from "./letterbox.ts";
import { makeSighting } from "./make-sighting.ts";
import {
  findInputSize,
  LONG_SIDE_PX,
  LONG_SIDE_PX_MAX,
  LONG_SIDE_PX_MIN,
  SIDE_STEP_PX,
} from "./movenet-input.ts";
import type { MoveNetRunner } from "./movenet-runner.ts";
import { type MoveNetConfig, type PoseModel, PoseModelError } from "./pose-model.ts";

/** Throws `PoseModelError` for a side that is none, or where what it needs is not installed. */
export async function loadMoveNet(config: Omit<MoveNetConfig, "kind">): Promise<PoseModel> {
  const { longSidePx = LONG_SIDE_PX, runtime = "native" } = config;
  const isSide = longSidePx >= LONG_SIDE_PX_MIN && longSidePx <= LONG_SIDE_PX_MAX;
  if (!isSide || longSidePx % SIDE_STEP_PX !== 0) {
    const bounds = `${LONG_SIDE_PX_MIN} to ${LONG_SIDE_PX_MAX}`;
    const why = `a multiple of ${SIDE_STEP_PX} from ${bounds}, not ${longSidePx}`;
    throw new PoseModelError("model-refused", `the longer side of MoveNet's input is ${why}`);
  }
  const runner = await startRunner(runtime);
  const findLetterboxer = createLetterboxers((source) => findInputSize(source, longSidePx), 0);
  return {
    find: async (picture) => {
      const { letterbox, draw } = findLetterboxer(picture);
      const people = await runner.run(draw(picture), letterbox.input, PERSON_SCORE_MIN);
      return decodeMultiPose(people, letterbox).flatMap(
        (keypoints) => makeSighting(picture, keypoints) ?? [],
      );
    },
    close: () => runner.close(),
  };
}

/** Only the library that is used is loaded. */
async function startRunner(runtime: "native" | "wasm"): Promise<MoveNetRunner> {
  if (runtime === "wasm") {
    const { startMoveNetInWasm } = await import("./movenet-wasm.ts");
    return startMoveNetInWasm();
  }
  const { startMoveNetNatively } = await import("./movenet-native.ts");
  return startMoveNetNatively();
}
