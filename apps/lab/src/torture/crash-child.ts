/**
 * The real process under load, to be killed: sensors at many times real time, people at the gate,
 * at the till and at the reviewers' service, all at once. Each event that is on the disk is reported on
 * stdout, as whoever waited for it would be told.
 */
import { writeSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { disputeLine } from "@saunter/shop/domain/dispute-service";
import { admitByAttendant } from "@saunter/shop/domain/entry-service";
import { decideOnReview } from "@saunter/shop/domain/review-service";
import { RefusedError } from "@saunter/shop/domain/shop-context";
import { listPlanned, recordStock } from "@saunter/shop/domain/stock-service";
import type { ShopProcess } from "@saunter/shop/process/shop-process";
import { createPace } from "@saunter/shop/serve/pace-stream";
import { prepared } from "@saunter/shop/store/prepared";
import type { Transaction } from "@saunter/shop/store/transaction";
import { admitPeople, openBusyShop } from "./busy-shop.ts";
import { settleInCash } from "./settle-in-cash.ts";

const STDOUT = 1;
const SPEED = 30;
const WRITERS = 8;

const [folder, seedText] = process.argv.slice(2);
const seed = Number(seedText);
const shopProcess = await openBusyShop(folder!, seed);
shopProcess.store.onCommitted((events) => {
  const { position } = events.at(-1)!;
  const row = prepared(shopProcess.store.db, "SELECT hash FROM journal WHERE position = ?");
  writeSync(STDOUT, `${position} ${row.get(position)?.hash}\n`);
});
writeSync(STDOUT, "ready\n");
admitPeople(shopProcess, seed);
for (let writer = 0; writer < WRITERS; writer++) void write(shopProcess, writer);
const signal = new AbortController().signal;
const io = { nowMs: () => Date.now(), sleep: (durationMs: number) => wait(durationMs) };
await shopProcess.runSensors({}, createPace(SPEED, io), signal);

/** One of those who write without end; what is refused is refused. */
async function write({ shop, model }: ShopProcess, writer: number): Promise<void> {
  const facings = listPlanned(model.facings);
  const acts: ((tx: Transaction) => void)[] = [
    (tx) => {
      recordStock(tx, facings, {
        type: "StockCounted",
        facing: facings[(writer * 7) % facings.length]!.facing,
        quantity: writer,
        by: `writer-${writer}`,
      });
    },
    (tx) => {
      const payer = { kind: "cash" } as const;
      admitByAttendant(tx, shop, { gateId: shop.settings.gateIds[1]!, partySize: 1, payer });
    },
    (tx) => {
      const row = tx.db.prepare("SELECT visit_id FROM receipts WHERE status = 'final'").get();
      if (row === undefined) return;
      const visitId = row.visit_id as string;
      const receipt = tx.read("receipt", visitId);
      const line = receipt.status === "none" ? undefined : receipt.content.lines[0];
      disputeLine(tx, shop, visitId, {
        disputeId: shop.makeId(),
        kind: "wrong-count",
        lineId: line?.lineId ?? null,
        gtin: null,
        claimedQuantity: 0,
      });
    },
    (tx) => {
      const row = tx.db.prepare("SELECT review_id FROM reviews WHERE status = 'open'").get();
      if (row === undefined) return;
      const reviewId = row.review_id as string;
      const review = tx.read("review", reviewId);
      if (review.status === "unopened") return;
      const { kind } = review.subject;
      const isUncertain = kind === "interaction" || kind === "gap";
      const choice = { kind: isUncertain ? ("nothing" as const) : ("grant" as const) };
      decideOnReview(tx, shop, reviewId, `writer-${writer}`, choice);
    },
    (tx) => {
      const row = tx.db.prepare("SELECT charge_id FROM charges WHERE missing_minor != 0").get();
      if (row === undefined) return;
      settleInCash(tx, row.charge_id as string, shop.makeId(), `writer-${writer}`);
    },
  ];
  for (let turn = writer; ; turn++) {
    try {
      await shop.store.transact(acts[turn % acts.length]!);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
    }
    await wait(1);
  }
}
