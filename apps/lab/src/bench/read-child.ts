/**
 * A child of the bench: works through recordings in one of three ways, so many times, and prints
 * what each time took.
 *
 *     node apps/lab/src/bench/read-child.ts plain|reader|evaluate ROUNDS DIR…
 *
 * What one way needs, the others do not load.
 */

import { readdirSync, readFileSync } from "node:fs";
import module from "node:module";
import { join } from "node:path";
import { measureRounds } from "./children.ts";

// As the product does: what was compiled is kept from one start to the next.
module.enableCompileCache();

const [way, rounds, ...dirs] = process.argv.slice(2);

/** What a plain program would write: whole files, split, parsed, readings as Float32Array. */
function readPlainly(): void {
  let samples = 0;
  let documents = 0;
  for (const dir of dirs) {
    for (const name of readdirSync(dir)) {
      if (!name.endsWith(".json")) continue;
      const text = readFileSync(join(dir, name), "utf8");
      if (name === "truth.json") {
        JSON.parse(text);
        continue;
      }
      for (const line of text.split("\n")) {
        if (line === "") continue;
        const parsed = JSON.parse(line);
        documents++;
        if (name !== "plate_data.json") continue;
        const bytes = Buffer.from(parsed.document.plate_data.values.data, "base64");
        const { buffer, byteOffset, byteLength } = bytes;
        const aligned = byteOffset % 4 === 0 ? buffer : new Uint8Array(bytes).buffer;
        const at = byteOffset % 4 === 0 ? byteOffset : 0;
        samples += new Float32Array(aligned, at, byteLength >> 2).length;
      }
    }
  }
  if (samples === 0 || documents === 0) throw new Error("nothing was read");
}

/** The product's reader, whose observations go nowhere. */
async function loadReader(): Promise<() => Promise<void>> {
  const { RECORDING_FOLDERS } = await import("@saunter/ingest/recordings/recording-folders");
  return async () => {
    for (const dir of dirs) {
      const { chunks } = await RECORDING_FOLDERS.open(dir);
      for await (const chunk of chunks) if (chunk.length === 0) throw new Error("an empty chunk");
      await RECORDING_FOLDERS.readTruth(dir);
    }
  };
}

/** The command `evaluate` itself; what it prints is dropped. */
async function loadEvaluate(): Promise<() => Promise<void>> {
  const [{ addEvaluateCommand }, { runCommandLine }, engines, folders, { createQuietIo }] =
    await Promise.all([
      import("../commands/evaluate.ts"),
      import("@saunter/shop/command-line/run-command-line"),
      import("@saunter/ingest/recordings/stepped-engines"),
      import("@saunter/ingest/recordings/recording-folders"),
      import("./quiet-io.ts"),
    ]);
  return async () => {
    const code = await runCommandLine(["evaluate", ...dirs], "0", createQuietIo(), (program) => {
      addEvaluateCommand(program, {
        io: createQuietIo(),
        recordings: folders.RECORDING_FOLDERS,
        createEngine: engines.createSteppedEngine,
        createBaseline: engines.createSteppedBaseline,
        writeFile: async () => {},
      });
    });
    if (code !== 0) throw new Error(`evaluate ended with ${code}`);
  };
}

const ways: Readonly<Record<string, () => Promise<() => Promise<void> | void>>> = {
  plain: async () => readPlainly,
  reader: loadReader,
  evaluate: loadEvaluate,
};
const work = await ways[way!]!();
console.log(JSON.stringify(await measureRounds(Number(rounds), work)));
