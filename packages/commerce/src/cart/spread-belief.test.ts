import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Candidate, Evidence } from "./events.ts";
import type { Decision } from "./settle-lines.ts";
import { type DecidedEvidence, spreadBelief } from "./spread-belief.ts";

const OURS = new Set(["a", "b"]);

const account = (more: Partial<Candidate> = {}): Candidate => ({
  kind: "pick",
  shopperId: "a",
  giverId: null,
  gtin: "01",
  quantity: 1,
  probability: 1,
  ...more,
});

function told(accounts: readonly Candidate[], decision: Decision | null = null): DecidedEvidence {
  const [likeliest] = accounts as [Candidate];
  const evidence: Evidence = {
    ...likeliest,
    evidenceId: "e",
    occurredMs: 0,
    weightG: 100,
    gondola: 1,
    shelf: 1,
    plates: [1],
    candidates: accounts.length > 1 ? accounts : [],
  };
  return { evidence, decision };
}

const spread = (...interactions: DecidedEvidence[]) => spreadBelief(OURS, interactions);

describe("spreadBelief", () => {
  it("is what was taken and put back where nothing is uncertain", () => {
    const taken = told([account({ quantity: 2 })]);
    const back = told([account({ kind: "putback" })]);
    const other = told([account({ gtin: "02", shopperId: "b" })]);
    expect(spread(taken, back, other)).toEqual([
      { gtin: "01", counts: [{ quantity: 1, probability: 1 }] },
      { gtin: "02", counts: [{ quantity: 1, probability: 1 }] },
    ]);
  });

  it("has each account's share, and what is left of them for nothing", () => {
    const uncertain = told([
      account({ probability: 0.6 }),
      account({ gtin: "02", probability: 0.3 }),
    ]);
    const [first, second] = spread(uncertain);
    expect(first!.counts.map(({ quantity }) => quantity)).toEqual([1, 0]);
    expect(first!.counts[0]!.probability).toBeCloseTo(0.6);
    expect(second!.counts[0]).toEqual({ quantity: 0, probability: 0.7 });
  });

  it("does not count what may have been somebody else's", () => {
    const theirs = told([
      account({ shopperId: "stranger", probability: 0.8 }),
      account({ probability: 0.2 }),
    ]);
    const [product] = spread(theirs);
    expect(product!.counts[0]).toEqual({ quantity: 0, probability: 0.8 });
    expect(spread(told([account({ shopperId: "stranger" })]))).toEqual([]);
  });

  it("moves nothing where one of the party hands something to another", () => {
    const handed = told([account({ kind: "handover", shopperId: "b", giverId: "a" })]);
    expect(spread(told([account()]), handed)).toEqual([
      { gtin: "01", counts: [{ quantity: 1, probability: 1 }] },
    ]);
  });

  it("goes by what a reviewer has decided", () => {
    const accounts = [account({ probability: 0.6 }), account({ gtin: "02", probability: 0.3 })];
    const other: Decision = { kind: "candidate", candidate: account({ gtin: "02" }) };
    expect(spread(told(accounts, other))).toMatchObject([
      { gtin: "02", counts: [{ quantity: 1 }] },
    ]);
    expect(spread(told(accounts, { kind: "nothing" }))).toEqual([]);
    expect(spread(told(accounts, { kind: "lapsed" }))).toHaveLength(2);
  });

  it("is never less than none, and leaves out products that nobody can hold", () => {
    const back = told([account({ kind: "putback", quantity: 3 })]);
    expect(spread(back)).toEqual([]);
    expect(spread(back, told([account({ quantity: 4 })]))).toEqual([
      { gtin: "01", counts: [{ quantity: 1, probability: 1 }] },
    ]);
  });

  it("agrees with all ways in which a few interactions may have been, one by one", () => {
    const chance = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    const interaction = fc
      .tuple(chance, fc.constantFrom("pick", "putback"), fc.integer({ min: 1, max: 3 }))
      .map(([probability, kind, quantity]) =>
        account({ kind, quantity, probability } as Candidate),
      );
    fc.assert(
      fc.property(fc.array(interaction, { maxLength: 6 }), (accounts) => {
        const slow = new Map<number, number>();
        for (let ways = 0; ways < 2 ** accounts.length; ways++) {
          let quantity = 0;
          let probability = 1;
          for (const [at, one] of accounts.entries()) {
            const isSo = ((ways >> at) & 1) === 1;
            probability *= isSo ? one.probability : 1 - one.probability;
            if (isSo) quantity += one.kind === "pick" ? one.quantity : -one.quantity;
          }
          const held = Math.max(0, quantity);
          slow.set(held, (slow.get(held) ?? 0) + probability);
        }
        const [product] = spread(...accounts.map((one) => told([one])));
        for (const { quantity, probability } of product?.counts ?? []) {
          expect(probability).toBeCloseTo(slow.get(quantity)!, 9);
        }
      }),
    );
  });
});
