/** Small models that put out the same numbers, whatever they are given. */
import { type OnnxValue, writeOnnx } from "./onnx-writer.ts";

export interface ConstantModel {
  readonly inputs: readonly OnnxValue[];
  /** Zeros are put out where no values are given. */
  readonly outputs: readonly (OnnxValue & { readonly values?: Float32Array })[];
}

export function makeConstantModel({ inputs, outputs }: ConstantModel): Uint8Array {
  return writeOnnx({
    inputs,
    outputs,
    constants: outputs.map(({ name, shape, values }) => {
      const sides = shape.map((side) => (typeof side === "number" ? side : 1));
      const count = sides.reduce((product, side) => product * side, 1);
      return { name: `${name}_kept`, shape: sides, values: values ?? new Float32Array(count) };
    }),
    nodes: outputs.map(({ name }) => ({
      operator: "Identity",
      inputs: [`${name}_kept`],
      output: name,
    })),
  });
}
