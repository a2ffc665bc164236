/** Small recordings for tests, written as the real ones are. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Observation } from "@saunter/engine/observation";
import { readObservations } from "./read-observations.ts";
import type { RecordingWarning } from "./recording-codes.ts";
import type { RecordingLimits } from "./recording-limits.ts";

/** Where the real recordings are, beside the project; tests skip where they are not. */
export const REAL_RECORDINGS = join(
  dirname(fileURLToPath(import.meta.url)),
  "../../../../../../shared/data/nanostore",
);

/** Unix seconds at which fixtures start. */
export const START_S = 1_587_531_990;

/** Runs `use` with a folder of its own that is removed afterwards. */
export async function withFolder<T>(use: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), "saunter-recording-"));
  try {
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export async function writeFiles(
  dir: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(dir, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

export interface PlateLineOptions {
  readonly gondola?: unknown;
  readonly sampleRateHz?: unknown;
  readonly shape?: unknown;
  readonly samplesG?: readonly number[];
}

/** A line of plate_data.json, by default of 2 samples of 2 x 3 plates. */
export function plateLine(timestamp: unknown, options: PlateLineOptions = {}): string {
  const samples = Float32Array.from(options.samplesG ?? Array.from({ length: 12 }, (_, i) => i));
  return JSON.stringify({
    timestamp,
    document: {
      header: { t_origin: "2020-04-22T05:06:36.859Z" },
      plate_data: {
        plate_id: { shelf_id: { gondola_id: { id: options.gondola ?? 1 } } },
        freq_samp: options.sampleRateHz === undefined ? 60 : options.sampleRateHz,
        values: {
          data: Buffer.from(samples.buffer).toString("base64"),
          shape: options.shape ?? [2, 2, 3],
          type: "DATATYPE_FLOAT32",
        },
      },
    },
  });
}

/** A line of full_targets.json with the ids given as JSON text, so that they can be numbers. */
export function jointLine(timestamp: unknown, ...ids: string[]): string {
  const head = '"head":{"point":{"x":100,"y":-20,"z":65.5},"score":0.9}';
  const hidden = '"neck":{"point":{}},"hands":[{"point":{"x":1}},{"point":{}}]';
  const targets = ids.map((id) => `{"target_id":{"id":${id}},${head},${hidden}}`);
  return `{"timestamp":${timestamp},"document":{"targets":{"targets":[${targets.join()}]}}}`;
}

export function toText(...lines: string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

export interface ReadRecording {
  readonly observations: Observation[];
  readonly warnings: RecordingWarning[];
  readonly hasJoints: boolean;
}

export async function readAll(
  dir: string,
  limits: Partial<RecordingLimits> = {},
): Promise<ReadRecording> {
  const reader = await readObservations(dir, limits);
  const observations: Observation[] = [];
  for await (const chunk of reader.chunks) observations.push(...chunk);
  return { observations, warnings: reader.warnings(), hasJoints: reader.hasJoints() };
}

/** Reads a recording of these two files. */
export async function readText(
  plates: string | Uint8Array,
  joints: string | Uint8Array | null = toText(jointLine(START_S, '"1"')),
  limits: Partial<RecordingLimits> = {},
): Promise<ReadRecording> {
  return await withFolder(async (dir) => {
    await writeFiles(dir, { "plate_data.json": plates });
    if (joints !== null) await writeFiles(dir, { "full_targets.json": joints });
    return await readAll(dir, limits);
  });
}

export function countByCode(warnings: readonly RecordingWarning[]): Record<string, number> {
  return Object.fromEntries(warnings.map(({ code, count }) => [code, count]));
}
