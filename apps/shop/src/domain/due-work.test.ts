import { describe, expect, it } from "vitest";
import { StoreError } from "../store/store-error.ts";
import type { Transaction } from "../store/transaction.ts";
import { raiseAlert } from "./alerts.ts";
import {
  createPatientWork,
  type DueItem,
  FAILURES_MAX,
  FORGOTTEN_MS,
  PLAINLY,
  RETRY_MS_FIRST,
  RETRY_MS_MAX,
  takeSome,
} from "./due-work.ts";
import { RefusedError } from "./shop-context.ts";
import { listAlerts, openTestShop, pass, type TestShop, transact } from "./shop-fixture.ts";

const item = (key: string, visitId: string | null = null): DueItem => ({
  key,
  what: `closing visit ${key}`,
  visitId,
});

function fail(): never {
  throw new RefusedError("visit-not-open", "the visit of Ada is closed");
}

function open() {
  const test = openTestShop();
  const told: string[] = [];
  const work = createPatientWork({
    nowMs: test.shop.nowMs,
    tell: (error, { what }) => void told.push(`${what}: ${error}`),
  });
  return { test, work, told };
}

const write = ({ test, work }: { test: TestShop; work: ReturnType<typeof createPatientWork> }) =>
  transact(test, (tx) => work.writeAlerts(tx));

describe("work that is due", () => {
  it("leaves nothing behind where it fails, is reported, and stops nothing else", async () => {
    const { test, work, told } = open();
    const done = await transact(test, (tx) => {
      const see = (shopperId: string): void =>
        tx.append("shopper", shopperId, [{ type: "ShopperExited", shopperId }]);
      return [
        work.perform(tx, item("1"), () => see("1")),
        work.perform(tx, item("2"), () => {
          see("2");
          fail();
        }),
        work.perform(tx, item("3"), () => see("3")),
      ];
    });
    expect(done).toEqual([true, false, true]);
    expect(["1", "2", "3"].map((id) => test.store.read("shopper", id).status)).toEqual([
      ...["exited", "unseen", "exited"],
    ]);
    expect(told).toEqual(["closing visit 2: RefusedError: the visit of Ada is closed"]);
  });

  it("waits after a failure, twice as long each time, up to ten minutes", async () => {
    const { test, work } = open();
    let waitMs = RETRY_MS_FIRST;
    for (let tries = 0; tries < 12; tries++) {
      expect(work.isWaiting("1")).toBe(false);
      await work.performLong(item("1"), () => Promise.reject(new Error("no")));
      pass(test, waitMs - 1);
      expect(work.isWaiting("1")).toBe(true);
      pass(test, 1);
      waitMs = Math.min(RETRY_MS_MAX, 2 * waitMs);
    }
    expect(waitMs).toBe(RETRY_MS_MAX);
    await work.performLong(item("1"), () => Promise.resolve());
    await work.performLong(item("1"), () => Promise.reject(new Error("no")));
    pass(test, RETRY_MS_FIRST);
    expect(work.isWaiting("1")).toBe(false);
  });

  it("is an alert that says what and why in a word, until it is done", async () => {
    const opened = open();
    const { test, work } = opened;
    await transact(test, (tx) => work.perform(tx, item("7", "v7"), fail));
    for (let round = 0; round < 2; round++) await write(opened);
    expect(listAlerts(test)).toEqual(["due:7"]);
    const alert = test.store.db.prepare("SELECT * FROM alerts").get();
    expect(alert).toMatchObject({ kind: "work-failing", visit_id: "v7" });
    expect(alert?.message).toMatch(/^closing visit 7 fails \(visit-not-open\): .*tell whoever/);
    await transact(test, (tx) => work.perform(tx, item("7"), () => {}));
    await write(opened);
    expect(listAlerts(test)).toEqual(["due:7"]);
    pass(test, RETRY_MS_FIRST + 1);
    await write(opened);
    expect(listAlerts(test)).toEqual([]);
  });

  it("that is due no more is an alert no more", async () => {
    const opened = open();
    const { test, work } = opened;
    await transact(test, (tx) => work.perform(tx, item("7"), fail));
    pass(test, FORGOTTEN_MS / 2);
    expect(work.isWaiting("7")).toBe(false);
    pass(test, FORGOTTEN_MS);
    await write(opened);
    expect(listAlerts(test)).toEqual(["due:7"]);
    pass(test, 1);
    await write(opened);
    await write(opened);
    expect(listAlerts(test)).toEqual([]);
  });

  it("that failed before a start is an alert until it has had its chance", async () => {
    const { test } = open();
    const other = { alertKey: "due-date", kind: "low-stock", message: "x", visitId: null } as const;
    const left = { ...other, alertKey: "due:9", kind: "work-failing" } as const;
    await transact(test, (tx) => {
      raiseAlert(tx, other);
      raiseAlert(tx, left);
    });
    const work = createPatientWork({ nowMs: test.shop.nowMs, tell: () => {} });
    await write({ test, work });
    expect(listAlerts(test)).toEqual(["due-date", "due:9"]);
    pass(test, RETRY_MS_FIRST + 1);
    await write({ test, work });
    expect(listAlerts(test)).toEqual(["due-date"]);
  });

  it(`is remembered ${FAILURES_MAX} times, and with one more the oldest is tried at once`, async () => {
    const { test, work } = open();
    await transact(test, (tx) => {
      for (let at = 0; at < FAILURES_MAX; at++) work.perform(tx, item(String(at)), fail);
    });
    expect([work.isWaiting("0"), work.isWaiting("1")]).toEqual([true, true]);
    await transact(test, (tx) => work.perform(tx, item("one more"), fail));
    expect(["0", "1", "one more"].map(work.isWaiting)).toEqual([false, true, true]);
  });

  it("is thrown where nothing can be done: the journal is damaged, or takes nothing", async () => {
    const { test, work } = open();
    const perform = (error: Error) =>
      transact(test, (tx) => {
        work.perform(tx, item("1"), () => {
          throw error;
        });
      });
    const damaged = new StoreError("journal-corrupt", "damaged");
    await expect(perform(damaged)).rejects.toBe(damaged);
    await expect(work.performLong(item("1"), () => Promise.reject(damaged))).rejects.toBe(damaged);
    await perform(new StoreError("event-too-large", "too large"));
    expect(work.isWaiting("1")).toBe(true);
  });
});

describe("what fails over and over", () => {
  it("takes no place of what can be done", () => {
    const ids = Array.from({ length: 10 }, (_, at) => String(at));
    expect(takeSome(ids, (id) => Number(id) % 2 === 1, 3)).toEqual(["1", "3", "5"]);
    expect(takeSome(ids, () => true, 10)).toEqual(ids);
    expect(takeSome(ids, () => false, 3)).toEqual([]);
  });
});

describe("work that is done as it comes", () => {
  it("fails where it fails", async () => {
    const { test } = open();
    await expect(
      transact(test, (tx: Transaction) => PLAINLY.perform(tx, item("1"), fail)),
    ).rejects.toThrow(RefusedError);
    await expect(PLAINLY.performLong(item("1"), async () => fail())).rejects.toThrow(RefusedError);
    expect(PLAINLY.isWaiting("1")).toBe(false);
  });
});
