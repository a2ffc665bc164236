/** A shop that was cut off for three days comes back: how soon the chain has what it missed. */
import { setTimeout as wait } from "node:timers/promises";
import { type ChainCheck, checkChain } from "./check-chain.ts";
import { openFaultyLink } from "./faulty-link.ts";
import type { JournalEvent } from "./simulate-journal.ts";
import { openTrialWorld } from "./trial-world.ts";

export interface ReturnFigures {
  /** Of three days. */
  readonly events: number;
  /** From when its line was there again until the chain had everything. */
  readonly caughtUpMs: number;
  readonly check: ChainCheck;
}

/** A busy shop: a visit has about 37 events, and 1,000 people come a day. */
const EVENTS_PER_DAY = 37_000;
const DAYS = 3;
const WRITTEN_PER_SECOND = 5000;
const CAUGHT_UP_MS_MAX = 300_000;

export async function measureReturn(
  folder: string,
  journal: readonly JournalEvent[],
): Promise<ReturnFigures> {
  const world = await openTrialWorld(folder, 1, journal);
  const link = await openFaultyLink(world.hub[0]!.address);
  try {
    await world.startChain();
    link.cut();
    const shops = await world.startShops({
      shopIds: world.shopIds,
      eventsPerSecond: WRITTEN_PER_SECOND,
      findServer: () => `nats://${link.address}`,
    });
    while ((shops.last()?.written ?? 0) < DAYS * EVENTS_PER_DAY) await wait(200);
    const finished = shops.finish();
    const startMs = performance.now();
    link.heal();
    const heads = await finished;
    const events = heads[0]!.position;
    while (performance.now() - startMs < CAUGHT_UP_MS_MAX) {
      const head = await world.db.selectFrom("up_heads").select("position").executeTakeFirst();
      if (head?.position === events) break;
      await wait(100);
    }
    const caughtUpMs = performance.now() - startMs;
    return { events, caughtUpMs, check: await checkChain(world.db, heads) };
  } finally {
    await link.close();
    await world.close();
  }
}

export function formatReturn({ caughtUpMs, check, events }: ReturnFigures): string {
  return `${events} events of ${DAYS} days without a line: the chain has them ${(caughtUpMs / 1000).toFixed(1)} s after it is there again; ${check.lost} lost, ${check.doubled} doubled, ${check.disordered} out of order`;
}
