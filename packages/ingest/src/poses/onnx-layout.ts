/** Which models of others are understood, told by what they take and what they put out. */
import { MULTIPOSE_STRIDE } from "./decode-movenet.ts";
import { countCells, YOLO_POSE_VALUES, YOLOX_BOX_VALUES } from "./decode-yolo.ts";
import type { Size } from "./letterbox.ts";
import { PoseModelError } from "./pose-model.ts";

/** A tensor of a model; a side that may be any is a name, or -1. */
export interface TensorInfo {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

export type PixelType = "float32" | "int32" | "uint8";

export type OnnxLayout =
  | { readonly kind: "yolox"; readonly input: Size; readonly valuesPerCell: number }
  | { readonly kind: "yolo-pose"; readonly input: Size }
  | {
      readonly kind: "multipose" | "singlepose";
      /** Null where any will do. */
      readonly input: Size | null;
      readonly type: PixelType;
    };

const UNDERSTOOD = [
  "a detector of YOLOX: float32 [1, 3, height, width] (blue, green, red, 0 to 255) to float32 " +
    "[1, cells, 5 + classes], cells of strides 8, 16 and 32, the first class a person",
  "a pose model of YOLO: float32 [1, 3, height, width] (red, green, blue, 0 to 1) to float32 " +
    `[1, ${YOLO_POSE_VALUES}, cells]`,
  "MoveNet: int32, uint8 or float32 [1, height, width, 3] (red, green, blue, 0 to 255) to float32 " +
    `[1, people, ${MULTIPOSE_STRIDE}] or [1, 1, 17, 3]`,
];

/** One sentence for each layout. */
export function describeLayouts(): readonly string[] {
  return UNDERSTOOD;
}

/** Throws `PoseModelError` ("model-refused") that says what the model has, and what is understood. */
export function recogniseLayout(
  inputs: readonly TensorInfo[],
  outputs: readonly TensorInfo[],
): OnnxLayout {
  const [input, ...otherInputs] = inputs;
  const [output, ...otherOutputs] = outputs;
  const isOne = otherInputs.length === 0 && otherOutputs.length === 0;
  const layout =
    isOne && input !== undefined && output?.type === "float32" ? findLayout(input, output) : null;
  if (layout !== null) return layout;
  const has = `it takes ${describeTensors(inputs)} and puts out ${describeTensors(outputs)}`;
  const understood = UNDERSTOOD.map((one) => `\n  - ${one}`).join("");
  throw new PoseModelError("model-refused", `${has}; understood are${understood}`);
}

function findLayout(input: TensorInfo, output: TensorInfo): OnnxLayout | null {
  const sides = readSides(input.shape);
  if (sides === null || !isBatchOfOne(output.shape[0])) return null;
  return sides.isPlanar
    ? findGridLayout(input, output, sides.size)
    : findMoveNetLayout(input, output, sides.size);
}

function findGridLayout(
  { type }: TensorInfo,
  { shape }: TensorInfo,
  input: Size | null,
): OnnxLayout | null {
  if (type !== "float32" || input === null || shape.length !== 3) return null;
  const [, rows, columns] = shape;
  const cells = countCells(input);
  if (rows === YOLO_POSE_VALUES && columns === cells) return { kind: "yolo-pose", input };
  const hasClasses = typeof columns === "number" && columns > YOLOX_BOX_VALUES;
  if (rows !== cells || !hasClasses) return null;
  return { kind: "yolox", input, valuesPerCell: columns };
}

function findMoveNetLayout(
  { type }: TensorInfo,
  { shape }: TensorInfo,
  input: Size | null,
): OnnxLayout | null {
  if (type !== "int32" && type !== "uint8" && type !== "float32") return null;
  if (shape.length === 3 && shape[2] === MULTIPOSE_STRIDE)
    return { kind: "multipose", input, type };
  const isSingle = shape.length === 4 && shape[1] === 1 && shape[2] === 17 && shape[3] === 3;
  return isSingle ? { kind: "singlepose", input, type } : null;
}

/** Sides of an input of one picture; planar where its colours lie one after the other. */
function readSides(
  shape: TensorInfo["shape"],
): { readonly isPlanar: boolean; readonly size: Size | null } | null {
  if (shape.length !== 4 || !isBatchOfOne(shape[0])) return null;
  const isPlanar = shape[1] === 3;
  if (!isPlanar && shape[3] !== 3) return null;
  const [heightPx, widthPx] = isPlanar ? shape.slice(2) : shape.slice(1, 3);
  const isFixed = (side: number | string | undefined): side is number =>
    typeof side === "number" && side > 0;
  if (isFixed(heightPx) && isFixed(widthPx)) return { isPlanar, size: { widthPx, heightPx } };
  return isFixed(heightPx) || isFixed(widthPx) ? null : { isPlanar, size: null };
}

/** Or of any number. */
const isBatchOfOne = (side: number | string | undefined): boolean =>
  side === 1 || side === -1 || typeof side === "string";

function describeTensors(tensors: readonly TensorInfo[]): string {
  if (tensors.length === 0) return "nothing";
  return tensors
    .map(({ name, type, shape }) => `${name}: ${type} [${shape.join(", ")}]`)
    .join(" and ");
}
