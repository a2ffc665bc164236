import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SHOP_PROJECTIONS } from "../../projections/shop-projections.ts";
import { openStore, type Store } from "../../store/store.ts";
import { makeScratchFolder } from "../../testing/scratch-folder.ts";
import { DUE_SOON_MS, reportDueReviews } from "./watch-reviews.ts";

const START_MS = 1_772_442_000_000;
let folder: string;
let store: Store;
beforeEach(() => {
  folder = makeScratchFolder();
  store = openStore({ folder, nowMs: () => START_MS, projections: SHOP_PROJECTIONS, schema: "" });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = (reviewId: string, lifeMs: number) =>
  store.transact(({ db }) => {
    const columns = "review_id, visit_id, kind, status, worth_minor, opened_ms, due_ms, twice";
    db.prepare(
      `INSERT INTO reviews (${columns}) VALUES (?, '7', 'receipt', 'open', 100, ?, ?, 0)`,
    ).run(reviewId, START_MS, START_MS + lifeMs);
  });
const look = (atMs: number) => store.transact((tx) => reportDueReviews(tx, atMs));
const listMessages = () =>
  store.db
    .prepare("SELECT message FROM alerts WHERE cleared_ms IS NULL")
    .all()
    .map(({ message }) => message);

it("reviews that are due soon raise one alert, which is over when they are", async () => {
  const dueMs = START_MS + 4 * DUE_SOON_MS;
  await open("a", 4 * DUE_SOON_MS);
  await look(dueMs - DUE_SOON_MS - 1);
  expect(listMessages()).toEqual([]);
  await look(dueMs - DUE_SOON_MS);
  expect(listMessages()).toEqual(["a review is due within 10 minutes and not decided"]);
  await look(dueMs);
  expect(listMessages()).toEqual([]);
});

it("reviews with little time are due soon after half of it", async () => {
  await open("a", 60_000);
  await open("b", 60_000);
  await look(START_MS + 29_999);
  expect(listMessages()).toEqual([]);
  await look(START_MS + 30_000);
  expect(listMessages()).toEqual(["2 reviews are due within 10 minutes and not decided"]);
});
