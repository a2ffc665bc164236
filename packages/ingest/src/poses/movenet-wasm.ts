/** MoveNet in TensorFlow.js' WebAssembly: no add-on, wherever Node runs, and four times as slow. */
import { join } from "node:path";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { dispose, type io, ready, setBackend, type Tensor, tensor4d } from "@tensorflow/tfjs-core";
import { MULTIPOSE_STRIDE } from "./decode-movenet.ts";
import { roundInto, type Size } from "./letterbox.ts";
import { findPackage, readMoveNet } from "./movenet-files.ts";
import type { MoveNetRunner } from "./movenet-runner.ts";
import { PoseModelError } from "./pose-model.ts";

/** Throws `PoseModelError` where one of the packages is not there, or WebAssembly does not start. */
export async function startMoveNetInWasm(): Promise<MoveNetRunner> {
  setWasmPaths(`${join(findPackage("@tensorflow/tfjs-backend-wasm"), "dist")}/`);
  if (!(await setBackend("wasm")))
    throw new PoseModelError("model-refused", "TensorFlow.js could not start its WebAssembly");
  await ready();
  const graph = await loadGraph();
  return {
    run: (drawn, input) => runGraph(graph, roundInto(Int32Array, drawn), input),
    close: async () => graph.dispose(),
  };
}

async function loadGraph(): Promise<GraphModel> {
  const { file, weights } = await readMoveNet();
  const { weightsManifest, ...rest } = file as unknown as io.ModelJSON;
  const artifacts: io.ModelArtifacts = {
    ...rest,
    weightSpecs: weightsManifest.flatMap((one) => one.weights),
    weightData: new Uint8Array(weights).buffer,
  };
  return loadGraphModel({ load: async () => artifacts });
}

async function runGraph(graph: GraphModel, pixels: Int32Array, { widthPx, heightPx }: Size) {
  const input = tensor4d(pixels, [1, heightPx, widthPx, 3], "int32");
  const output = graph.execute(input) as Tensor;
  const people = await output.data();
  const { shape } = output;
  dispose([input, output]);
  if (shape.length !== 3 || shape[2] !== MULTIPOSE_STRIDE)
    throw new PoseModelError("model-refused", `MoveNet answers [${shape}], not [1, 6, 56]`);
  return people;
}
