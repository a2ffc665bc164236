import { rmSync } from "node:fs";
import { join } from "node:path";
import type { PaymentGateway, ProviderPayment } from "@saunter/shop/domain/payment-gateway";
import type { Store } from "@saunter/shop/store/store";
import { NO_FINDINGS } from "@saunter/shop/testing/findings";
import { makeScratchFolder } from "@saunter/shop/testing/scratch-folder";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runSeed, type SeedResult } from "./run-seed.ts";
import { runTorture } from "./run-torture.ts";
import { isClean } from "./torture-summary.ts";
import type { Plant } from "./world.ts";

let root: string;
let runs = 0;
beforeAll(() => {
  root = makeScratchFolder();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const run = (seed: number, plant?: Plant): Promise<SeedResult> =>
  runSeed(seed, join(root, String(runs++)), plant);

/** People ask by HTTP, and the database does something more after each change of a table. */
function spoil(change: string, table: string, more: string, when = ""): Plant {
  const trigger = `CREATE TEMP TRIGGER spoil AFTER ${change} ON ${table} ${when} BEGIN ${more}; END`;
  return { isOverHttp: true, database: (db) => db.exec(trigger) };
}

/** Runs seeds until something is found; a process that refuses to start has found it too. */
async function findFirst(plant: Plant, seedsMax: number): Promise<string | null> {
  for (let seed = 1; seed <= seedsMax; seed++) {
    try {
      const { findings } = await run(seed, plant);
      if (findings.words.length > 0) return findings.words.join("; ");
    } catch (error) {
      return String(error);
    }
  }
  return null;
}

describe("the simulation of the process", () => {
  it("finds the books in order, through cuts", async () => {
    let cuts = 0;
    for (let seed = 1; seed <= 6; seed++) {
      const result = await run(seed);
      expect({ seed, findings: result.findings }).toEqual({ seed, findings: NO_FINDINGS() });
      expect(result.events).toBeGreaterThan(20);
      cuts += result.cuts;
    }
    expect(cuts).toBeGreaterThan(5);
  });

  for (const isOverHttp of [false, true]) {
    const way = isOverHttp ? "by HTTP" : "at services";
    it(`is the same again, event for event, with the same seed, where people ask ${way}`, async () => {
      const [first, second] = [await run(11, { isOverHttp }), await run(11, { isOverHttp })];
      expect(second).toEqual(first);
      expect((await run(12, { isOverHttp })).trace).not.toBe(first.trace);
    });
  }

  it("is the same again where the engine processes sensor data, and knows all carts after each cut", async () => {
    const [first, second] = [
      await run(3, { hasSensors: true }),
      await run(3, { hasSensors: true }),
    ];
    expect(second).toEqual(first);
    expect(first.cuts).toBeGreaterThan(0);
    expect(first.findings).toEqual(NO_FINDINGS());
  });

  it("does what it is asked for by HTTP once, and tells whoever has to be told", async () => {
    for (let seed = 1; seed <= 3; seed++) {
      const { findings, asked } = await run(seed, { isOverHttp: true });
      expect({ seed, findings }).toEqual({ seed, findings: NO_FINDINGS() });
      expect(asked).toBeGreaterThan(10);
    }
  });

  it("runs on threads, and counts", async () => {
    let told = 0;
    const onSeed = (): void => void told++;
    const summary = await runTorture({ from: 21, seeds: 6, threads: 2, onSeed });
    expect(isClean(summary)).toBe(true);
    expect(summary).toMatchObject({ seeds: 6, failing: [] });
    expect(told).toBe(6);
  });

  it("counts a seed that does not end in time, and goes on behind it", async () => {
    // A thread takes longer than that to begin.
    const summary = await runTorture({ from: 21, seeds: 3, threads: 2, seedMsMax: 1 });
    expect(isClean(summary)).toBe(false);
    expect(summary).toMatchObject({ seeds: 3, crashed: 3 });
    expect(summary.failing.map(({ seed }) => seed)).toEqual([21, 22, 23]);
    expect(summary.failing[0]!.words).toEqual(["the seed did not end within 0.001 s"]);
  });
});

describe("a fault that is planted is found:", () => {
  it("calls whose keys are new each time", async () => {
    let calls = 0;
    const gateway = (real: PaymentGateway): PaymentGateway => ({
      ...real,
      hold: (request) => real.hold({ ...request, idempotencyKey: `k${calls++}` }),
      collect: (request) => real.collect({ ...request, idempotencyKey: `k${calls++}` }),
    });
    // Only a process that dies between an answer and its own commit asks again.
    expect(await findFirst({ gateway, diskFaultShare: 0 }, 200)).toMatch(/doubleCharges/);
  });

  it("calls without an answer that are taken as done", async () => {
    const gateway = (real: PaymentGateway): PaymentGateway => ({
      ...real,
      capture: async (request) => {
        const outcome = await real.capture(request);
        if (outcome.kind !== "unknown") return outcome;
        return {
          kind: "done",
          payment: {
            paymentId: request.paymentId,
            reference: request.reference,
            status: "captured",
            heldMinor: 0,
            capturedMinor: request.amountMinor,
            refundedMinor: 0,
            holdExpiresMs: null,
            refunds: [],
            withdrawals: [],
            cardHash: null,
          },
        };
      },
    });
    expect(await findFirst({ gateway }, 40)).toMatch(/missingCharges|unbalanced/);
  });

  it("what others gave back that is taken for the shop's own, and asked for again", async () => {
    const blur = (payment: ProviderPayment): ProviderPayment => ({
      ...payment,
      refundedMinor: payment.withdrawals.reduce(
        (sum, { amountMinor }) => sum + amountMinor,
        payment.refundedMinor,
      ),
      withdrawals: [],
    });
    const gateway = (real: PaymentGateway): PaymentGateway => ({
      ...real,
      findByReference: async (reference) => {
        const found = await real.findByReference(reference);
        return found.kind === "found" ? { ...found, payment: blur(found.payment) } : found;
      },
    });
    expect(await findFirst({ gateway }, 40)).toMatch(/doubleCharges/);
  });

  it("refunds by others that nobody is notified of", async () => {
    const gateway = (real: PaymentGateway): PaymentGateway => ({
      ...real,
      findByReference: async () => ({ kind: "absent" }),
    });
    expect(await findFirst({ gateway }, 40)).toMatch(/unbalanced/);
  });

  it("answers to requests that are not stored", async () => {
    expect(
      await findFirst(
        spoil("INSERT", "idempotency", "DELETE FROM idempotency WHERE key_hash = NEW.key_hash"),
        10,
      ),
    ).toMatch(/doubled|unbalanced|, then /);
  });

  it("webhooks that are never sent again", async () => {
    const kill = "UPDATE webhook_deliveries SET status = 'dead' WHERE event_id = NEW.event_id";
    const when = "WHEN NEW.status = 'pending' AND NEW.attempts > 0";
    expect(await findFirst(spoil("UPDATE", "webhook_deliveries", kill, when), 10)).toMatch(
      /lost: webhook .* never came/,
    );
  });

  it("mails that are never sent again", async () => {
    const kill = "UPDATE mail_outbox SET status = 'dead' WHERE mail_id = NEW.mail_id";
    const when = "WHEN NEW.status = 'pending' AND NEW.tries > 0";
    expect(await findFirst(spoil("UPDATE", "mail_outbox", kill, when), 20)).toMatch(
      /lost: document .* was not mailed/,
    );
  });

  it("a disk that says written and has not", async () => {
    expect(await findFirst({ isDiskLying: true }, 10)).toMatch(
      /journal-cut|journal ends|lost|is damaged/,
    );
  });

  for (const synchronous of ["OFF", "NORMAL"]) {
    it(`commits that are acknowledged and not synced (synchronous = ${synchronous})`, async () => {
      const weaken = (store: Store): Store => {
        store.db.exec(`PRAGMA synchronous = ${synchronous}`);
        return store;
      };
      expect(await findFirst({ store: weaken }, 10)).toMatch(/journal ends|lost|is damaged/);
    });
  }

  it("commits that are acknowledged before they are made", async () => {
    const hasten = (store: Store): Store => ({
      ...store,
      transact: (work) =>
        new Promise((resolve, reject) => {
          const done = store.transact((tx) => {
            const value = work(tx);
            resolve(value);
            return value;
          });
          done.catch(reject);
        }),
    });
    const plant: Plant = { isOverHttp: true, diskFaultShare: 1, store: hasten };
    expect(await findFirst(plant, 20)).toMatch(/lost|, then |twice/);
  });

  it("carts that are forgotten when the process starts again", async () => {
    // The engine begins with what is read of whoever is inside.
    const forget = (store: Store): Store => ({
      ...store,
      read: (kind, id) => {
        const state = store.read(kind, id);
        return kind === "shopper" ? { ...state, lines: [] } : state;
      },
    });
    const plant: Plant = { hasSensors: true, store: forget };
    expect(await findFirst(plant, 6)).toMatch(/the cart of \S+ is empty, and was [1-9]/);
  });
});
