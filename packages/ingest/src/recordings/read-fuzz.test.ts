import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RecordingError } from "./recording-codes.ts";
import {
  jointLine,
  plateLine,
  type ReadRecording,
  readText,
  START_S,
} from "./recording-fixture.ts";

const RUNS = Number(process.env.FUZZ_RUNS ?? 300);
const LINES = 20;
const timeOf = (i: number) => START_S + i / 10;
const PLATE_LINES = Array.from({ length: LINES }, (_, i) => plateLine(timeOf(i)));
const JOINT_LINES = Array.from({ length: LINES }, (_, i) => jointLine(timeOf(i), '"1"', "2"));

type Mutation =
  | { kind: "flip"; line: number; at: number; byte: number }
  | { kind: "cut-line"; line: number; at: number }
  | { kind: "insert"; line: number; bytes: Uint8Array }
  | { kind: "double"; line: number }
  | { kind: "swap"; line: number };

const line = fc.nat({ max: LINES - 2 });
const at = fc.nat({ max: 10_000 });
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant("flip" as const), line, at, byte: fc.nat({ max: 255 }) }),
  fc.record({ kind: fc.constant("cut-line" as const), line, at }),
  fc.record({ kind: fc.constant("insert" as const), line, bytes: fc.uint8Array() }),
  fc.record({ kind: fc.constant("double" as const), line }),
  fc.record({ kind: fc.constant("swap" as const), line }),
);

interface Line {
  bytes: Buffer;
  /** Its number before anything was done; null once its own bytes were. */
  readonly original: number | null;
}

/** Does `mutation` to the lines. Doubling and swapping leave lines untouched. */
function mutate(lines: Line[], mutation: Mutation): void {
  const { line: i } = mutation;
  const { bytes, original } = lines[i]!;
  if (mutation.kind === "flip") {
    const flipped = Buffer.from(bytes);
    flipped[mutation.at % bytes.length] = mutation.byte;
    lines[i] = { bytes: flipped, original: null };
  } else if (mutation.kind === "cut-line") {
    lines[i] = { bytes: bytes.subarray(0, mutation.at % bytes.length), original: null };
  } else if (mutation.kind === "insert") {
    lines.splice(i, 0, { bytes: Buffer.from(mutation.bytes), original: null });
  } else if (mutation.kind === "double") lines.splice(i, 0, { bytes, original });
  else [lines[i], lines[i + 1]] = [lines[i + 1]!, lines[i]!];
}

interface Mutated {
  readonly bytes: Buffer;
  readonly untouched: number[];
}

function mutateAll(texts: string[], mutations: Mutation[], end: number): Mutated {
  const lines: Line[] = texts.map((text, original) => ({ bytes: Buffer.from(text), original }));
  for (const mutation of mutations) mutate(lines, mutation);
  const newline = Buffer.from("\n");
  const bytes = Buffer.concat(lines.flatMap((entry) => [entry.bytes, newline]));
  const kept = bytes.subarray(0, bytes.length - Math.min(end, bytes.length));
  let at = 0;
  const untouched = new Set<number>();
  for (const entry of lines) {
    at += entry.bytes.length + 1;
    if (entry.original !== null && at <= kept.length) untouched.add(entry.original);
  }
  return { bytes: kept, untouched: [...untouched] };
}

async function readOrRefuse(plates: Mutated, joints: Mutated): Promise<ReadRecording | null> {
  try {
    return await readText(plates.bytes, joints.bytes, { blockBytes: 1000 });
  } catch (error) {
    if (error instanceof RecordingError) return null;
    throw error;
  }
}

describe("the reader under random damage", () => {
  const damage = fc.tuple(
    fc.array(mutation, { maxLength: 6 }),
    fc.array(mutation, { maxLength: 6 }),
    fc.oneof(fc.constant(0), fc.nat({ max: 3000 })),
  );

  it("throws RecordingError at most, and delivers every line that was not touched", async () => {
    await fc.assert(
      fc.asyncProperty(damage, async ([plateDamage, jointDamage, end]) => {
        const plates = mutateAll(PLATE_LINES, plateDamage, end);
        const joints = mutateAll(JOINT_LINES, jointDamage, end);
        const read = await readOrRefuse(plates, joints);
        if (read === null) {
          expect(plates.untouched).toEqual([]);
          return;
        }
        for (const [kind, { untouched }] of [
          ["plates", plates] as const,
          ["joints", joints] as const,
        ]) {
          const ofKind = read.observations.filter((observation) => observation.kind === kind);
          const times = new Set(ofKind.map(({ timestampMs }) => timestampMs));
          for (const i of untouched) expect(times).toContain(timeOf(i) * 1000);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("throws RecordingError at most on bytes that are no recording", async () => {
    const files = fc.tuple(fc.uint8Array({ maxLength: 500 }), fc.uint8Array({ maxLength: 500 }));
    await fc.assert(
      fc.asyncProperty(files, async ([plates, joints]) => {
        const read = { untouched: [] };
        const bytes = (file: Uint8Array) => ({ ...read, bytes: Buffer.from(file) });
        expect(await readOrRefuse(bytes(plates), bytes(joints))).toBeNull();
      }),
      { numRuns: 100 },
    );
  });
});
