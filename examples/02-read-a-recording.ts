/**
 * Reads a recording as a stream: what shop it is of, what it holds, what had to be corrected.
 *
 *     npx node examples/02-read-a-recording.ts [FOLDER]
 *
 * `npx saunter simulate --out FOLDER` writes a recording, if you have none.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readObservations } from "@saunter/ingest/recordings/read-observations";
import { readShop } from "@saunter/ingest/recordings/read-shop";

const shared = new URL("../../shared/data/nanostore/recordings/BENCHMARK-1", import.meta.url);
const dir = process.argv[2] ?? fileURLToPath(shared);

async function describeRecording(): Promise<void> {
  const { shop, warnings } = await readShop(dir);
  console.log(`${shop.products.size} products, ${shop.facings.length} facings`);

  const reader = await readObservations(dir);
  const secondsByGondola = new Map<number, number>();
  const shoppers = new Set<string>();
  let frames = 0;
  // Chunks of observations in order of time; a file of hours is never held in memory.
  for await (const chunk of reader.chunks) {
    for (const observation of chunk) {
      if (observation.kind === "joints") {
        frames++;
        for (const { shopperId } of observation.shoppers) shoppers.add(shopperId);
        continue;
      }
      const { gondola, sampleCount, sampleRateHz } = observation;
      const before = secondsByGondola.get(gondola) ?? 0;
      secondsByGondola.set(gondola, before + sampleCount / sampleRateHz);
    }
  }
  for (const [gondola, seconds] of [...secondsByGondola].sort(([a], [b]) => a - b)) {
    console.log(`gondola ${gondola}: ${seconds.toFixed(1)} s of plate readings`);
  }
  console.log(`${frames} frames of joints, ${shoppers.size} shoppers`);
  for (const { code, count, message } of [...warnings, ...reader.warnings()]) {
    console.log(`${code} (${count}): ${message}`);
  }
}

if (existsSync(dir)) await describeRecording();
else console.log(`skipped: there is no recording at ${dir}`);
