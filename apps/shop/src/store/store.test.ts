import { symlinkSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { ShopperEvent } from "@saunter/commerce/cart/events";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, describe, expect, it } from "vitest";
import type { StoredEvent } from "./journal.ts";
import { toStoreError } from "./sqlite-error.ts";
import { markReplaced, nameFiles, openDatabase, type Store } from "./store.ts";
import { openTestStore, readAll, START_MS } from "./store-fixture.ts";
import { BATCH_MAX, BODY_LENGTH_MAX, QUEUE_MAX, STREAM_LENGTH_MAX } from "./store-limits.ts";
import type { Transaction } from "./transaction.ts";

const folders = createScratchFolders();
afterAll(() => folders.remove());

const appeared = (shopperId: string): ShopperEvent => ({
  type: "ShopperAppeared",
  shopperId,
  gateId: "north",
  trackId: "7",
});
const exited = (shopperId: string): ShopperEvent => ({ type: "ShopperExited", shopperId });

/** A store whose commits come when the test says so. */
function openStepped(more: Parameters<typeof openTestStore>[1] = {}) {
  const deferred: (() => void)[] = [];
  const folder = folders.make();
  const store = openTestStore(folder, { defer: (commit) => deferred.push(commit), ...more });
  return { folder, store, deferred, commit: () => deferred.shift()!() };
}

describe("a store", () => {
  it("keeps a promise only when what was written is on the disk", async () => {
    const { store, commit } = openStepped();
    let isKept = false;
    const kept = store
      .transact((tx) => tx.append("shopper", "7", [appeared("7")]))
      .then(() => {
        isKept = true;
      });
    await Promise.resolve();
    expect({ isKept, position: store.position() }).toEqual({ isKept: false, position: 0 });
    commit();
    await kept;
    expect(store.read("shopper", "7")).toMatchObject({ status: "inside", appearedMs: START_MS });
    expect(store.readStream("shopper-7")).toEqual([
      { position: 1, stream: "shopper-7", version: 1, atMs: START_MS, event: appeared("7") },
    ]);
    await store.close();
  });

  it("is the same after it was closed and opened", async () => {
    const folder = folders.make();
    const store = openTestStore(folder);
    await store.transact((tx) => {
      tx.append("shopper", "7", [appeared("7"), exited("7")]);
      tx.append("shop", "entry", [{ type: "CredentialUsed", onceKey: "k", visitId: "v" }]);
    });
    const [events, state] = [readAll(store), store.read("shopper", "7")];
    await store.close();
    const again = openTestStore(folder);
    expect(readAll(again)).toEqual(events);
    expect(again.read("shopper", "7")).toEqual(state);
    expect(again.read("shop", "entry")).toBeNull();
    expect(again.read("visit", "unknown")).toEqual({ status: "unopened" });
    await again.transact((tx) =>
      tx.append("shop", "entry", [{ type: "CredentialUsed", onceKey: "k2", visitId: "v" }]),
    );
    expect(again.readStream("shop-entry").map(({ version }) => version)).toEqual([1, 2]);
    await again.close();
  });

  it("reads in a transaction what the transaction has written", async () => {
    const store = openTestStore(folders.make());
    const seen = await store.transact((tx) => {
      tx.append("shopper", "7", [appeared("7")]);
      const before = tx.read("shopper", "7").status;
      tx.append("shopper", "7", [exited("7")]);
      const row = tx.db.prepare("SELECT status FROM shoppers").get();
      return [before, tx.read("shopper", "7").status, row?.status];
    });
    expect(seen).toEqual(["inside", "exited", "exited"]);
    await store.close();
  });

  it("has as states what a reader of the journal gets, not what was handed in", async () => {
    const store = openTestStore(folders.make());
    const lines = [{ gtin: "1", quantity: 1 }];
    await store.transact((tx) =>
      tx.append("shopper", "7", [
        { type: "CartTold", shopperId: "7", lines, probability: Number.NaN },
      ]),
    );
    lines[0]!.quantity = 9;
    expect(store.read("shopper", "7")).toMatchObject({
      lines: [{ gtin: "1", quantity: 1 }],
      probability: null,
    });
    await store.close();
  });

  it("has times that never go back, and no parts of milliseconds", async () => {
    let nowMs = 1000.75;
    const folder = folders.make();
    const store = openTestStore(folder, { nowMs: () => nowMs });
    const append = (to: Store): Promise<number> =>
      to.transact((tx) => {
        tx.append("shopper", "7", [exited("7")]);
        return tx.atMs;
      });
    expect(await append(store)).toBe(1000);
    nowMs = 400;
    expect(await append(store)).toBe(1000);
    nowMs = 2000;
    expect(await append(store)).toBe(2000);
    await store.close();
    nowMs = 5;
    const again = openTestStore(folder, { nowMs: () => nowMs });
    expect(await append(again)).toBe(2000);
    await again.close();
  });
});

describe("transactions that wait", () => {
  it("are committed together, and their promises are kept in order", async () => {
    const { store, deferred, commit } = openStepped();
    const batches: (readonly StoredEvent[])[] = [];
    store.onCommitted((events) => void batches.push(events));
    const order: string[] = [];
    const all = ["1", "2", "3"].map((id) =>
      store
        .transact((tx) => tx.append("shopper", id, [appeared(id)]))
        .then(() => void order.push(id)),
    );
    expect(deferred).toHaveLength(1);
    commit();
    await Promise.all(all);
    expect(order).toEqual(["1", "2", "3"]);
    expect(batches.map((events) => events.map(({ stream }) => stream))).toEqual([
      ["shopper-1", "shopper-2", "shopper-3"],
    ]);
    await store.close();
  });

  it.each([
    [BATCH_MAX, [BATCH_MAX]],
    [BATCH_MAX + 1, [BATCH_MAX, 1]],
  ])("are %i in commits of %j", async (count, sizes) => {
    const { store, deferred, commit } = openStepped();
    const committed: number[] = [];
    store.onCommitted((events) => void committed.push(events.length));
    const all = Array.from({ length: count }, (_, at) =>
      store.transact((tx) => tx.append("shopper", String(at), [exited(String(at))])),
    );
    while (deferred.length > 0) commit();
    await Promise.all(all);
    expect(committed).toEqual(sizes);
    await store.close();
  });

  it(`are ${QUEUE_MAX} at most: one more is refused`, async () => {
    const { store } = openStepped();
    let done = 0;
    const all = Array.from({ length: QUEUE_MAX }, () => store.transact(() => ++done));
    await expect(store.transact(() => ++done)).rejects.toMatchObject({ code: "queue-full" });
    await store.close();
    expect((await Promise.all(all)).at(-1)).toBe(QUEUE_MAX);
  });

  it("are committed by a close, and later ones are refused", async () => {
    const { folder, store, commit } = openStepped();
    const written = store.transact((tx) => tx.append("shopper", "7", [appeared("7")]));
    await store.close();
    await written;
    await expect(store.transact(() => 1)).rejects.toMatchObject({ code: "closed" });
    expect(commit).not.toThrow();
    await store.close();
    const again = openTestStore(folder);
    expect(again.position()).toBe(1);
    await again.close();
  });

  it("tell listeners until these stop, and only of what was written", async () => {
    const store = openTestStore(folders.make());
    const [first, second]: [number[], number[]] = [[], []];
    const stop = store.onCommitted((events) => void first.push(events[0]!.position));
    store.onCommitted((events) => void second.push(events[0]!.position));
    await store.transact((tx) => tx.append("shopper", "7", [appeared("7")]));
    await store.transact((tx) => tx.read("shopper", "7"));
    stop();
    await store.transact((tx) => tx.append("shopper", "7", [exited("7")]));
    expect([first, second]).toEqual([[1], [1, 2]]);
    await store.close();
  });

  it("reach all others where one listener fails, and stand", async () => {
    const failed: unknown[] = [];
    const store = openTestStore(folders.make(), {
      onListenerFailed: (error) => failed.push(error),
    });
    const response: number[] = [];
    const fault = new Error("no picture of that");
    store.onCommitted(() => {
      throw fault;
    });
    store.onCommitted((events) => void response.push(events.length));
    for (const id of ["7", "8"]) {
      await store.transact((tx) => tx.append("shopper", id, [appeared(id)]));
    }
    expect(response).toEqual([1, 1]);
    expect(failed).toEqual([fault, fault]);
    expect(readAll(store)).toHaveLength(2);
    await store.close();
  });
});

/** Runs a transaction that is refused between two that are not, all in one commit. */
async function runBetween(work: (tx: Transaction) => unknown, message: string | RegExp) {
  const { folder, store, commit } = openStepped();
  const before = store.transact((tx) => tx.append("shopper", "7", [appeared("7")]));
  const refused = expect(store.transact(work)).rejects.toThrow(message);
  const after = store.transact((tx) => {
    const seen = tx.read("shopper", "7");
    tx.append("shopper", "7", [exited("7")]);
    return seen.status;
  });
  commit();
  await refused;
  await before;
  expect(await after).toBe("inside");
  expect(readAll(store).map(({ event, version }) => [version, event.type])).toEqual([
    [1, "ShopperAppeared"],
    [2, "ShopperExited"],
  ]);
  expect(store.read("shopper", "7").status).toBe("exited");
  await store.close();
  const again = openTestStore(folder);
  expect(again.position()).toBe(2);
  await again.close();
}

describe("a transaction that fails", () => {
  it("leaves nothing behind, and the others of its commit stand", () =>
    runBetween((tx) => {
      tx.append("shopper", "7", [exited("7")]);
      tx.append("visit", "v", []);
      tx.read("shopper", "8");
      throw new RangeError("no such thing");
    }, "no such thing"));

  it("has failed where an append did, even if it caught the error", () =>
    runBetween((tx) => {
      try {
        tx.append("visit", "v", [{ type: "VisitClosed", cause: "exit" }]);
      } catch (error) {
        return error;
      }
      return null;
    }, "VisitClosed before VisitOpened"));

  it("has failed where the second of its events cannot follow the first", () =>
    runBetween(
      (tx) =>
        tx.append("documents", "all", [
          { type: "NumberAssigned", documentNumber: 1, document: "receipt-1" },
          { type: "NumberAssigned", documentNumber: 3, document: "receipt-3" },
        ]),
      "document 3 follows 1",
    ));

  it("has failed where its tables refuse a row", () =>
    runBetween((tx) => {
      const used = { type: "CredentialUsed", onceKey: "k", visitId: "v" } as const;
      tx.append("shop", "entry", [used, used]);
    }, /UNIQUE constraint failed: credentials/));

  it("has failed where it would wait", () =>
    runBetween(async (tx) => tx.append("shopper", "7", [exited("7")]), /cannot wait/));

  it("cannot write after its end", async () => {
    const store = openTestStore(folders.make());
    const tx = await store.transact((one) => one);
    expect(() => tx.append("shopper", "7", [exited("7")])).toThrow(/after its end/);
    expect(store.position()).toBe(0);
    await store.close();
  });

  it.each([
    ["a line break", "a\nb"],
    ["half a character", "a\ud800"],
    ["a zero", "a\0"],
    ["too many characters", "x".repeat(STREAM_LENGTH_MAX - "shopper-".length + 1)],
  ])("has failed where a stream's name has %s", (_, id) =>
    runBetween((tx) => tx.append("shopper", id, [exited(id)]), /no stream can have this name/),
  );
});

describe("a part of a transaction that fails", () => {
  it("leaves nothing behind, and the rest stands", async () => {
    const folder = folders.make();
    const store = openTestStore(folder);
    const failed = await store.transact((tx) => {
      tx.append("shopper", "7", [appeared("7")]);
      const first = tx.attempt(() => {
        tx.append("shopper", "7", [exited("7")]);
        tx.append("shopper", "8", [appeared("8")]);
        throw new RangeError("no");
      });
      const second = tx.attempt(() => tx.append("shopper", "9", [appeared("9")]));
      tx.append("shopper", "7", [exited("7")]);
      return [first, second, tx.read("shopper", "8").status];
    });
    expect(failed).toEqual([{ error: new RangeError("no") }, null, "unseen"]);
    expect(readAll(store).map(({ stream, version }) => [stream, version])).toEqual([
      ["shopper-7", 1],
      ["shopper-9", 1],
      ["shopper-7", 2],
    ]);
    expect(store.db.prepare("SELECT shopper_id FROM shoppers").all()).toHaveLength(2);
    await store.close();
    const again = openTestStore(folder);
    expect(again.position()).toBe(3);
    await again.close();
  });

  it("has failed where an append did, even if it caught the error; the whole has not", async () => {
    const store = openTestStore(folders.make());
    const failed = await store.transact((tx) => {
      const part = tx.attempt(() => {
        tx.append("shopper", "7", [appeared("7")]);
        try {
          tx.append("visit", "v", [{ type: "VisitClosed", cause: "exit" }]);
        } catch {
          return;
        }
      });
      tx.append("shopper", "8", [appeared("8")]);
      return part;
    });
    expect(String(failed?.error)).toContain("VisitClosed before VisitOpened");
    expect(readAll(store).map(({ stream }) => stream)).toEqual(["shopper-8"]);
    await store.close();
  });

  it("is undone with the whole where that fails, and may have parts of its own", async () => {
    const store = openTestStore(folders.make());
    const work = (isKept: boolean) =>
      store.transact((tx) => {
        tx.attempt(() => {
          tx.append("shopper", "7", [appeared("7")]);
          tx.attempt(() => {
            tx.append("shopper", "8", [appeared("8")]);
            throw new Error("inner");
          });
        });
        if (!isKept) throw new Error("outer");
      });
    await expect(work(false)).rejects.toThrow("outer");
    expect(store.position()).toBe(0);
    await work(true);
    expect(readAll(store).map(({ stream }) => stream)).toEqual(["shopper-7"]);
    await store.close();
  });

  it("takes the whole with it where the disk fails", async () => {
    const store = openTestStore(folders.make());
    const full = Object.assign(new Error("full"), { errcode: 13 });
    const work = store.transact((tx) => {
      tx.append("shopper", "7", [appeared("7")]);
      tx.attempt(() => {
        throw full;
      });
    });
    await expect(work).rejects.toMatchObject({ code: "disk-full" });
    expect(store.position()).toBe(0);
    await store.close();
  });
});

describe("an event", () => {
  /** An event of so many characters as JSON. */
  function createLong(length: number): ShopperEvent {
    const empty = JSON.stringify(exited("")).length;
    return exited("x".repeat(length - empty));
  }

  it("has as many characters as it may, and not one more", async () => {
    const store = openTestStore(folders.make());
    const append = (length: number): Promise<void> =>
      store.transact((tx) => tx.append("shopper", "7", [createLong(length)]));
    await append(BODY_LENGTH_MAX);
    await expect(append(BODY_LENGTH_MAX + 1)).rejects.toMatchObject({ code: "event-too-large" });
    expect(store.position()).toBe(1);
    await store.close();
  });

  it("is in a stream whose name has as many characters as it may", async () => {
    const folder = folders.make();
    const store = openTestStore(folder);
    const id = "ä".repeat(STREAM_LENGTH_MAX - "shopper-".length);
    await store.transact((tx) => tx.append("shopper", id, [exited(id)]));
    await store.close();
    const again = openTestStore(folder);
    expect(again.readStream(`shopper-${id}`)).toHaveLength(1);
    await again.close();
  });
});

describe("a commit that fails", () => {
  it("leaves states, head and tables as they were, and the store goes on", async () => {
    let failure: Error | null = null;
    class Failing extends DatabaseSync {
      override exec(sql: string): void {
        if (sql === "COMMIT" && failure !== null) throw failure;
        super.exec(sql);
      }
    }
    const folder = folders.make();
    const store = openTestStore(folder, { openDatabase: (path) => new Failing(path) });
    await store.transact((tx) => tx.append("shopper", "7", [appeared("7")]));
    const told: number[] = [];
    store.onCommitted((events) => void told.push(events.length));
    failure = new Error("the plug was pulled");
    const [one, two] = [1, 2].map(() =>
      store.transact((tx) => {
        tx.append("shopper", "7", [exited("7")]);
        tx.append("shopper", "8", [appeared("8")]);
      }),
    );
    await expect(one).rejects.toBe(failure);
    await expect(two).rejects.toBe(failure);
    failure = null;
    expect(store.position()).toBe(1);
    expect(store.read("shopper", "7").status).toBe("inside");
    expect(store.read("shopper", "8").status).toBe("unseen");
    expect(store.db.prepare("SELECT status FROM shoppers").all()).toEqual([{ status: "inside" }]);
    await store.transact((tx) => tx.append("shopper", "7", [exited("7")]));
    expect(told).toEqual([1]);
    expect(readAll(store).map(({ version }) => version)).toEqual([1, 2]);
    await store.close();
    await openTestStore(folder).close();
  });

  it("is refused to all of it where a row refers to none", async () => {
    const schema = `
      CREATE TABLE IF NOT EXISTS owners (id TEXT PRIMARY KEY) STRICT;
      CREATE TABLE IF NOT EXISTS things (
        owner TEXT REFERENCES owners (id) DEFERRABLE INITIALLY DEFERRED
      ) STRICT;
    `;
    const store = openTestStore(folders.make(), { schema });
    const refused = store.transact((tx) => {
      tx.append("shopper", "7", [appeared("7")]);
      tx.db.exec("INSERT INTO things VALUES ('nobody')");
    });
    await expect(refused).rejects.toThrow(/FOREIGN KEY constraint failed/);
    expect(store.position()).toBe(0);
    expect(store.read("shopper", "7").status).toBe("unseen");
    await store.close();
  });
});

describe("a disk that is full", () => {
  const PAGES_LEFT = 40;

  function limitPages(db: DatabaseSync, more: number): void {
    const pages = db.prepare("PRAGMA page_count").get()?.page_count as number;
    db.exec(`PRAGMA max_page_count = ${pages + more}`);
  }

  const append = (store: Store, at: number, size: number): Promise<void> =>
    store.transact((tx) => tx.append("shopper", String(at), [appeared("x".repeat(size))]));

  it("refuses what does not fit, keeps what did, and takes more once there is room", async () => {
    const folder = folders.make();
    let db: DatabaseSync | null = null;
    const store = openTestStore(folder, {
      openDatabase: (path) => {
        db = openDatabase(path);
        return db;
      },
    });
    limitPages(db!, PAGES_LEFT);
    let kept = 0;
    let refusal: unknown = null;
    for (; kept <= PAGES_LEFT && refusal === null; kept++) {
      await append(store, kept, 5000).catch((error: unknown) => {
        refusal = error;
      });
    }
    kept--;
    expect(refusal).toMatchObject({ code: "disk-full", message: expect.stringMatching(/free/) });
    expect(kept).toBeGreaterThan(5);
    expect(store.position()).toBe(kept);
    expect(store.read("shopper", String(kept)).status).toBe("unseen");
    expect(readAll(store)).toHaveLength(kept);
    await expect(append(store, kept, 50_000)).rejects.toMatchObject({ code: "disk-full" });
    limitPages(db!, 1000);
    await append(store, kept, 50_000);
    expect(store.position()).toBe(kept + 1);
    await store.close();
    const again = openTestStore(folder);
    expect(again.position()).toBe(kept + 1);
    await again.close();
  });

  it.each([1, 3, 10, 20])(
    "with room for %i pages opens no shop, until there is more",
    async (pages) => {
      const folder = folders.make();
      const limited = (path: string): DatabaseSync => {
        const db = openDatabase(path);
        db.exec(`PRAGMA max_page_count = ${pages}`);
        return db;
      };
      for (let start = 0; start < 2; start++) {
        expect(() => openTestStore(folder, { openDatabase: limited })).toThrow(
          expect.objectContaining({
            code: "disk-full",
            message: "the disk is full; free some space",
          }),
        );
      }
      const store = openTestStore(folder);
      await append(store, 1, 10);
      expect(store.position()).toBe(1);
      await store.close();
    },
  );

  it("is one whatever says so: a page, the log's index, the system", () => {
    const fault = (more: object) => Object.assign(new Error("x"), more);
    const full = [{ errcode: 13 }, { errcode: 4874 }, { code: "ENOSPC" }, { code: "EDQUOT" }];
    for (const one of full) {
      expect(toStoreError(fault(one))).toMatchObject({ code: "disk-full" });
    }
    expect(toStoreError(fault({ errcode: 266 }))).toMatchObject({ code: "disk-failing" });
    const other = fault({ code: "EACCES" });
    expect(toStoreError(other)).toBe(other);
  });

  it("refuses the whole commit, and no promise of it is kept", async () => {
    const { store, commit, folder } = openStepped();
    limitPages(store.db, 10);
    const results = Promise.allSettled([
      append(store, 1, 10),
      append(store, 2, 500_000),
      append(store, 3, 10),
    ]);
    commit();
    expect((await results).map(({ status }) => status)).toEqual(Array(3).fill("rejected"));
    expect(store.position()).toBe(0);
    await store.close();
    const again = openTestStore(folder);
    expect(again.position()).toBe(0);
    await again.close();
  });
});

it("rows that a later release adds to a table that is there are what was written", async () => {
  const folder = folders.make();
  const made = "CREATE TABLE IF NOT EXISTS labels (id TEXT PRIMARY KEY) STRICT;";
  const first = openTestStore(folder, { schema: made });
  await first.close();
  const schema = `${made} INSERT OR IGNORE INTO labels VALUES ('added')`;
  for (let start = 0; start < 2; start++) {
    const store = openTestStore(folder, { schema });
    expect(store.db.prepare("SELECT id FROM labels").all()).toEqual([{ id: "added" }]);
    expect(store.db.prepare("SELECT * FROM damaged_rows").all()).toEqual([]);
    await store.close();
  }
});

it.skipIf(process.platform !== "linux")(
  "a computer that was replaced stops on a full disk, too",
  () => {
    const folder = folders.make();
    symlinkSync("/dev/full", nameFiles(folder).replaced);
    expect(markReplaced(folder, "why")).toMatchObject({ code: "shop-replaced", message: "why" });
  },
);
