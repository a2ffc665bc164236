/** What the shops of a trial write: visits of a simulated shop, any number of times. */
import { rmSync } from "node:fs";
import type { EventsByKind, StreamKind } from "@saunter/commerce/events";
import { parseStream } from "@saunter/shop/store/folded-states";
import { openTestStore } from "@saunter/shop/store/store-fixture";
import { makeScratchFolder } from "@saunter/shop/testing/scratch-folder";
import { expect, it, onTestFinished } from "vitest";
import { countVisits, repeatJournal, simulateJournal } from "./simulate-journal.ts";

it("a shop writes settled visits with all of their events, as often as it likes", async () => {
  const journal = await simulateJournal(2, 1);
  const visits = countVisits(journal);
  expect(visits).toBeGreaterThanOrEqual(2);
  const types = new Set(journal.map(({ text }) => JSON.parse(text).type));
  for (const type of ["VisitOpened", "InteractionTold", "CartConcluded", "ReceiptFinalised"]) {
    expect(types).toContain(type);
  }

  const folder = makeScratchFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const store = openTestStore(folder);
  onTestFinished(() => store.close());
  const readEvent = repeatJournal(journal);
  await store.transact((tx) => {
    for (let at = 0; at < 3 * journal.length; at++) {
      const { stream, text } = readEvent(at);
      const { kind, id } = parseStream(stream);
      tx.append(kind, id, [JSON.parse(text) as EventsByKind[StreamKind]]);
    }
  });
  const count = (of: string): unknown =>
    store.db.prepare(`SELECT count(DISTINCT stream) AS n FROM journal WHERE ${of}`).get()?.n;
  expect(count("type = 'VisitOpened'")).toBe(3 * visits);
  expect(count("type = 'VisitClosed'")).toBe(3 * visits);
  expect(count("type = 'ReceiptFinalised'")).toBe(3 * visits);
});
