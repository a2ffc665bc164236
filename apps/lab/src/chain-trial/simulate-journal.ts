/** The journal of a simulated shop, for the shops of a trial to write: visits from the gate to the settled receipt. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createGateNewsBoard } from "@saunter/shop/domain/gate-news";
import { listEntryGates } from "@saunter/shop/domain/shop-settings";
import type { ShopProcess } from "@saunter/shop/process/shop-process";
import type { Store } from "@saunter/shop/store/store";
import { createArrivals } from "../simulator/arrivals.ts";
import { isSimulated } from "../simulator/simulated-source.ts";
import { openBusyShop } from "../torture/busy-shop.ts";

export interface JournalEvent {
  readonly stream: string;
  /** The event, as JSON. */
  readonly text: string;
}

/** Of the process. */
const TICK_MS = 500;
/** After the last visit: reviews lapse after half an hour, and charges are settled. */
const SETTLE_MS = 40 * 60_000;
const SETTLE_TICK_MS = 10_000;

/** Ends when at least this many visits have closed, without the events of those that are still open. */
export async function simulateJournal(visits: number, seed: number): Promise<JournalEvent[]> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-journal-"));
  const clock = { nowMs: Date.now() };
  const process = await openBusyShop(folder, seed, () => clock.nowMs, "busy");
  try {
    await runVisits(process, clock, visits, seed);
    const endMs = clock.nowMs + SETTLE_MS;
    for (; clock.nowMs < endMs; clock.nowMs += SETTLE_TICK_MS) await process.tick();
    return listSettled(process.store);
  } finally {
    await process.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runVisits(
  { runner, runSensors, shop, source, store, tick }: ShopProcess,
  clock: { nowMs: number },
  visits: number,
  seed: number,
): Promise<void> {
  if (!isSimulated(source)) throw new Error("the shop's source is not simulated");
  const arrivals = createArrivals({
    ...{ shop, runner, seed, customerIds: [], gateId: listEntryGates(shop.settings)[0]! },
    entryService: { findCustomerCard: () => null, news: createGateNewsBoard() },
    sleep: () => nextTurn(),
    onRefused: () => {},
    onError: (error) => {
      throw error;
    },
  });
  source.onParty((ids) => arrivals.comeIn(ids.length));
  const closed = store.db.prepare("SELECT count(*) AS n FROM visits WHERE status = 'closed'");
  const stop = new AbortController();
  let tickedMs = clock.nowMs;
  const pace = async (timestampMs: number): Promise<void> => {
    clock.nowMs = Math.max(clock.nowMs, timestampMs);
    if (clock.nowMs - tickedMs < TICK_MS) return;
    tickedMs = clock.nowMs;
    await tick();
    if ((closed.get()?.n as number) >= visits) stop.abort();
  };
  await runSensors({}, pace, stop.signal);
  await arrivals.empty();
}

function listSettled({ db, readFrom }: Store): JournalEvent[] {
  const open = db
    .prepare(`
      SELECT visit_id AS id FROM visits WHERE status != 'closed' UNION
      SELECT shopper_id FROM shoppers WHERE status = 'inside'`)
    .all()
    .map(({ id }) => id as string);
  const events = readFrom(1).map(({ stream, event }) => ({ stream, text: JSON.stringify(event) }));
  const concernsOpen = ({ stream, text }: JournalEvent): boolean =>
    open.some((id) => stream.includes(id) || text.includes(id));
  // Of a review only its first event names the visit.
  const streams = new Set(events.filter(concernsOpen).map(({ stream }) => stream));
  return events.filter((event) =>
    isShared(event.stream) ? !concernsOpen(event) : !streams.has(event.stream),
  );
}

/** Whether a stream has events of many visits. */
const isShared = (stream: string): boolean => /^(?:shop|documents)-/.test(stream);

export const countVisits = (journal: readonly JournalEvent[]): number =>
  journal.filter(({ text }) => text.startsWith('{"type":"VisitOpened"')).length;

/** Ids of visits, reviews and evidence, and of shoppers. */
const IDS = /\b(?:[0-9a-f]{20}|[0-9]{16})\b/g;
const TURN_DIGITS = 4;

const DOCUMENT_NUMBER = /(?<="documentNumber":)\d+/g;

/**
 * The event at any place, from 0, of a journal that repeats this one: each turn has ids of its own, of the same
 * length, and goes on with the receipts' numbers.
 */
export function repeatJournal(journal: readonly JournalEvent[]): (at: number) => JournalEvent {
  const documents = journal.filter(({ text }) =>
    text.startsWith('{"type":"NumberAssigned"'),
  ).length;
  return (at) => {
    const turn = Math.floor(at / journal.length);
    const { stream, text } = journal[at % journal.length]!;
    if (turn === 0) return { stream, text };
    const prefix = String(turn).padStart(TURN_DIGITS, "0");
    const rename = (ids: string): string =>
      ids.replace(IDS, (id) => prefix + id.slice(TURN_DIGITS));
    const renumber = (number: string): string => String(Number(number) + turn * documents);
    return { stream: rename(stream), text: rename(text).replace(DOCUMENT_NUMBER, renumber) };
  };
}
