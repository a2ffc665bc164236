import { describe, expect, it } from "vitest";
import { createDoubtTable, hearDoubts } from "../attribution/identity-doubts.ts";
import type { DecidedChange, DecidedChanges } from "../belief/decided-changes.ts";
import type { DecidedBlock } from "../belief/revisions.ts";
import { DEFAULT_IDENTITY } from "../parameters/identity.ts";
import {
  findMisgiving,
  foldChange,
  foldDeparture,
  foldNext,
  type Misgivings,
} from "./misgivings.ts";

const everybody = () => true;
const near = (value: number) => expect.closeTo(value, 9);

function makeBlock(share: number, said: DecidedBlock["said"] = []): DecidedBlock {
  const shares = new Map([["ada", share]]);
  const ask = () => {
    throw new Error("nobody asks");
  };
  return { plates: "3", timestampMs: 0, ask, base: shares, shares, rested: said, said };
}

function makeChange(changeId: number, more: Partial<DecidedChange> = {}): DecidedChange {
  const misgiven = new Map<string, number>();
  return { changeId, atMs: 0, blocks: [], isFinal: false, left: new Set(), misgiven, ...more };
}

const list = (...changes: DecidedChange[]): DecidedChanges =>
  new Map(changes.map((change) => [change.changeId, change]));

describe("what may be another's in a cart", () => {
  const misgiven = new Map([["ada", 0.1]]);

  it("adds up over changes, those that are remembered no more among them", () => {
    const misgivings: Misgivings = new Map();
    const decided = list(makeChange(1, { misgiven }), makeChange(2, { misgiven }));
    foldChange(misgivings, makeChange(3, { misgiven }), everybody, DEFAULT_IDENTITY);
    const { probabilityOwn, isUnsure } = findMisgiving(
      misgivings,
      decided,
      "ada",
      DEFAULT_IDENTITY,
    );
    expect([probabilityOwn, isUnsure]).toEqual([near(0.729), true]);
    expect(findMisgiving(misgivings, decided, "bob", DEFAULT_IDENTITY)).toEqual({
      ...{ probabilityOwn: 1, isUnsure: false },
    });
  });

  it("is nothing of who has had a receipt for it, or is not there", () => {
    const misgivings: Misgivings = new Map();
    const change = makeChange(1, { misgiven, left: new Set(["ada"]) });
    expect(findMisgiving(misgivings, list(change), "ada", DEFAULT_IDENTITY).probabilityOwn).toBe(1);
    foldChange(misgivings, change, everybody, DEFAULT_IDENTITY);
    foldChange(misgivings, makeChange(2, { misgiven }), () => false, DEFAULT_IDENTITY);
    expect(misgivings.size).toBe(0);
  });

  it("is worth a word from a share on, and where hypotheses have it already, too", () => {
    const of = (probability: number) =>
      makeChange(1, { blocks: [makeBlock(0.7, [{ shopperIds: ["ada", "bob"], probability }])] });
    expect(findMisgiving(new Map(), list(of(0.03)), "ada", DEFAULT_IDENTITY).isUnsure).toBe(true);
    expect(findMisgiving(new Map(), list(of(0.029)), "ada", DEFAULT_IDENTITY).isUnsure).toBe(false);
    const misgivings: Misgivings = new Map();
    foldChange(misgivings, of(0.03), everybody, DEFAULT_IDENTITY);
    expect(findMisgiving(misgivings, new Map(), "ada", DEFAULT_IDENTITY)).toEqual({
      ...{ probabilityOwn: 1, isUnsure: true },
    });
  });
});

describe("who has left and may be who stays", () => {
  const leave = (decided: DecidedChanges, misgivings: Misgivings, isHere = everybody) => {
    const doubts = createDoubtTable(DEFAULT_IDENTITY);
    const [fromMs, toMs] = [0, 1000];
    hearDoubts(doubts, {
      ...{ kind: "joints", timestampMs: 1000, shoppers: [] },
      doubts: [
        { shopperIds: ["ada", "bob"], fromMs, toMs, probability: 0.2 },
        { shopperIds: ["ada", "cyd"], fromMs, toMs, probability: 0.1 },
      ],
    });
    foldDeparture({ misgivings, doubts, decided }, "bob", 900, isHere);
    expect([...doubts.pairs.keys()]).toEqual(["ada\nbob", "ada\ncyd"]);
  };
  const find = (misgivings: Misgivings) =>
    findMisgiving(misgivings, new Map(), "ada", DEFAULT_IDENTITY).probabilityOwn;

  it("matters from what that one does next", () => {
    const misgivings: Misgivings = new Map();
    leave(new Map(), misgivings);
    leave(new Map(), misgivings);
    foldNext(misgivings, [makeBlock(0.019)], DEFAULT_IDENTITY);
    expect(find(misgivings)).toBe(1);
    foldNext(misgivings, [makeBlock(0.02)], DEFAULT_IDENTITY);
    foldNext(misgivings, [makeBlock(1)], DEFAULT_IDENTITY);
    expect(find(misgivings)).toEqual(near(0.64));
  });

  it("matters at once where that one has done something since", () => {
    const [atMs, blocks] = [901, [makeBlock(1)]];
    const misgivings: Misgivings = new Map();
    leave(list(makeChange(1, { atMs, blocks })), misgivings);
    expect(find(misgivings)).toEqual(near(0.8));
    const before: Misgivings = new Map();
    leave(list(makeChange(1, { atMs: 900, blocks })), before);
    expect(find(before)).toBe(1);
    const known: Misgivings = new Map();
    const said = [{ shopperIds: ["ada", "bob"], probability: 0.2 }] as const;
    leave(list(makeChange(1, { atMs, blocks: [makeBlock(1, said)] })), known);
    expect(find(known)).toBe(1);
  });

  it("is nothing to who is not there", () => {
    const misgivings: Misgivings = new Map();
    leave(new Map(), misgivings, () => false);
    expect(misgivings.size).toBe(0);
  });
});
