import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Candidate, CartLine, Evidence } from "./events.ts";
import { createCandidate, createEvidence } from "./evidence-builders.ts";
import {
  countFor,
  type Decision,
  type SettledLine,
  settleLines,
  sumLines,
  type UncertainInteraction,
} from "./settle-lines.ts";

const ANN = new Set(["ann"]);
const BOTH = new Set(["ann", "ben"]);
const LAPSED: Decision = { kind: "lapsed" };
const NOTHING: Decision = { kind: "nothing" };
const decideAs = (fields: Partial<Candidate> = {}): Decision => ({
  kind: "candidate",
  candidate: createCandidate(fields),
});

/** "01x2 02x1" */
const show = (lines: readonly SettledLine[]): string =>
  lines.map(({ gtin, quantity }) => `${gtin}x${quantity}`).join(" ");

describe("an account", () => {
  it("counts for whoever takes and against whoever puts back", () => {
    const pick = createCandidate({ quantity: 3 });
    expect(countFor(pick, ANN)).toBe(3);
    expect(countFor(pick, new Set(["ben"]))).toBe(0);
    expect(countFor({ ...pick, kind: "putback" }, ANN)).toBe(-3);
    expect(countFor({ ...pick, kind: "putback", shopperId: "ben" }, ANN)).toBe(0);
    expect(countFor({ ...pick, shopperId: null }, ANN)).toBe(0);
  });

  it("of a hand-over counts for the taker and against the giver", () => {
    const handover = createCandidate({ kind: "handover", giverId: "ben", quantity: 2 });
    expect(countFor(handover, ANN)).toBe(2);
    expect(countFor(handover, new Set(["ben"]))).toBe(-2);
    expect(countFor(handover, BOTH)).toBe(0);
    expect(countFor(handover, new Set(["cid"]))).toBe(0);
    expect(countFor({ ...handover, shopperId: null }, BOTH)).toBe(-2);
    expect(countFor({ ...handover, giverId: null }, BOTH)).toBe(2);
  });

  it("of anything but a hand-over has no giver", () => {
    expect(countFor(createCandidate({ shopperId: "cid", giverId: "ann" }), ANN)).toBe(0);
  });
});

describe("lines of goods by weight", () => {
  const weigh = (netG: number) => ({ gtin: "01", weighing: { netG } });
  const told = (id: string, netG: number, probability: number) =>
    createEvidence(id, { ...weigh(netG), quantity: 1, probability });
  const LINES = [845, 300, 845].map((netG) => ({ ...weigh(netG), quantity: 1 }));

  it("are one for each weight, and count weighings", () => {
    expect(settleLines(ANN, LINES, [], [])).toMatchObject([
      { ...weigh(300), quantity: 1 },
      { ...weigh(845), quantity: 2 },
    ]);
  });

  it("have the weight that a reviewer saw, and leave those of other weights alone", () => {
    const evidence = [told("e1", 845, 1), told("e2", 300, 0.6), told("e3", 845, 1)];
    const decision = decideAs({ ...weigh(310), quantity: 1 });
    const settled = settleLines(ANN, LINES, evidence, [{ evidence: evidence[1]!, decision }]);
    expect(settled).toMatchObject([
      { ...weigh(310), quantity: 1, evidenceIds: ["e2"], probability: 1 },
      { ...weigh(845), quantity: 2, evidenceIds: ["e1", "e3"] },
    ]);
  });
});

describe("lines of certain interactions", () => {
  it("are the engine's, summed by product, in the order of their numbers", () => {
    const lines: CartLine[] = [
      { gtin: "02", quantity: 1 },
      { gtin: "01", quantity: 2 },
      { gtin: "02", quantity: 4 },
    ];
    expect(settleLines(BOTH, lines, [], [])).toEqual([
      { gtin: "01", quantity: 2, evidenceIds: [], probability: 1 },
      { gtin: "02", quantity: 5, evidenceIds: [], probability: 1 },
    ]);
    expect([...sumLines(lines).values()]).toEqual([
      { gtin: "02", quantity: 5 },
      { gtin: "01", quantity: 2 },
    ]);
  });

  it("are as the engine says, whatever its interactions add up to", () => {
    const evidence = [createEvidence("e1", { quantity: 5 })];
    expect(show(settleLines(ANN, [{ gtin: "01", quantity: 2 }], evidence, []))).toBe("01x2");
    expect(settleLines(ANN, [], evidence, [])).toEqual([]);
  });

  it("of nothing are none", () => {
    expect(settleLines(ANN, [{ gtin: "01", quantity: 0 }], [], [])).toEqual([]);
  });

  it("name the interactions that speak for them, and are no surer than the weakest", () => {
    const evidence = [
      createEvidence("e1", { probability: 0.99 }),
      createEvidence("e2", { probability: 0.8, kind: "putback" }),
      createEvidence("e3", { probability: 0.1, shopperId: "ben" }),
      createEvidence("e4", { probability: 0.2, gtin: "02" }),
    ];
    expect(settleLines(ANN, [{ gtin: "01", quantity: 1 }], evidence, [])).toEqual([
      { gtin: "01", quantity: 1, evidenceIds: ["e1", "e2"], probability: 0.8 },
    ]);
  });
});

describe("an uncertain interaction", () => {
  const sure = createEvidence("e1", { probability: 0.99 });
  const unsure = createEvidence("e2", {
    probability: 0.5,
    candidates: [createCandidate({ gtin: "02" }), createCandidate({ shopperId: "ben" })],
  });
  const lines: CartLine[] = [{ gtin: "01", quantity: 2 }];
  const settle = (decision: Decision | null, before = lines): SettledLine[] =>
    settleLines(ANN, before, [sure, unsure], [{ evidence: unsure, decision }]);

  it("that nobody has decided counts as it was told", () => {
    expect(settle(null)).toEqual([
      { gtin: "01", quantity: 2, evidenceIds: ["e1", "e2"], probability: 0.5 },
    ]);
  });

  it("that was decided as it was told is sure, and counts", () => {
    expect(settle(decideAs())).toEqual([
      { gtin: "01", quantity: 2, evidenceIds: ["e1", "e2"], probability: 0.99 },
    ]);
  });

  it("decided as another product speaks for that one alone", () => {
    expect(settle(decideAs({ gtin: "02" }))).toEqual([
      { gtin: "01", quantity: 1, evidenceIds: ["e1"], probability: 0.99 },
      { gtin: "02", quantity: 1, evidenceIds: ["e2"], probability: 1 },
    ]);
  });

  it("decided as somebody else's, or as nothing, leaves what is sure", () => {
    for (const decision of [decideAs({ shopperId: "ben" }), NOTHING]) {
      expect(settle(decision)).toEqual([
        { gtin: "01", quantity: 1, evidenceIds: ["e1"], probability: 0.99 },
      ]);
    }
  });

  it("decided as nothing neither adds nor takes back", () => {
    const putback = createEvidence("e2", { kind: "putback" });
    const carried = [{ gtin: "01", quantity: 1 }];
    const settleAs = (decision: Decision) =>
      show(settleLines(ANN, carried, [sure, putback], [{ evidence: putback, decision }]));
    expect(settleAs(NOTHING)).toBe("01x1");
    expect(settleAs(decideAs({ kind: "putback" }))).toBe("");
    expect(settleAs(LAPSED)).toBe("");
  });

  it("touches what else it may have been only where it lapsed", () => {
    const carried = [...lines, { gtin: "02", quantity: 1 }];
    expect(show(settle(null, carried))).toBe("01x2 02x1");
    expect(show(settle(NOTHING, carried))).toBe("01x1 02x1");
    expect(show(settle(LAPSED, carried))).toBe("01x1");
  });

  it("that lapsed leaves least to pay", () => {
    expect(show(settle(LAPSED))).toBe("01x1");
    const putback = { ...unsure, candidates: [createCandidate({ kind: "putback" })] };
    const uncertainties = [{ evidence: putback, decision: LAPSED }];
    expect(show(settleLines(ANN, lines, [sure, putback], uncertainties))).toBe("");
    expect(show(settleLines(ANN, lines, [sure, sure, putback], uncertainties))).toBe("01x1");
  });

  it("that lapsed takes back each product that it may have been", () => {
    const evidence = [
      createEvidence("e1"),
      createEvidence("e2", { gtin: "02" }),
      createEvidence("e3", { gtin: "03" }),
      createEvidence("e4", {
        kind: "putback",
        candidates: [createCandidate({ kind: "putback", gtin: "02" })],
      }),
    ];
    const carried = ["01", "02", "03"].map((gtin) => ({ gtin, quantity: 1 }));
    const uncertainties = [{ evidence: evidence[3]!, decision: LAPSED }];
    expect(show(settleLines(ANN, carried, evidence, uncertainties))).toBe("03x1");
  });

  it("brings back nothing that the engine does not believe and nobody has seen", () => {
    // The engine tells of both, and believes in neither enough to charge for it.
    expect(settle(LAPSED, [])).toEqual([]);
    expect(settle(null, [])).toEqual([]);
    expect(show(settle(decideAs(), []))).toBe("01x1");
    expect(show(settle(decideAs({ quantity: 2 }), []))).toBe("01x2");
  });

  it("decided as put back takes nothing from what others have added", () => {
    const more = createEvidence("e3", { probability: 0.4 });
    const uncertainties: UncertainInteraction[] = [
      { evidence: unsure, decision: decideAs({ kind: "putback" }) },
      { evidence: more, decision: decideAs({ quantity: 3 }) },
    ];
    expect(show(settleLines(ANN, [], [sure, unsure, more], uncertainties))).toBe("01x3");
  });

  it("of more put back than was taken leaves no line", () => {
    expect(settle(decideAs({ kind: "putback", quantity: 4 }))).toEqual([]);
  });
});

const GTINS = ["01", "02", "03"];
const people = fc.constantFrom("ann", "ben", "cid", null);
const candidates: fc.Arbitrary<Candidate> = fc
  .record({
    kind: fc.constantFrom("pick" as const, "putback" as const, "handover" as const),
    shopperId: people,
    giverId: people,
    gtin: fc.constantFrom(...GTINS),
    quantity: fc.integer({ min: 1, max: 3 }),
    probability: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map((one) => (one.kind === "handover" ? one : { ...one, giverId: null }));
const evidences: fc.Arbitrary<Evidence[]> = fc
  .array(fc.tuple(candidates, fc.array(candidates, { maxLength: 3 })), { maxLength: 8 })
  .map((list) =>
    list.map(([told, others], at) =>
      createEvidence(`e${at}`, { ...told, occurredMs: at, candidates: others }),
    ),
  );
const carts: fc.Arbitrary<CartLine[]> = fc.array(
  fc.record({ gtin: fc.constantFrom(...GTINS), quantity: fc.nat({ max: 4 }) }),
  { maxLength: 5 },
);

/** A decision among what the interaction may have been. */
function decisionOf({ candidates: others, ...told }: Evidence, choice: number): Decision | null {
  const accounts = [told, ...others];
  const picked = accounts[choice - 3];
  if (choice === 0) return null;
  if (choice === 1) return LAPSED;
  if (choice === 2 || picked === undefined) return NOTHING;
  return { kind: "candidate", candidate: picked };
}

const cases = evidences.chain((evidence) =>
  fc.record({
    evidence: fc.constant(evidence),
    lines: carts,
    uncertainties: fc
      .array(fc.nat({ max: 7 }), { minLength: evidence.length, maxLength: evidence.length })
      .map((choices) =>
        evidence
          .map(
            (one, at): UncertainInteraction => ({
              evidence: one,
              decision: decisionOf(one, choices[at]!),
            }),
          )
          .filter((_, at) => choices[at]! < 7),
      ),
  }),
);

const toMap = (lines: readonly SettledLine[]): Map<string, number> =>
  new Map(lines.map(({ gtin, quantity }) => [gtin, quantity]));

function addedBy(uncertainties: readonly UncertainInteraction[], gtin: string): number {
  let added = 0;
  for (const { decision } of uncertainties) {
    if (decision?.kind !== "candidate" || decision.candidate.gtin !== gtin) continue;
    added += Math.max(0, countFor(decision.candidate, BOTH));
  }
  return added;
}

describe("whatever was reported and decided", () => {
  it("no line is more than the engine's and what reviewers decided", () => {
    fc.assert(
      fc.property(cases, ({ lines, evidence, uncertainties }) => {
        const engine = sumLines(lines);
        for (const { gtin, quantity, probability } of settleLines(
          BOTH,
          lines,
          evidence,
          uncertainties,
        )) {
          expect(quantity).toBeGreaterThan(0);
          expect(quantity).toBeLessThanOrEqual(
            (engine.get(gtin)?.quantity ?? 0) + addedBy(uncertainties, gtin),
          );
          expect(probability).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("what lapsed is no dearer in any product than any decision would have been", () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ lines, evidence, uncertainties }, at) => {
        fc.pre(uncertainties.length > 0);
        const index = at % uncertainties.length;
        const { evidence: uncertain } = uncertainties[index]!;
        const settleAs = (decision: Decision): Map<string, number> => {
          const changed = uncertainties.with(index, { evidence: uncertain, decision });
          return toMap(settleLines(BOTH, lines, evidence, changed));
        };
        const lapsed = settleAs(LAPSED);
        for (let choice = 2; choice < 7; choice++) {
          const decided = settleAs(decisionOf(uncertain, choice)!);
          for (const [gtin, quantity] of lapsed) {
            expect(quantity).toBeLessThanOrEqual(decided.get(gtin) ?? 0);
          }
        }
      }),
    );
  });

  it("order makes no difference", () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ lines, evidence, uncertainties }, seed) => {
        const shuffle = <T>(list: readonly T[]): T[] =>
          list
            .map((one, at) => ({ one, key: ((at + 1) * (seed % 1009)) % 13 }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
        const ids = (settled: SettledLine[]) =>
          settled.map((line) => ({ ...line, evidenceIds: line.evidenceIds.toSorted() }));
        const shuffled = settleLines(
          BOTH,
          shuffle(lines),
          shuffle(evidence),
          shuffle(uncertainties),
        );
        const settled = settleLines(BOTH, lines, evidence, uncertainties);
        expect(ids(shuffled)).toEqual(ids(settled));
        expect(settled.map(({ gtin }) => gtin)).toEqual(settled.map(({ gtin }) => gtin).toSorted());
      }),
    );
  });

  it("what two of a party hand to each other changes nothing", () => {
    const given = createEvidence("between", {
      kind: "handover",
      shopperId: "ann",
      giverId: "ben",
      quantity: 2,
    });
    fc.assert(
      fc.property(cases, fc.constantFrom(...GTINS), ({ lines, evidence, uncertainties }, gtin) => {
        const more = [...evidence, { ...given, gtin }, { ...given, gtin, shopperId: "ben" }];
        const back = { ...more.at(-1)!, evidenceId: "back", giverId: "ann" };
        expect(settleLines(BOTH, lines, more.with(-1, back), uncertainties)).toEqual(
          settleLines(BOTH, lines, evidence, uncertainties),
        );
      }),
    );
  });

  it("a decision on one uncertain interaction changes no product but those that it may have been", () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ lines, evidence, uncertainties }, at) => {
        fc.pre(uncertainties.length > 0);
        const index = at % uncertainties.length;
        const { evidence: uncertain } = uncertainties[index]!;
        const named = new Set([uncertain, ...uncertain.candidates].map(({ gtin }) => gtin));
        const others = (decision: Decision | null): SettledLine[] =>
          settleLines(
            BOTH,
            lines,
            evidence,
            uncertainties.with(index, { evidence: uncertain, decision }),
          ).filter(({ gtin }) => !named.has(gtin));
        const untouched = others(null);
        for (let choice = 1; choice < 7; choice++) {
          expect(others(decisionOf(uncertain, choice))).toEqual(untouched);
        }
      }),
    );
  });

  it("a reviewer who agrees with all that was told leaves it as the interactions say", () => {
    fc.assert(
      fc.property(evidences, (evidence) => {
        const uncertainties = evidence.map((one): UncertainInteraction => {
          const { candidates: _, ...candidate } = one;
          return { evidence: one, decision: { kind: "candidate", candidate } };
        });
        const counts = new Map<string, number>();
        for (const one of evidence) {
          counts.set(one.gtin, (counts.get(one.gtin) ?? 0) + countFor(one, BOTH));
        }
        const settled = settleLines(BOTH, [], evidence, uncertainties);
        expect(toMap(settled)).toEqual(new Map([...counts].filter(([, quantity]) => quantity > 0)));
        for (const { probability } of settled) expect(probability).toBe(1);
      }),
    );
  });
});
