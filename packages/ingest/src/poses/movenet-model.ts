/** MoveNet MultiPose Lightning (Google 2021), which comes with the project: up to six people a picture. */
import { decodeMultiPose, PERSON_SCORE_MIN } from "./decode-movenet.ts";
import { createLetterboxers } from "./letterbox.ts";
import { makeDetection } from "./make-detection.ts";
import { findInputSize, isLongSide, LONG_SIDE_PX, LONG_SIDES } from "./movenet-input.ts";
import type { MoveNetRunner } from "./movenet-runner.ts";
import { type MoveNetConfig, type PoseModel, PoseModelError } from "./pose-model.ts";

/** Throws `PoseModelError` for a side that is none, or where what it needs is not installed. */
export async function loadMoveNet(config: Omit<MoveNetConfig, "kind">): Promise<PoseModel> {
  const { longSidePx = LONG_SIDE_PX, runtime = "native" } = config;
  if (!isLongSide(longSidePx)) {
    const why = `the longer side of MoveNet's input is ${LONG_SIDES}, not ${longSidePx}`;
    throw new PoseModelError("size-refused", why);
  }
  const runner = await startRunner(runtime);
  const findLetterboxer = createLetterboxers((source) => findInputSize(source, longSidePx), 0);
  return {
    find: async (image) => {
      const { letterbox, draw } = findLetterboxer(image);
      const people = await runner.run(draw(image), letterbox.input, PERSON_SCORE_MIN);
      return decodeMultiPose(people, letterbox).flatMap(
        (keypoints) => makeDetection(image, keypoints) ?? [],
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
