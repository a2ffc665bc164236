/** Measures receipts of each simulated world and mix. */

import { startProgressBar } from "@saunter/shop/command-line/progress-bar";
import { MIX_NAMES, type MixName } from "@saunter/sim/visit-mixes";
import { WORLD_NAMES, type WorldName } from "@saunter/sim/worlds";
import type { MeasuredReceipt, MeasuredVisit } from "./measured-visit.ts";
import { createVisitPool } from "./visit-pool.ts";

export interface WorldsPlan {
  /** Receipts of each world, at least. */
  readonly receiptsLeast: Readonly<Record<MixName, number>>;
  readonly firstSeed: number;
  readonly worlds?: readonly WorldName[];
}

export interface MeasuredWorlds {
  readonly visits: readonly MeasuredVisit[];
  readonly seconds: number;
}

/** About the mean; if a round ends short, another follows. */
const RECEIPTS_PER_VISIT = 2.5;

export async function measureWorlds(plan: WorldsPlan): Promise<MeasuredWorlds> {
  const { receiptsLeast, firstSeed, worlds = WORLD_NAMES } = plan;
  const startMs = performance.now();
  const sets = worlds.flatMap((world) =>
    MIX_NAMES.map((mix) => ({
      world,
      mix,
      visits: [] as MeasuredVisit[],
      receipts: 0,
      receiptsLeast: receiptsLeast[mix],
    })),
  );
  const pool = createVisitPool();
  const progress = startProgressBar(
    "receipts of worlds",
    sets.reduce((sum, set) => sum + set.receiptsLeast, 0),
  );
  try {
    let short = sets;
    while (short.length > 0) {
      const tasks = short.flatMap(({ world, mix, visits, receipts, receiptsLeast: least }) => {
        const count = Math.ceil((least - receipts) / RECEIPTS_PER_VISIT);
        const first = firstSeed + visits.length;
        return Array.from({ length: count }, (_, at) => ({ world, mix, seed: first + at }));
      });
      const before = sets.reduce((sum, { receipts }) => sum + receipts, 0);
      const measured = await pool.measure(tasks, (done) => {
        progress.update(before + Math.round(done * RECEIPTS_PER_VISIT));
      });
      for (const visit of measured) {
        const set = sets.find(({ world, mix }) => world === visit.world && mix === visit.mix)!;
        set.visits.push(visit);
        set.receipts += visit.receipts.length;
      }
      short = sets.filter(({ receipts, receiptsLeast: least }) => receipts < least);
    }
  } finally {
    progress.stop();
    await pool.close();
  }
  const seconds = (performance.now() - startMs) / 1000;
  return { visits: sets.flatMap(({ visits }) => visits), seconds };
}

/** A receipt and its origin. */
export interface WorldReceipt extends MeasuredReceipt {
  readonly world: WorldName;
  readonly mix: MixName;
  /** Of its visit. */
  readonly seed: number;
}

export function listWorldReceipts(visits: readonly MeasuredVisit[]): WorldReceipt[] {
  return visits.flatMap(({ world, mix, seed, receipts }) =>
    receipts.map((receipt) => ({ ...receipt, world, mix, seed })),
  );
}

/** What was measured, and the time it took. */
export function describeCost({ visits, seconds }: MeasuredWorlds): string {
  const recorded = visits.reduce((sum, { recordedSeconds }) => sum + recordedSeconds, 0);
  return (
    `${visits.length} visits, ${(recorded / 3600).toFixed(1)} h of shop time, measured in ` +
    `${seconds.toFixed(0)} s`
  );
}
