/** A model of one's own, in ONNX, by ONNX Runtime on one thread. */
import { access } from "node:fs/promises";
import type { InferenceSession } from "onnxruntime-node";
import type { ColourImage } from "../cameras/colour-image.ts";
import type { Keypoints } from "./body-keypoints.ts";
import { BLUE_FIRST, makePlanes, RED_FIRST } from "./colour-planes.ts";
import { decodeMultiPose, decodeSinglePose } from "./decode-movenet.ts";
import { decodeYoloPose, decodeYolox } from "./decode-yolo.ts";
import { keepBestBoxes } from "./found-box.ts";
import { guessKeypoints } from "./guess-keypoints.ts";
import { createLetterboxers, type Letterbox, roundInto } from "./letterbox.ts";
import { makeDetection } from "./make-detection.ts";
import { findInputSize, isLongSide, LONG_SIDE_PX, LONG_SIDES } from "./movenet-input.ts";
import {
  type OnnxLayout,
  type PixelType,
  recogniseLayout,
  type TensorInfo,
} from "./onnx-layout.ts";
import { loadOnnxRuntime, SESSION_OPTIONS } from "./onnx-runtime.ts";
import { type PoseModel, PoseModelError } from "./pose-model.ts";

/** Grey that YOLO models are trained to see beside a picture. */
const GRID_FILL = 114;

/**
 * Throws `PoseModelError` for a file that is not there, is no model, or is of no layout that is
 * understood, and for a side that it does not take.
 */
export async function loadOnnxModel(file: string, longSidePx?: number): Promise<PoseModel> {
  const session = await openSession(file);
  const { Tensor } = await loadOnnxRuntime();
  let layout: OnnxLayout;
  try {
    layout = recogniseLayout(readInfos(session.inputMetadata), readInfos(session.outputMetadata));
    checkSide(layout, longSidePx);
  } catch (error) {
    await session.release();
    if (!(error instanceof PoseModelError)) throw error;
    const why = error.code === "size-refused" ? "takes no such size" : "is not understood";
    throw new PoseModelError(error.code, `the model ${file} ${why}: ${error.message}`);
  }
  const isGrid = layout.kind === "yolox" || layout.kind === "yolo-pose";
  const findLetterboxer = createLetterboxers(
    (source) => layout.input ?? findInputSize(source, longSidePx ?? LONG_SIDE_PX),
    isGrid ? GRID_FILL : 0,
  );
  return {
    find: async (image) => {
      const { letterbox, draw } = findLetterboxer(image);
      const { type, values, shape } = makeInput(layout, draw(image), letterbox);
      const input = new Tensor(type, values, shape);
      const answers = await session.run({ [session.inputNames[0]!]: input });
      const { data } = answers[session.outputNames[0]!]!;
      return decode(layout, data as Float32Array, letterbox, image).flatMap(
        (keypoints) => makeDetection(image, keypoints) ?? [],
      );
    },
    close: () => session.release(),
  };
}

/** A layout whose input is fixed takes that; one of MoveNet whose input is not, what MoveNet does. */
function checkSide({ input }: OnnxLayout, longSidePx: number | undefined): void {
  if (longSidePx === undefined) return;
  if (input === null && isLongSide(longSidePx)) return;
  if (input !== null && longSidePx === Math.max(input.widthPx, input.heightPx)) return;
  const takes = input === null ? LONG_SIDES : `${input.widthPx} by ${input.heightPx} pixels`;
  throw new PoseModelError("size-refused", `it takes ${takes}, not ${longSidePx}`);
}

async function openSession(file: string): Promise<InferenceSession> {
  try {
    await access(file);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new PoseModelError("model-missing", `the model ${file} cannot be read: ${error.message}`);
  }
  const { InferenceSession } = await loadOnnxRuntime();
  try {
    return await InferenceSession.create(file, SESSION_OPTIONS);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new PoseModelError("model-refused", `${file} is no model that runs: ${error.message}`);
  }
}

function readInfos(metadata: readonly InferenceSession.ValueMetadata[]): TensorInfo[] {
  return metadata.map((one) =>
    one.isTensor
      ? { name: one.name, type: one.type, shape: one.shape }
      : { name: one.name, type: "no tensor", shape: [] },
  );
}

interface ModelInput {
  readonly type: PixelType;
  readonly values: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
}

function makeInput(layout: OnnxLayout, drawn: Float32Array, { input }: Letterbox): ModelInput {
  const { widthPx, heightPx } = input;
  const planar = { type: "float32" as const, shape: [1, 3, heightPx, widthPx] };
  switch (layout.kind) {
    case "yolox":
      return { ...planar, values: makePlanes(drawn, BLUE_FIRST, 1) };
    case "yolo-pose":
      return { ...planar, values: makePlanes(drawn, RED_FIRST, 1 / 255) };
    case "multipose":
    case "singlepose": {
      const { type } = layout;
      return { type, values: makePixels(type, drawn), shape: [1, heightPx, widthPx, 3] };
    }
    default:
      return layout satisfies never;
  }
}

function makePixels(type: PixelType, drawn: Float32Array): Float32Array | Int32Array | Uint8Array {
  switch (type) {
    case "float32":
      return drawn.slice();
    case "int32":
      return roundInto(Int32Array, drawn);
    case "uint8":
      return roundInto(Uint8Array, drawn);
    default:
      return type satisfies never;
  }
}

function decode(
  layout: OnnxLayout,
  values: Float32Array,
  letterbox: Letterbox,
  { heightPx }: ColourImage,
): Keypoints[] {
  switch (layout.kind) {
    case "yolox":
      return keepBestBoxes(decodeYolox(values, layout.valuesPerCell, letterbox)).map((box) =>
        guessKeypoints(box, heightPx),
      );
    case "yolo-pose":
      return keepBestBoxes(decodeYoloPose(values, letterbox)).map(({ keypoints }) => keypoints);
    case "multipose":
      return decodeMultiPose(values, letterbox);
    case "singlepose":
      return decodeSinglePose(values, letterbox);
    default:
      return layout satisfies never;
  }
}
