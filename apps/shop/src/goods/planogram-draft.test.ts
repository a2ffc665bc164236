import type { FacingDifference, PlacedFacing } from "@saunter/commerce/shop/events";
import { describe, expect, it, onTestFinished } from "vitest";
import { RefusedError } from "../domain/shop-context.ts";
import { openTestShop, pass } from "../domain/shop-fixture.ts";
import type { Transaction } from "../store/transaction.ts";
import { toGoodsChange } from "./compare-planograms.ts";
import { openTestGoods } from "./goods-fixture.ts";
import {
  changeDraft,
  compareDraft,
  discardDraft,
  publishDraft,
  publishDue,
  readDraft,
  scheduleDraft,
  undoPublication,
} from "./planogram-draft.ts";

const BISCUITS = "5000001000011";
const SOUP = "5000001000028";

const put = (plates: string, gtin: string | null): PlacedFacing => ({
  key: `1/2/${plates}`,
  gtin,
});

function open() {
  const test = openTestShop();
  onTestFinished(() => test.close());
  const goods = openTestGoods(test.store);
  const write = <T>(work: (tx: Transaction) => T) => test.store.transact(work);
  const order = (by = "ann") => ({ version: readDraft(test.store).version, by });
  return {
    test,
    goods,
    write,
    draft: (...changes: readonly PlacedFacing[]) =>
      write((tx) => changeDraft(goods, tx, { ...order(), changes })),
    publish: () => write((tx) => publishDraft(goods, tx, order("ben"))),
    undo: () => write((tx) => undoPublication(goods, tx, { version: goods.version(), by: "ben" })),
    schedule: (publishAtMs: number | null) =>
      write((tx) => scheduleDraft(tx, { ...order(), publishAtMs })),
    order,
    places: () => [...goods.readPlanogram(test.store).keys()].toSorted(),
  };
}

const FIRST = ["1/1/1,2", "2/1/3,4"];
const refusal = (code: string) => expect.objectContaining({ code });

describe("a planogram's draft", () => {
  it("changes nothing until it is published, and then is none", async () => {
    const { goods, test, draft, publish, places } = open();
    await draft(put("1", SOUP));
    await draft(put("2", BISCUITS));
    expect(places()).toEqual(FIRST);
    expect(goods.isPlanogramAwaited()).toBe(false);
    expect(compareDraft(goods, test.store)).toMatchObject([
      { key: "1/2/1", before: null, after: SOUP },
      { key: "1/2/2", before: null, after: BISCUITS },
    ]);
    await publish();
    expect(places()).toEqual(["1/1/1,2", "1/2/1", "1/2/2", "2/1/3,4"]);
    expect(goods.isPlanogramAwaited()).toBe(true);
    expect(readDraft(test.store)).toMatchObject({ version: 3, changes: [] });
    await expect(publish()).rejects.toEqual(refusal("planogram-unchanged"));
  });

  it("takes places with ranges of plates, as the planogram's file has them", async () => {
    const { test, draft } = open();
    await draft(put("1-2", SOUP));
    expect(readDraft(test.store).changes).toEqual([put("1,2", SOUP)]);
    await draft(put("1,2", null));
    expect(readDraft(test.store).changes).toEqual([]);
  });

  it("forgets what is changed back, and all of it where it is discarded", async () => {
    const { test, draft, write, order } = open();
    await draft(put("1", SOUP));
    await draft(put("1", null));
    expect(readDraft(test.store).changes).toEqual([]);
    await draft({ key: "1/1/1,2", gtin: `0${BISCUITS}` });
    expect(readDraft(test.store).changes).toEqual([]);
    await draft(put("1", SOUP));
    await write((tx) => discardDraft(tx, order()));
    expect(readDraft(test.store).changes).toEqual([]);
  });

  it("is refused where it does not fit, and where somebody else has changed it", async () => {
    const { goods, test, draft, write } = open();
    await expect(draft({ key: "1/1/2", gtin: SOUP })).rejects.toMatchObject({
      code: "goods-invalid",
      message: expect.stringContaining("already"),
    });
    await draft(put("1", SOUP));
    const changes = [put("2", SOUP)];
    const late = write((tx) => changeDraft(goods, tx, { version: 0, by: "ben", changes }));
    await expect(late).rejects.toEqual(refusal("version-conflict"));
    expect(readDraft(test.store)).toMatchObject({ version: 1, by: "ann" });
  });

  it("is published at its time, and not once it was changed", async () => {
    const { goods, test, draft, schedule, write, places } = open();
    const due = () => write((tx) => publishDue(goods, tx));
    const nowMs = test.shop.nowMs();
    await draft(put("1", SOUP));
    await expect(schedule(nowMs)).rejects.toBeInstanceOf(RefusedError);
    await schedule(nowMs + 60_000);
    await draft(put("2", SOUP));
    pass(test, 60_000);
    await due();
    expect(places()).toEqual(FIRST);
    await schedule(nowMs + 120_000);
    pass(test, 59_999);
    await due();
    expect(places()).toEqual(FIRST);
    pass(test, 1);
    await due();
    expect(places()).toHaveLength(4);
    expect(readDraft(test.store).changes).toEqual([]);
  });

  it("that no longer fits at its time raises an alert until it is gone", async () => {
    const { goods, test, draft, schedule, write, places, order } = open();
    await draft(put("1", SOUP));
    await schedule(test.shop.nowMs() + 60_000);
    const changes = [toGoodsChange(put("1,2", BISCUITS))];
    await write((tx) => goods.change(tx, { version: goods.version(), changes, by: "cleo" }));
    pass(test, 60_000);
    await write((tx) => publishDue(goods, tx));
    const alerts = () =>
      test.store.db
        .prepare("SELECT message FROM alerts WHERE kind = ? AND cleared_ms IS NULL")
        .all("planogram-unpublished");
    expect(alerts()).toMatchObject([{ message: expect.stringContaining("already") }]);
    expect(readDraft(test.store)).toMatchObject({ publishAtMs: null, by: "ann" });
    expect(places()).toEqual(["1/1/1,2", "1/2/1,2", "2/1/3,4"]);
    await write((tx) => discardDraft(tx, order()));
    await write((tx) => publishDue(goods, tx));
    expect(alerts()).toEqual([]);
  });
});

describe("undo", () => {
  it("publishes the planogram before the newest publication, and then the one before that", async () => {
    const { draft, publish, undo, places } = open();
    await draft(put("1", SOUP));
    await publish();
    await draft(put("1", null), put("1,2", BISCUITS));
    await publish();
    expect(places()).toEqual(["1/1/1,2", "1/2/1,2", "2/1/3,4"]);
    expect(await undo()).toBe(2);
    expect(places()).toEqual(["1/1/1,2", "1/2/1", "2/1/3,4"]);
    expect(await undo()).toBe(1);
    expect(places()).toEqual(FIRST);
    await expect(undo()).rejects.toEqual(refusal("planogram-unchanged"));
  });

  it("takes back what was changed without a draft, too, and says who did what", async () => {
    const { goods, test, write, undo } = open();
    const changes = [toGoodsChange(put("1", SOUP))];
    await write((tx) => goods.change(tx, { version: 0, changes, by: "cleo" }));
    await undo();
    const rows = test.store.db.prepare("SELECT * FROM planogram_publications").all();
    expect(rows).toMatchObject([
      { number: 1, published_by: "cleo", undoes: null, undone_by: 2 },
      { number: 2, published_by: "ben", undoes: 1, undone_by: null },
    ]);
    const [difference] = JSON.parse(rows[1]!.changes as string) as FacingDifference[];
    expect(difference).toMatchObject({ key: "1/2/1", after: null });
  });
});
