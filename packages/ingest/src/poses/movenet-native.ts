/** MoveNet in ONNX Runtime, which has an add-on for most machines. */
import type { Tensor } from "onnxruntime-node";
import { makePlanes, RED_FIRST } from "./colour-planes.ts";
import { readMoveNet } from "./movenet-files.ts";
import { findPeople } from "./movenet-people.ts";
import type { MoveNetRunner } from "./movenet-runner.ts";
import { convertToOnnx, type HeadName } from "./movenet-to-onnx.ts";
import { loadOnnxRuntime, SESSION_OPTIONS } from "./onnx-runtime.ts";

/** Throws `PoseModelError` where one of the packages is not there, or has nothing for this machine. */
export async function startMoveNetNatively(): Promise<MoveNetRunner> {
  const { InferenceSession, Tensor } = await loadOnnxRuntime();
  const session = await InferenceSession.create(
    convertToOnnx(await readMoveNet()),
    SESSION_OPTIONS,
  );
  return {
    run: async (drawn, { widthPx, heightPx }, scoreMin) => {
      const planes = makePlanes(drawn, RED_FIRST, 1);
      const input = new Tensor("float32", planes, [1, 3, heightPx, widthPx]);
      const maps = (await session.run({ input })) as Readonly<Record<HeadName, Tensor>>;
      const [, , rows, columns] = maps.centres.dims as [number, number, number, number];
      const read = (name: HeadName): Float32Array => maps[name].data as Float32Array;
      return findPeople(
        {
          rows,
          columns,
          centres: read("centres"),
          points: read("points"),
          boxSizes: read("boxSizes"),
          boxOffsets: read("boxOffsets"),
          pointSteps: read("pointSteps"),
          pointOffsets: read("pointOffsets"),
        },
        scoreMin,
      );
    },
    close: () => session.release(),
  };
}
