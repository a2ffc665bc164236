/**
 * How many recordings of each world a second one core makes, plates and joints included:
 * `npx node apps/lab/src/worlds/measure-speed.ts 50`, the number being recordings of a world and mix.
 */
import { MIX_NAMES } from "@saunter/sim/visit-mixes";
import { simulateVisit, WORLD_NAMES } from "@saunter/sim/worlds";

const count = Number(process.argv[2] ?? 20);

for (const world of WORLD_NAMES) {
  for (const mix of MIX_NAMES) {
    const startMs = performance.now();
    let recordedMs = 0;
    let shoppers = 0;
    for (let seed = 0; seed < count; seed++) {
      const visit = simulateVisit({ world, mix, seed });
      let firstMs = Number.NaN;
      let lastMs = Number.NaN;
      for (const { timestampMs } of visit.observations()) {
        if (Number.isNaN(firstMs)) firstMs = timestampMs;
        lastMs = timestampMs;
      }
      recordedMs += lastMs - firstMs;
      shoppers += visit.truth().receipts.length;
    }
    const perSecond = (1000 * count) / (performance.now() - startMs);
    const lengthS = recordedMs / count / 1000;
    console.log(
      `${world} ${mix}: ${perSecond.toFixed(1)} recordings a second, ` +
        `${lengthS.toFixed(0)} s and ${(shoppers / count).toFixed(1)} shoppers each`,
    );
  }
}
