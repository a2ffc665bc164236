/** A model of one's own, in ONNX, by ONNX Runtime on one thread. */
import { access } from "node:fs/promises";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { Keypoints } from "./body-keypoints.ts";
import { decodeMultiPose, decodeSinglePose } from "./decode-movenet.ts";
import { decodeYoloPose, decodeYolox } from "./decode-yolo.ts";
import { keepBestBoxes } from "./found-box.ts";
import { guessKeypoints } from "./guess-keypoints.ts";
import { createLetterboxers, type Letterbox, roundInto } from "./letterbox.ts";
import { makeSighting } from "./make-sighting.ts";
import { findInputSize, LONG_SIDE_PX } from "./movenet-input.ts";
import {
  type OnnxLayout,
  type PixelType,
  recogniseLayout,
  type TensorInfo,
} from "./onnx-layout.ts";
import { type Picture, type PoseModel, PoseModelError } from "./pose-model.ts";

/** Grey that YOLO models are trained to see beside a picture. */
const GRID_FILL = 114;

/** Throws `PoseModelError` for a file that is not there, is no model, or is of no layout that is understood. */
export async function loadOnnxModel(file: string): Promise<PoseModel> {
  const session = await openSession(file);
  let layout: OnnxLayout;
  try {
    layout = recogniseLayout(readInfos(session.inputMetadata), readInfos(session.outputMetadata));
  } catch (error) {
    await session.release();
    if (!(error instanceof PoseModelError)) throw error;
    throw new PoseModelError(error.code, `the model ${file} is not understood: ${error.message}`);
  }
  const isGrid = layout.kind === "yolox" || layout.kind === "yolo-pose";
  const findLetterboxer = createLetterboxers(
    (source) => layout.input ?? findInputSize(source, LONG_SIDE_PX),
    isGrid ? GRID_FILL : 0,
  );
  return {
    find: async (picture) => {
      const { letterbox, draw } = findLetterboxer(picture);
      const input = makeInput(layout, draw(picture), letterbox);
      const answers = await session.run({ [session.inputNames[0]!]: input });
      const { data } = answers[session.outputNames[0]!]!;
      return decode(layout, data as Float32Array, letterbox, picture).flatMap(
        (keypoints) => makeSighting(picture, keypoints) ?? [],
      );
    },
    close: () => session.release(),
  };
}

async function openSession(file: string): Promise<InferenceSession> {
  try {
    await access(file);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new PoseModelError("model-missing", `the model ${file} cannot be read: ${error.message}`);
  }
  try {
    // One thread a session: as many threads as are wanted are the finder's own.
    return await InferenceSession.create(file, {
      ...{ executionProviders: ["cpu"], intraOpNumThreads: 1, interOpNumThreads: 1 },
    });
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

function makeInput(layout: OnnxLayout, drawn: Float32Array, { input }: Letterbox): Tensor {
  const { widthPx, heightPx } = input;
  switch (layout.kind) {
    case "yolox":
      return new Tensor("float32", makePlanes(drawn, BLUE_FIRST, 1), [1, 3, heightPx, widthPx]);
    case "yolo-pose":
      return new Tensor("float32", makePlanes(drawn, RED_FIRST, 1 / 255), [
        1,
        3,
        heightPx,
        widthPx,
      ]);
    case "multipose":
    case "singlepose":
      return new Tensor(layout.type, makePixels(layout.type, drawn), [1, heightPx, widthPx, 3]);
    default:
      return layout satisfies never;
  }
}

const RED_FIRST = [0, 1, 2];
const BLUE_FIRST = [2, 1, 0];

/** Colours one after the other, where they lay pixel by pixel. */
function makePlanes(drawn: Float32Array, order: readonly number[], scale: number): Float32Array {
  const pixels = drawn.length / 3;
  const planes = new Float32Array(drawn.length);
  for (const [plane, colour] of order.entries())
    for (let pixel = 0; pixel < pixels; pixel++)
      planes[plane * pixels + pixel] = drawn[pixel * 3 + colour]! * scale;
  return planes;
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
  { heightPx }: Picture,
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
