/**
 * MoveNet MultiPose as ONNX: the same convolutions with the same weights run four times as fast in ONNX
 * Runtime as in WebAssembly. What follows them, whom they mean, is `movenet-people.ts`.
 */
import type { GraphAttribute, GraphNode, MoveNetFiles, WeightSpec } from "./movenet-files.ts";
import { type OnnxConstant, type OnnxNode, writeOnnx } from "./onnx-writer.ts";
import { PoseModelError } from "./pose-model.ts";

/** What the convolutions put out, by the names of the graph, and how many planes each has. */
export const HEADS = {
  /** Whether the middle of somebody is in a cell: its logarithm of odds. */
  centres: ["StatefulPartitionedCall/center_0/conv2d_4/BiasAdd", 1],
  /** Sides of their box, and how far its middle is off the cell: y, x, in cells. */
  boxSizes: ["StatefulPartitionedCall/box_scale_0/conv2d_5/BiasAdd", 2],
  boxOffsets: ["StatefulPartitionedCall/box_offset_0/conv2d_6/BiasAdd", 2],
  /** Whether a point is in a cell: logarithm of odds. */
  points: ["StatefulPartitionedCall/kpt_heatmap_0/conv2d_7/BiasAdd", 17],
  /** How far from a middle each point is thought to be, and how far from its cell it is: y, x. */
  pointSteps: ["StatefulPartitionedCall/kpt_regress_0/conv2d_8/BiasAdd", 34],
  pointOffsets: ["StatefulPartitionedCall/kpt_offset_0/conv2d_9/BiasAdd", 34],
} as const;

export type HeadName = keyof typeof HEADS;

interface Conversion {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly weights: ReadonlyMap<string, OnnxConstant>;
  readonly made: OnnxNode[];
  readonly constants: OnnxConstant[];
  /** What each node's output is called. */
  readonly outputs: Map<string, string>;
}

/**
 * Takes pictures as float32 [1, 3, height, width], red, green and blue of 0 to 255, sides multiples of 32;
 * puts out each of `HEADS` by its name, [1, planes, height / 4, width / 4]. Throws `PoseModelError`
 * where the graph holds what is not known here.
 */
export function convertToOnnx({ file, weights }: MoveNetFiles): Uint8Array {
  const conversion: Conversion = {
    nodes: new Map(file.modelTopology.node.map((node) => [node.name, node])),
    weights: readWeights(
      file.weightsManifest.flatMap((one) => one.weights),
      weights,
    ),
    made: [],
    constants: [],
    outputs: new Map(),
  };
  const heads = Object.entries(HEADS).map(([name, [node, planes]]) => {
    conversion.made.push({
      operator: "Identity",
      inputs: [convertNode(conversion, node)],
      output: name,
    });
    const shape = [1, planes, "rows", "columns"];
    return { name, type: "float32" as const, shape };
  });
  return writeOnnx({
    inputs: [{ name: "input", type: "float32", shape: [1, 3, "height", "width"] }],
    outputs: heads,
    constants: conversion.constants,
    nodes: conversion.made,
  });
}

/** A number of 16 bits (IEEE 754): sign, 5 bits of exponent, 10 of fraction. */
export function readHalf(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** All of them: there are millions of weights. */
const HALVES = Float32Array.from({ length: 65_536 }, (_, bits) => readHalf(bits));

function readWeights(specs: readonly WeightSpec[], bytes: Buffer): Map<string, OnnxConstant> {
  const weights = new Map<string, OnnxConstant>();
  let at = 0;
  for (const { name, shape, dtype, quantization } of specs) {
    const count = shape.reduce((product, side) => product * side, 1);
    const values = new Float32Array(count);
    const isHalf = quantization?.dtype === "float16";
    if (quantization !== undefined && !isHalf) throw refuse(`weights of ${quantization.dtype}`);
    for (let index = 0; index < count; index++, at += isHalf ? 2 : 4) {
      if (isHalf) values[index] = HALVES[bytes.readUInt16LE(at)]!;
      else values[index] = dtype === "int32" ? bytes.readInt32LE(at) : bytes.readFloatLE(at);
    }
    weights.set(name, { name, shape, values });
  }
  return weights;
}

function refuse(what: string): PoseModelError {
  return new PoseModelError("model-refused", `MoveNet's graph holds ${what}: another version?`);
}

/** Converts a node and all that it needs; returns what its output is called. */
function convertNode(conversion: Conversion, name: string): string {
  const known = conversion.outputs.get(name);
  if (known !== undefined) return known;
  const node = conversion.nodes.get(name);
  if (node === undefined) throw refuse(`no ${name}`);
  const output = convertOperator(conversion, node);
  conversion.outputs.set(name, output);
  return output;
}

function convertOperator(conversion: Conversion, node: GraphNode): string {
  const [first, second] = node.input ?? [];
  switch (node.op) {
    case "Placeholder":
      return "input";
    case "Cast":
      return convertNode(conversion, first!);
    case "Sub":
      return addElementwise(conversion, "Sub", node);
    case "Mul":
      return addElementwise(conversion, "Mul", node);
    case "AddV2":
      return addElementwise(conversion, "Add", node);
    case "_FusedConv2D":
    case "DepthwiseConv2dNative":
    case "FusedDepthwiseConv2dNative":
      return addConvolution(conversion, node);
    case "ResizeBilinear":
      return addDoubling(conversion, convertNode(conversion, first!), second!);
    default:
      throw refuse(`the operator ${node.op}`);
  }
}

function addNode(conversion: Conversion, node: Omit<OnnxNode, "output">): string {
  const output = `${node.operator}${conversion.made.length}`;
  conversion.made.push({ ...node, output });
  return output;
}

function addConstant({ constants }: Conversion, shape: number[], values: Float32Array): string {
  const name = `constant${constants.length}`;
  constants.push({ name, shape, values });
  return name;
}

function addElementwise(conversion: Conversion, operator: string, { input }: GraphNode): string {
  const inputs = (input ?? []).map((name) => {
    const weight = conversion.weights.get(name);
    if (weight === undefined) return convertNode(conversion, name);
    // A number for each colour, or one for all.
    const { values } = weight;
    return addConstant(conversion, values.length === 1 ? [] : [1, values.length, 1, 1], values);
  });
  return addNode(conversion, { operator, inputs });
}

function addConvolution(conversion: Conversion, { op, input, attr }: GraphNode): string {
  const [from, filterName, biasName] = input!;
  const filter = conversion.weights.get(filterName!);
  if (filter === undefined) throw refuse(`a filter ${filterName} that is computed`);
  const [height, width, channels, multiplier] = filter.shape as [number, number, number, number];
  const isDepthwise = op !== "_FusedConv2D";
  if (isDepthwise && multiplier !== 1) throw refuse("a filter that makes several planes of one");
  const shape = isDepthwise ? [channels, 1, height, width] : [multiplier, channels, height, width];
  const inputs = [
    convertNode(conversion, from!),
    addConstant(conversion, shape, isDepthwise ? putChannelFirst(filter) : swapPlanes(filter)),
  ];
  const bias = biasName === undefined ? undefined : conversion.weights.get(biasName);
  if (bias !== undefined) inputs.push(addConstant(conversion, [bias.values.length], bias.values));
  const [, strideY, strideX] = (attr?.strides?.list?.i ?? []).map(Number);
  const attributes = {
    kernel_shape: [height, width],
    strides: [strideY!, strideX!],
    group: isDepthwise ? channels : 1,
    auto_pad: readWord(attr?.padding) === "SAME" ? "SAME_UPPER" : "VALID",
  };
  const output = addNode(conversion, { operator: "Conv", inputs, attributes });
  return addActivation(conversion, output, readWords(attr?.fused_ops));
}

/** [height, width, in, out] to [out, in, height, width]. */
function swapPlanes({ shape, values }: OnnxConstant): Float32Array {
  const [height, width, channels, outs] = shape as [number, number, number, number];
  const swapped = new Float32Array(values.length);
  let from = 0;
  for (let at = 0; at < height * width; at++)
    for (let channel = 0; channel < channels; channel++)
      for (let out = 0; out < outs; out++)
        swapped[(out * channels + channel) * height * width + at] = values[from++]!;
  return swapped;
}

/** [height, width, channel, 1] to [channel, 1, height, width]. */
function putChannelFirst({ shape, values }: OnnxConstant): Float32Array {
  const channels = shape[2]!;
  const cells = values.length / channels;
  return values.map((_, at) => values[(at % cells) * channels + Math.floor(at / cells)]!);
}

function addActivation(conversion: Conversion, from: string, words: readonly string[]): string {
  const activation = words.find((word) => word !== "BiasAdd");
  switch (activation) {
    case undefined:
      return from;
    case "Relu":
      return addNode(conversion, { operator: "Relu", inputs: [from] });
    case "Relu6": {
      const limits = [0, 6].map((limit) => addConstant(conversion, [], Float32Array.of(limit)));
      return addNode(conversion, { operator: "Clip", inputs: [from, ...limits] });
    }
    default:
      throw refuse(`the activation ${activation}`);
  }
}

/** Twice as large: the size in the graph is its input's, times two. */
function addDoubling(conversion: Conversion, from: string, sizeName: string): string {
  const [, factorName] = conversion.nodes.get(sizeName)?.input ?? [];
  const factors = conversion.weights.get(factorName ?? "")?.values;
  if (factors?.length !== 2 || factors.some((factor) => factor !== 2))
    throw refuse("an enlargement by another factor than 2");
  const scales = addConstant(conversion, [4], Float32Array.of(1, 1, 2, 2));
  const attributes = { mode: "linear", coordinate_transformation_mode: "half_pixel" };
  return addNode(conversion, { operator: "Resize", inputs: [from, "", scales], attributes });
}

function readWord(attribute: GraphAttribute | undefined): string {
  return Buffer.from(attribute?.s ?? "", "base64").toString();
}

function readWords(attribute: GraphAttribute | undefined): string[] {
  return (attribute?.list?.s ?? []).map((word) => Buffer.from(word, "base64").toString());
}
