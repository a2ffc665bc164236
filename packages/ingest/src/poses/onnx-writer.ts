/** Writes models in ONNX (onnx.proto3 of github.com/onnx/onnx, IR 8, operators 17), byte by byte. */

/** Numbers of types in ONNX. */
const TYPES = { float32: 1, uint8: 2, int32: 6, int64: 7 } as const;

export interface OnnxValue {
  readonly name: string;
  readonly type: keyof typeof TYPES;
  /** A side that may be any is a name. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Whole numbers, lists of them, and words. */
  readonly attributes?: Readonly<Record<string, number | readonly number[] | string>>;
}

export interface OnnxGraph {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly constants: readonly OnnxConstant[];
  readonly nodes: readonly OnnxNode[];
}

const IR_VERSION = 8;
const OPERATORS_VERSION = 17;

export function writeOnnx({ inputs, outputs, constants, nodes }: OnnxGraph): Uint8Array {
  const graph = [
    ...nodes.map((node) => message(1, writeNode(node))),
    text(2, "graph"),
    ...constants.map((constant) => message(5, writeConstant(constant))),
    ...inputs.map((value) => message(11, writeValue(value))),
    ...outputs.map((value) => message(12, writeValue(value))),
  ];
  const operators = message(8, [whole(2, OPERATORS_VERSION)]);
  const { parts, length } = join([whole(1, IR_VERSION), message(7, graph), operators]);
  return Buffer.concat(parts, length);
}

function writeNode({ operator, inputs, output, attributes = {} }: OnnxNode): Piece[] {
  return [
    ...inputs.map((name) => text(1, name)),
    ...[text(2, output), text(4, operator)],
    ...Object.entries(attributes).map(([name, value]) => message(5, writeAttribute(name, value))),
  ];
}

function writeAttribute(name: string, value: number | readonly number[] | string): Piece[] {
  if (typeof value === "string") return [text(1, name), text(4, value), whole(20, 3)];
  if (typeof value === "number") return [text(1, name), whole(3, value), whole(20, 2)];
  return [text(1, name), ...value.map((one) => whole(8, one)), whole(20, 7)];
}

function writeConstant({ name, shape, values }: OnnxConstant): Piece[] {
  return [
    ...shape.map((side) => whole(1, side)),
    whole(2, TYPES.float32),
    text(8, name),
    // Little-endian, as all machines are that this runs on.
    bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ];
}

function writeValue({ name, type, shape }: OnnxValue): Piece[] {
  const sides = shape.map((side) =>
    message(1, [typeof side === "number" ? whole(1, side) : text(2, side)]),
  );
  const tensor = message(1, [whole(1, TYPES[type]), message(2, sides)]);
  return [text(1, name), message(2, [tensor])];
}

/** Bytes that are put together at the end: weights are large, and would be copied at each level. */
interface Piece {
  readonly parts: readonly Uint8Array[];
  readonly length: number;
}

const join = (pieces: readonly Piece[]): Piece => ({
  parts: pieces.flatMap(({ parts }) => parts),
  length: pieces.reduce((sum, { length }) => sum + length, 0),
});

const piece = (bytes: Uint8Array): Piece => ({ parts: [bytes], length: bytes.length });

function varint(value: number): Piece {
  const digits: number[] = [];
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) digits.push((left % 128) + 128);
  return piece(Uint8Array.from([...digits, left]));
}

const whole = (field: number, value: number): Piece => join([varint(field * 8), varint(value)]);

const message = (field: number, pieces: readonly Piece[]): Piece => {
  const inner = join(pieces);
  return join([varint(field * 8 + 2), varint(inner.length), inner]);
};

const bytes = (field: number, value: Uint8Array): Piece => message(field, [piece(value)]);

const text = (field: number, value: string): Piece => bytes(field, Buffer.from(value));
