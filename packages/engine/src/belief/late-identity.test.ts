import { describe, expect, it } from "vitest";
import { createAmbiguityTable, recordAmbiguities } from "../attribution/identity-ambiguities.ts";
import { DECIDED_CHANGES_MAX, DECIDED_CHANGES_MS_MAX } from "../limits.ts";
import type { IdentityAmbiguity } from "../observation.ts";
import { DEFAULT_IDENTITY } from "../parameters/identity.ts";
import { createWho } from "./belief-builders.ts";
import {
  closeUncertainty,
  createLateIdentity,
  type DecidedBlock,
  findUncertainty,
  forgetChanges,
  type LateIdentity,
  noteActs,
  noteDeparture,
  rememberChange,
  reviseLateIdentity,
} from "./late-identity.ts";

const everybody = () => true;
const AT_MS = 5000;
const near = (value: number) => expect.closeTo(value, 9);

/** Made by these, as it was seen and weighed. */
function makeBlock(shares: Record<string, number>, more: Partial<DecidedBlock> = {}): DecidedBlock {
  const base = new Map(Object.entries(shares));
  const ask = () => createWho(shares);
  return { plates: "3", timestampMs: AT_MS, base, shares: base, said: [], ask, ...more };
}

const change = (changeId: number, atMs: number, ...blocks: DecidedBlock[]) => ({
  changeId,
  atMs,
  blocks,
});

function remember(...blocks: readonly DecidedBlock[]): LateIdentity {
  const late = createLateIdentity(DEFAULT_IDENTITY);
  rememberChange(late, change(1, AT_MS, ...blocks));
  return late;
}

/** That Ada and Bob may be each other around the time of the change, unless it says something else. */
function revise(
  late: LateIdentity,
  probability: number,
  more: Partial<IdentityAmbiguity> = {},
  isHere: (name: string) => boolean = everybody,
): void {
  const ambiguities = [
    { shopperIds: ["ada", "bob"], fromMs: 4000, toMs: 6000, probability, ...more },
  ] as const;
  const table = createAmbiguityTable(DEFAULT_IDENTITY);
  recordAmbiguities(table, { kind: "joints", timestampMs: 9000, shoppers: [], ambiguities });
  reviseLateIdentity(late, ambiguities, table, isHere);
}

const own = (late: LateIdentity, name: string): number =>
  findUncertainty(late, name).probabilityOwn;

describe("what is said later of who was whom", () => {
  it("is how much of a change is another's than the one who has it", () => {
    const late = remember(makeBlock({ ada: 1 }));
    revise(late, 0.3);
    expect([own(late, "ada"), own(late, "bob")]).toEqual([near(0.7), near(0.7)]);
    expect(own(late, "cyd")).toBe(1);
    revise(late, 0);
    expect([own(late, "ada"), own(late, "bob")]).toEqual([1, 1]);
  });

  it("counts beyond what hypotheses were weighed by", () => {
    const said = [{ shopperIds: ["ada", "bob"], probability: 0.1 }] as const;
    const shares = new Map(Object.entries({ ada: 0.9, bob: 0.1 }));
    const late = remember(makeBlock({ ada: 1 }, { shares, said }));
    expect(own(late, "ada")).toBe(1);
    revise(late, 0.3);
    expect([own(late, "ada"), own(late, "bob")]).toEqual([near(0.8), near(0.8)]);
  });

  it("is of its time and of those who may have made the change, and were there", () => {
    const late = remember(makeBlock({ ada: 1 }));
    revise(late, 0.3, { shopperIds: ["bob", "cyd"] });
    revise(late, 0.3, { fromMs: AT_MS + 1 });
    revise(late, 0.3, { fromMs: 0, toMs: AT_MS - DEFAULT_IDENTITY.ambiguityHoldsMs - 1 });
    revise(late, 0.3, {}, (name) => name === "ada");
    expect(own(late, "ada")).toBe(1);
    revise(late, 0.4, { fromMs: 0, toMs: AT_MS - DEFAULT_IDENTITY.ambiguityHoldsMs });
    expect(own(late, "ada")).toBeCloseTo(0.6, 9);
  });

  it("names who has left since, and counts for who stays", () => {
    const late = remember(makeBlock({ ada: 1 }));
    closeUncertainty(late, "bob");
    revise(late, 0.3, {}, (name) => name === "ada");
    expect([own(late, "ada"), own(late, "bob")]).toEqual([near(0.7), 1]);
  });

  it("is worth a word from a share on, and where hypotheses have it already, too", () => {
    const of = (probability: number) => {
      const said = [{ shopperIds: ["ada", "bob"], probability }] as const;
      const shares = new Map([["ada", 1 - probability] as const, ["bob", probability] as const]);
      return findUncertainty(remember(makeBlock({ ada: 1 }, { said, shares })), "ada");
    };
    expect(of(0.03)).toEqual({ probabilityOwn: 1, isUnsure: true });
    expect(of(0.029)).toEqual({ probabilityOwn: 1, isUnsure: false });
  });
});

describe("changes that are remembered no more", () => {
  const forget = (late: LateIdentity, nowMs: number, isHere = everybody) =>
    forgetChanges(late, nowMs, isHere);

  it("still count for those who are there", () => {
    const late = remember(makeBlock({ ada: 1 }));
    revise(late, 0.3);
    rememberChange(late, change(2, AT_MS, makeBlock({ ada: 1 })));
    forget(late, AT_MS + DECIDED_CHANGES_MS_MAX);
    expect(late.decided.size).toBe(2);
    forget(late, AT_MS + DECIDED_CHANGES_MS_MAX + 1, () => true);
    expect(late.decided.size).toBe(0);
    expect(findUncertainty(late, "ada")).toEqual({ probabilityOwn: near(0.7), isUnsure: true });
    closeUncertainty(late, "ada");
    expect(own(late, "ada")).toBe(1);
  });

  it("say nothing of who has a receipt for them, or is not there", () => {
    const late = remember(makeBlock({ ada: 1 }));
    revise(late, 0.3);
    closeUncertainty(late, "ada");
    expect(own(late, "ada")).toBe(1);
    forget(late, AT_MS + DECIDED_CHANGES_MS_MAX + 1, () => false);
    expect(late.uncertainties.size).toBe(0);
  });

  it("are the oldest of more than a bound", () => {
    const late = createLateIdentity(DEFAULT_IDENTITY);
    for (let id = 1; id <= DECIDED_CHANGES_MAX + 1; id++) rememberChange(late, change(id, id));
    forget(late, 10);
    expect([late.decided.size, late.decided.has(1)]).toEqual([DECIDED_CHANGES_MAX, false]);
  });
});

describe("who has left and may be who stays", () => {
  const leave = (late: LateIdentity, isHere = everybody) => {
    const ambiguities = createAmbiguityTable(DEFAULT_IDENTITY);
    const [fromMs, toMs] = [0, 1000];
    recordAmbiguities(ambiguities, {
      kind: "joints",
      timestampMs: 1000,
      shoppers: [],
      ambiguities: [
        { shopperIds: ["ada", "bob"], fromMs, toMs, probability: 0.2 },
        { shopperIds: ["ada", "cyd"], fromMs, toMs, probability: 0.1 },
      ],
    });
    noteDeparture(late, ambiguities, "bob", 900, isHere);
  };

  it("matters from what that one does next, if it is worth a word", () => {
    const late = createLateIdentity(DEFAULT_IDENTITY);
    leave(late);
    leave(late);
    noteActs(late, change(1, AT_MS, makeBlock({ ada: DEFAULT_IDENTITY.partShareMin - 0.001 })));
    expect(own(late, "ada")).toBe(1);
    noteActs(late, change(2, AT_MS, makeBlock({ ada: DEFAULT_IDENTITY.partShareMin })));
    noteActs(late, change(3, AT_MS, makeBlock({ ada: 1 })));
    expect(own(late, "ada")).toBeCloseTo(0.64, 9);
  });

  it("matters at once where that one has done something since, of which nothing was said", () => {
    const since = (atMs: number, block: DecidedBlock) => {
      const late = createLateIdentity(DEFAULT_IDENTITY);
      rememberChange(late, change(1, atMs, block));
      leave(late);
      return own(late, "ada");
    };
    expect(since(901, makeBlock({ ada: 1 }))).toBeCloseTo(0.8, 9);
    expect(since(900, makeBlock({ ada: 1 }))).toBe(1);
    const said = [{ shopperIds: ["ada", "bob"], probability: 0.2 }] as const;
    expect(since(901, makeBlock({ ada: 1 }, { said }))).toBe(1);
  });

  it("is nothing to who is not there", () => {
    const late = createLateIdentity(DEFAULT_IDENTITY);
    leave(late, () => false);
    expect(late.uncertainties.size).toBe(0);
  });
});
