import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeClaim } from "@saunter/server/http/idempotency-claim";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { RefusedError } from "../domain/shop-context.ts";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { openStore, type Store } from "../store/store.ts";
import { damage } from "../store/store-fixture.ts";
import type { Transaction } from "../store/transaction.ts";
import { ANSWERS_KEPT_MS, ANSWERS_PURGED_MAX } from "./http-limits.ts";
import { createIdempotency, HTTP_SCHEMA, purgeAnswers } from "./idempotency.ts";

const START_MS = 1_790_000_000_000;
const folders: string[] = [];

interface Opened {
  readonly store: Store;
  readonly folder: string;
}

let nowMs = START_MS;

function open(folder = mkdtempSync(join(tmpdir(), "saunter-keys-"))): Opened {
  if (!folders.includes(folder)) folders.push(folder);
  const store = openStore({
    folder,
    projections: SHOP_PROJECTIONS,
    schema: HTTP_SCHEMA,
    nowMs: () => nowMs,
  });
  return { store, folder };
}

afterEach(() => {
  nowMs = START_MS;
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const claimOf = (key: string, body: unknown = null, principal = "user-1") =>
  makeClaim(principal, key, { method: "POST", path: "/v1/x", body });

/** Something is done: an event that can be counted. */
function alarm(tx: Transaction, alertKey: string): { status: number; body: unknown } {
  const event = { type: "AlertRaised", alertKey, kind: "low-stock", message: "", visitId: null };
  tx.append("shop", "alerts", [event as never]);
  return { status: 201, body: { alertKey, atMs: tx.atMs } };
}

const countRows = ({ db }: Store): number =>
  db.prepare("SELECT count(*) AS n FROM idempotency").get()?.n as number;

describe("a claim", () => {
  it("keeps neither the key nor the request, and tells requests apart", () => {
    const claim = claimOf("secret-key", { password: "secret words" });
    expect(JSON.stringify(claim)).not.toContain("secret");
    expect(claimOf("secret-key", { password: "other" }).requestHash).not.toBe(claim.requestHash);
    expect(claimOf("other-key", { password: "secret words" }).requestHash).not.toBe(
      claim.requestHash,
    );
    expect(claimOf("secret-key", { password: "secret words" })).toEqual(claim);
  });
});

describe("once", () => {
  it("does it once, and answers the same until the answer is forgotten", async () => {
    const { store } = open();
    const { once } = createIdempotency(store);
    const claim = claimOf("a");
    const first = await once(claim, (tx) => alarm(tx, "one"));
    expect(first.isReplayed).toBe(false);
    nowMs += ANSWERS_KEPT_MS - 1;
    const second = await once(claim, (tx) => alarm(tx, "one"));
    expect(second).toEqual({ ...first, isReplayed: true });
    expect(store.position()).toBe(1);
    nowMs += 1;
    const third = await once(claim, (tx) => alarm(tx, "one"));
    expect(third.isReplayed).toBe(false);
    expect(store.position()).toBe(2);
    await store.close();
  });

  it("refuses the key to another request, and gives it to another person", async () => {
    const { store } = open();
    const { once } = createIdempotency(store);
    await once(claimOf("a", 1), (tx) => alarm(tx, "one"));
    await expect(once(claimOf("a", 2), (tx) => alarm(tx, "two"))).rejects.toMatchObject({
      code: "idempotency-key-reused",
    });
    await once(claimOf("a", 2, "user-2"), (tx) => alarm(tx, "two"));
    expect(store.position()).toBe(2);
    await store.close();
  });

  it("does it once where many ask at once", async () => {
    const { store } = open();
    const { once } = createIdempotency(store);
    const asked = Array.from({ length: 20 }, () => once(claimOf("a"), (tx) => alarm(tx, "one")));
    const answers = await Promise.all(asked);
    expect(answers.filter(({ isReplayed }) => !isReplayed)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(store.position()).toBe(1);
    await store.close();
  });

  it("keeps a refusal, and leaves nothing of what was refused", async () => {
    const { store } = open();
    const { once } = createIdempotency(store);
    const refuse = (tx: Transaction): never => {
      alarm(tx, "undone");
      throw new RefusedError("gate-busy", "wait");
    };
    await expect(once(claimOf("a"), refuse)).rejects.toMatchObject({ code: "gate-busy" });
    await expect(once(claimOf("a"), (tx) => alarm(tx, "one"))).rejects.toMatchObject({
      code: "gate-busy",
      message: "wait",
      headers: { "idempotency-replayed": "true" },
    });
    expect(store.position()).toBe(0);
    await store.close();
  });

  it("keeps nothing of what failed", async () => {
    const { store } = open();
    const { once } = createIdempotency(store);
    const fail = (): never => {
      throw new Error("broken");
    };
    await expect(once(claimOf("a"), fail)).rejects.toThrow("broken");
    expect((await once(claimOf("a"), (tx) => alarm(tx, "one"))).isReplayed).toBe(false);
    await store.close();
  });

  it("gives an answer without a body again without one", async () => {
    const { store } = open();
    const { once } = createIdempotency(store);
    const claim = claimOf("a");
    await once(claim, () => ({ status: 204, body: undefined }));
    expect(await once(claim, () => ({ status: 500, body: 1 }))).toEqual({
      status: 204,
      body: undefined,
      isReplayed: true,
    });
    await store.close();
  });
});

describe("onceInSteps", () => {
  it("plans the same id in each try, until one has answered", async () => {
    const { store } = open();
    const { onceInSteps } = createIdempotency(store);
    const planned: string[] = [];
    let ids = 0;
    const makeId = () => `id-${ids++}`;
    const fail = async (plannedId: string): Promise<never> => {
      planned.push(plannedId);
      throw new Error("cut off");
    };
    await expect(onceInSteps(claimOf("a"), makeId, fail)).rejects.toThrow("cut off");
    await expect(onceInSteps(claimOf("a"), makeId, fail)).rejects.toThrow("cut off");
    const done = async (plannedId: string) => ({ status: 201, body: plannedId });
    expect((await onceInSteps(claimOf("a"), makeId, done)).body).toBe("id-0");
    expect(await onceInSteps(claimOf("a"), makeId, fail)).toMatchObject({ isReplayed: true });
    expect(planned).toEqual(["id-0", "id-0"]);
    await store.close();
  });
});

describe("old answers", () => {
  it("are purged when asked, the oldest first, so many at once", async () => {
    const { store } = open();
    const { once } = createIdempotency(store);
    for (let at = 0; at <= ANSWERS_PURGED_MAX; at++) {
      await once(claimOf(`a${at}`), (tx) => alarm(tx, `${at}`));
    }
    nowMs += ANSWERS_KEPT_MS - 1;
    expect(await store.transact(purgeAnswers)).toBe(0);
    nowMs += 1;
    expect(await store.transact(purgeAnswers)).toBe(ANSWERS_PURGED_MAX);
    expect(await store.transact(purgeAnswers)).toBe(1);
    expect(countRows(store)).toBe(0);
    await store.close();
  });

  it("go with each new answer, so many at once", async () => {
    const { store } = open();
    const { once } = createIdempotency(store);
    const rows = ANSWERS_PURGED_MAX + 3;
    for (let at = 0; at < rows; at++) await once(claimOf(`a${at}`), (tx) => alarm(tx, `${at}`));
    nowMs += ANSWERS_KEPT_MS;
    await once(claimOf("new-1"), (tx) => alarm(tx, "new-1"));
    expect(countRows(store)).toBe(3 + 1);
    await once(claimOf("new-2"), (tx) => alarm(tx, "new-2"));
    expect(countRows(store)).toBe(2);
    await store.close();
  });
});

describe("a process that ends at any moment", () => {
  it("does each request once, and answers it the same for ever after", async () => {
    const step = fc.record({
      key: fc.integer({ min: 0, max: 4 }),
      /** Whether the client receives the answer, and whether the process is restarted after it. */
      isLost: fc.boolean(),
      isRestarted: fc.boolean(),
      fails: fc.constantFrom("not", "before", "refused"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        nowMs = START_MS;
        let { store, folder } = open();
        const response = new Map<number, string>();
        for (const { key, isLost, isRestarted, fails } of steps) {
          const { once } = createIdempotency(store);
          const told = await once(claimOf(String(key)), (tx) => {
            if (fails === "before") throw new Error("broken");
            const answer = alarm(tx, String(key));
            if (fails === "refused") throw new RefusedError("gate-busy", "wait");
            return answer;
          }).then(
            ({ body }) => JSON.stringify(body),
            (error: Error) => error.message,
          );
          if (!isLost && told !== "broken") {
            expect(response.get(key) ?? told).toBe(told);
            response.set(key, told);
          }
          nowMs += 1000;
          if (isRestarted) {
            await store.close();
            ({ store, folder } = open(folder));
          }
        }
        const raised = store.db.prepare("SELECT body FROM journal").all();
        expect(new Set(raised.map(({ body }) => body)).size).toBe(raised.length);
        for (const [key, told] of response) {
          const isDone = raised.some(
            ({ body }) => JSON.parse(String(body)).alertKey === String(key),
          );
          expect(isDone).toBe(told !== "wait");
        }
        await store.close();
      }),
      { numRuns: 40 },
    );
  });
});

describe("a request of several steps that comes twice at once", () => {
  it("has its steps done once, and both get that answer", async () => {
    const { store } = open();
    const keys = createIdempotency(store);
    let works = 0;
    const ask = () =>
      keys.onceInSteps(
        claimOf("key"),
        () => "planned",
        async (id) => {
          works++;
          await new Promise((resolve) => setImmediate(resolve));
          return { status: 201, body: { id } };
        },
      );
    const answers = await Promise.all([ask(), ask()]);
    expect(works).toBe(1);
    const answer = { status: 201, body: { id: "planned" } };
    expect(answers).toEqual([
      { ...answer, isReplayed: false },
      { ...answer, isReplayed: true },
    ]);
    await store.close();
  });
});

describe("an answer that is damaged", () => {
  it.each([
    "request_hash = 'x'",
    "key_hash = 'x'",
    "principal = 'user-2'",
    "body = '{}'",
    "at_ms = 1",
  ])(
    "in %s is a conflict while the shop runs and after, and nothing is done twice",
    async (what) => {
      const opened = open();
      let { store } = opened;
      const claim = claimOf("a");
      const doIt = () => createIdempotency(store).once(claim, (tx) => alarm(tx, "one"));
      await doIt();
      damage(opened.folder, `UPDATE idempotency SET ${what}`);
      for (let time = 1; time <= 2; time++) {
        await expect(doIt()).rejects.toMatchObject({ code: "idempotency-key-reused" });
      }
      await store.close();
      ({ store } = open(opened.folder));
      await expect(doIt()).rejects.toMatchObject({ code: "idempotency-key-reused" });
      expect(store.position()).toBe(1);
      // Another request is answered as ever.
      await createIdempotency(store).once(claimOf("b"), (tx) => alarm(tx, "two"));
      expect(store.position()).toBe(2);
      await store.close();
    },
  );
});
