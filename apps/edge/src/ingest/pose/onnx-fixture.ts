/**
 * Small models in ONNX (github.com/onnx/onnx, onnx.proto3), written byte by byte: one that puts out the
 * same numbers, whatever it is given.
 */

/** Numbers of types in ONNX. */
const TYPES = { float32: 1, uint8: 2, int32: 6, int64: 7 } as const;

export interface OnnxTensor {
  readonly name: string;
  readonly type: keyof typeof TYPES;
  readonly shape: readonly (number | string)[];
}

/** What is put out for each of the outputs; zeros where not given. */
export interface ConstantModel {
  readonly inputs: readonly OnnxTensor[];
  readonly outputs: readonly (OnnxTensor & { readonly values?: Float32Array })[];
}

export function makeConstantModel({ inputs, outputs }: ConstantModel): Buffer {
  const nodes = outputs.map(({ name }) =>
    message(1, [text(1, `${name}_kept`), text(2, name), text(4, "Identity")]),
  );
  const kept = outputs.map((output) => message(5, makeInitializer(output)));
  const graph = [
    ...[...nodes, text(2, "graph"), ...kept],
    ...inputs.map((one) => message(11, makeValueInfo(one))),
    ...outputs.map((one) => message(12, makeValueInfo(one))),
  ];
  return Buffer.concat([varintField(1, 8), message(7, graph), message(8, [varintField(2, 17)])]);
}

function makeInitializer({
  name,
  type,
  shape,
  values,
}: ConstantModel["outputs"][number]): Buffer[] {
  const sides = shape.map((side) => (typeof side === "number" ? side : 1));
  const count = sides.reduce((product, side) => product * side, 1);
  const raw = values ?? new Float32Array(count);
  return [
    ...sides.map((side) => varintField(1, side)),
    varintField(2, TYPES[type]),
    text(8, `${name}_kept`),
    bytes(9, Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)),
  ];
}

function makeValueInfo({ name, type, shape }: OnnxTensor): Buffer[] {
  const sides = shape.map((side) =>
    message(1, [typeof side === "number" ? varintField(1, side) : text(2, side)]),
  );
  const tensor = message(1, [varintField(1, TYPES[type]), message(2, sides)]);
  return [text(1, name), message(2, [tensor])];
}

function varint(value: number): Buffer {
  const digits: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...digits, left]);
    digits.push((left % 128) + 128);
  }
}

const varintField = (field: number, value: number): Buffer =>
  Buffer.concat([varint(field * 8), varint(value)]);

const bytes = (field: number, value: Buffer): Buffer =>
  Buffer.concat([varint(field * 8 + 2), varint(value.length), value]);

const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));

const message = (field: number, parts: readonly Buffer[]): Buffer =>
  bytes(field, Buffer.concat(parts));
