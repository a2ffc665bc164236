import { PARTY_MAX } from "@saunter/protocol/limits";
import { describe, expect, it } from "vitest";
import { decideVisit, hasEverybodyLeft, isGuessed, type VisitCommand } from "./decide.ts";
import type { VisitEvent } from "./events.ts";
import { evolveVisit, UNOPENED_VISIT, type VisitFacts, type VisitState } from "./evolve.ts";

const VISIT = {
  visitId: "v1",
  method: "qr",
  payer: { kind: "customer", customerId: "cus-1" },
  partySize: 2,
  gateId: "north",
  isMember: true,
  currency: "EUR",
  holdMinor: 2000,
  isHoldPending: false,
} as const;

const open = (partySize = 2): VisitCommand => ({
  type: "OpenVisit",
  visit: { ...VISIT, partySize },
});
const bind = (shopperId: string): VisitCommand => ({
  type: "BindShopper",
  shopperId,
  how: "gate",
});
const guess = (shopperId: string): VisitCommand => ({
  type: "BindShopper",
  shopperId,
  how: "guess",
});
const confirm: VisitCommand = { type: "ConfirmBinding", by: "staff-1" };
const unbind = (shopperId: string): VisitCommand => ({
  type: "UnbindShopper",
  shopperId,
  by: "staff-1",
});
const leave = (shopperId: string): VisitCommand => ({ type: "LeaveVisit", shopperId });
const takeBack = (shopperId: string): VisitCommand => ({ type: "TakeBack", shopperId });
const flag = (detail: string): VisitCommand => ({
  type: "FlagVisit",
  flag: "track-lost",
  detail,
});
const raise = (evidenceId: string, ageMin = 16): VisitCommand => ({
  type: "RaiseAgeCheck",
  evidenceId,
  gtin: "01",
  ageMin,
});
const check = (isOldEnough: boolean): VisitCommand => ({
  type: "CheckAge",
  isOldEnough,
  by: "staff-1",
});
const close = (cause: "exit" | "lost" | "attendant" = "attendant"): VisitCommand => ({
  type: "CloseVisit",
  cause,
});

function decide(state: VisitState, command: VisitCommand): VisitEvent[] | string {
  const decided = decideVisit(command, state);
  return decided.ok ? decided.value : decided.refusal.code;
}

/** Commands 10 ms apart, the first at 10. Throws the code where one is refused. */
function play(...commands: VisitCommand[]): VisitState {
  return commands.reduce<VisitState>((state, command, at) => {
    const events = decide(state, command);
    if (typeof events === "string") throw new Error(events);
    return events.reduce((before, event) => evolveVisit(before, event, (at + 1) * 10), state);
  }, UNOPENED_VISIT);
}

function factsOf(state: VisitState): VisitFacts {
  if (state.status === "unopened") throw new Error("the visit is not open");
  return state;
}

describe("a visit", () => {
  it("opens with all that is known of the entry, and nobody in it", () => {
    expect(decide(UNOPENED_VISIT, open())).toEqual([{ type: "VisitOpened", ...VISIT }]);
    const { isHoldPending: _, ...known } = VISIT;
    expect(play(open())).toEqual({
      ...known,
      status: "open",
      lookupToken: null,
      openedMs: 10,
      shoppers: [],
      left: [],
      guessed: [],
      flags: [],
      age: "not-needed",
      yearsVerified: 0,
      restricted: [],
    });
    const event = { type: "VisitOpened", ...VISIT, lookupToken: "token" } as const;
    expect(evolveVisit(UNOPENED_VISIT, event, 10)).toMatchObject({ lookupToken: "token" });
  });

  it("is for 1 to as many people as a party has at most", () => {
    expect(PARTY_MAX).toBe(12);
    expect(decide(UNOPENED_VISIT, open(1))).toHaveLength(1);
    expect(decide(UNOPENED_VISIT, open(PARTY_MAX))).toHaveLength(1);
    for (const size of [0, -1, PARTY_MAX + 1, 1.5, Number.NaN]) {
      expect(decide(UNOPENED_VISIT, open(size))).toBe("party-size-invalid");
    }
  });

  it("opened twice throws", () => {
    expect(() => decide(play(open()), open())).toThrow(new Error("a visit's id was used twice"));
  });

  it("that was never opened takes nothing", () => {
    const commands = [bind("a"), unbind("a"), leave("a"), close(), check(true), raise("e")];
    for (const command of [...commands, takeBack("a")]) {
      expect(decide(UNOPENED_VISIT, command)).toBe("not-found");
    }
    const bound: VisitEvent = { type: "ShopperBound", shopperId: "a", how: "gate" };
    expect(() => evolveVisit(UNOPENED_VISIT, bound, 0)).toThrow(
      new Error("ShopperBound before VisitOpened"),
    );
  });

  it("that is over takes nothing but an age check, and a flag on whose it was", () => {
    const closed = play(open(), close());
    const commands = [bind("a"), unbind("a"), leave("a"), close(), flag("x"), raise("e"), confirm];
    for (const command of commands) expect(decide(closed, command)).toBe("visit-not-open");
    const uncertainty = { flag: "bound-by-guess", detail: "two came in" } as const;
    expect(decide(closed, { type: "FlagVisit", ...uncertainty })).toEqual([
      { type: "VisitFlagged", ...uncertainty },
    ]);
    const checked = play(open(), raise("e1"), close(), check(true));
    expect(checked).toMatchObject({ status: "closed", age: "verified", closedMs: 30 });
  });
});

describe("a shopper of a visit", () => {
  it("is bound once, in order", () => {
    expect(decide(play(open()), bind("a"))).toEqual([
      { type: "ShopperBound", shopperId: "a", how: "gate" },
    ]);
    const state = play(open(), bind("a"), bind("b"));
    expect(factsOf(state).shoppers).toEqual(["a", "b"]);
    expect(factsOf(state).flags).toEqual([]);
    expect(decide(state, bind("a"))).toBe("shopper-already-bound");
    expect(decide(play(open(), bind("a"), leave("a")), bind("a"))).toBe("shopper-already-bound");
  });

  it("beyond the party's size is bound, and the visit is flagged", () => {
    const state = play(open(), bind("a"), bind("b"));
    expect(decide(state, bind("c"))).toEqual([
      { type: "ShopperBound", shopperId: "c", how: "gate" },
      {
        type: "VisitFlagged",
        flag: "party-larger",
        detail: "3 people on an entry for 2",
      },
    ]);
    expect(factsOf(play(open(), bind("a"), bind("b"), bind("c"))).flags).toEqual([
      { flag: "party-larger", detail: "3 people on an entry for 2" },
    ]);
  });

  it("by a guess flags the visit, until staff have said who is in it", () => {
    expect(decide(play(open()), guess("a"))).toMatchObject([
      { type: "ShopperBound", shopperId: "a", how: "guess" },
      { type: "VisitFlagged", flag: "bound-by-guess" },
    ]);
    const state = play(open(), flag("at shelf 3"), bind("a"), guess("b"));
    expect(factsOf(state)).toMatchObject({ shoppers: ["a", "b"], guessed: ["b"] });
    expect([isGuessed(factsOf(play(open(), bind("a")))), isGuessed(factsOf(state))]).toEqual([
      ...[false, true],
    ]);
    expect(decide(state, confirm)).toEqual([{ type: "BindingConfirmed", by: "staff-1" }]);
    const confirmed = play(open(), flag("at shelf 3"), bind("a"), guess("b"), confirm);
    expect(factsOf(confirmed)).toMatchObject({
      shoppers: ["a", "b"],
      guessed: [],
      flags: [{ flag: "track-lost" }],
    });
    expect(decide(confirmed, confirm)).toEqual([]);
    expect(factsOf(play(open(), guess("b"), unbind("b"))).guessed).toEqual([]);
  });

  it("beyond the party's size is reported beside the guess", () => {
    expect(decide(play(open(1), bind("a")), guess("b"))).toMatchObject([
      ...[{ type: "ShopperBound" }, { flag: "bound-by-guess" }, { flag: "party-larger" }],
    ]);
  });

  it("is unbound, whether still inside or not", () => {
    const state = play(open(), bind("a"), bind("b"), leave("a"), unbind("a"));
    expect(factsOf(state)).toMatchObject({ shoppers: ["b"], left: [] });
    expect(decide(play(open(), bind("a")), unbind("a"))).toEqual([
      { type: "ShopperUnbound", shopperId: "a", by: "staff-1" },
    ]);
    expect(factsOf(play(open(), bind("a"), bind("b"), leave("a"), unbind("b")))).toMatchObject({
      shoppers: ["a"],
      left: ["a"],
    });
  });

  it("leaves once", () => {
    const state = play(open(), bind("a"));
    expect(decide(state, leave("a"))).toEqual([{ type: "ShopperLeft", shopperId: "a" }]);
    expect(decide(play(open(), bind("a"), leave("a")), leave("a"))).toBe("visit-already-left");
  });

  it("who comes back has not left, and with them goes on what had ended", () => {
    const state = play(open(), bind("a"), bind("b"), leave("a"));
    expect(decide(state, takeBack("a"))).toEqual([{ type: "ShopperCameBack", shopperId: "a" }]);
    for (const stranger of ["b", "z"]) {
      expect(decide(state, takeBack(stranger))).toBe("shopper-unknown");
    }
    expect(factsOf(play(open(), bind("a"), leave("a"), takeBack("a"))).left).toEqual([]);
    const before = play(open(), bind("a"), bind("b"), leave("a"), leave("b"));
    const again = play(open(), bind("a"), bind("b"), leave("a"), leave("b"), close("exit"), {
      type: "TakeBack",
      shopperId: "b",
    });
    expect(again).toEqual({ ...before, left: ["a"] });
    expect(decide(again, close("exit"))).toBe("visit-not-left");
  });

  it("who is not in it neither leaves nor is unbound", () => {
    const state = play(open(), bind("a"), bind("b"), unbind("b"));
    expect(decide(state, leave("b"))).toBe("shopper-unknown");
    expect(decide(state, unbind("b"))).toBe("shopper-unknown");
    expect(decide(state, leave("z"))).toBe("shopper-unknown");
  });
});

describe("closing a visit", () => {
  it("at the exit needs everybody to have left", () => {
    const inside = play(open(), bind("a"), bind("b"), leave("a"));
    expect(decide(inside, close("exit"))).toBe("visit-not-left");
    const left = play(open(), bind("a"), bind("b"), leave("a"), leave("b"));
    expect(decide(left, close("exit"))).toEqual([{ type: "VisitClosed", cause: "exit" }]);
    expect(hasEverybodyLeft(factsOf(inside))).toBe(false);
    expect(hasEverybodyLeft(factsOf(left))).toBe(true);
    expect(hasEverybodyLeft(factsOf(play(open())))).toBe(true);
  });

  it("for another cause does not", () => {
    const inside = play(open(), bind("a"));
    for (const cause of ["lost", "attendant"] as const) {
      expect(decide(inside, close(cause))).toEqual([{ type: "VisitClosed", cause }]);
    }
    expect(play(open(), bind("a"), close("lost"))).toMatchObject({
      status: "closed",
      closedMs: 30,
      openedMs: 10,
      shoppers: ["a"],
    });
  });
});

describe("a flag", () => {
  it("is raised once for a detail", () => {
    const state = play(open(), flag("at shelf 3"));
    expect(factsOf(state).flags).toEqual([{ flag: "track-lost", detail: "at shelf 3" }]);
    expect(decide(state, flag("at shelf 3"))).toEqual([]);
    expect(decide(state, flag("at shelf 4"))).toEqual([
      { type: "VisitFlagged", flag: "track-lost", detail: "at shelf 4" },
    ]);
    const other = { type: "FlagVisit", flag: "bound-by-guess", detail: "at shelf 3" } as const;
    expect(decide(state, other)).toHaveLength(1);
    expect(factsOf(play(open(), flag("1"), flag("2"))).flags.map(({ detail }) => detail)).toEqual([
      "1",
      "2",
    ]);
  });
});

describe("an age check", () => {
  const ageOf = (...commands: VisitCommand[]): string => factsOf(play(open(), ...commands)).age;

  it("is needed once something restricted is taken, by each interaction once", () => {
    expect(decide(play(open()), raise("e1"))).toEqual([
      { type: "AgeCheckRaised", evidenceId: "e1", gtin: "01", ageMin: 16 },
    ]);
    const state = play(open(), raise("e1"));
    expect(factsOf(state)).toMatchObject({
      age: "needed",
      restricted: [{ evidenceId: "e1", gtin: "01", ageMin: 16 }],
    });
    expect(decide(state, raise("e1"))).toEqual([]);
    expect(decide(state, raise("e2"))).toHaveLength(1);
    expect(ageOf(raise("e1"), raise("e2"))).toBe("needed");
  });

  it("ends with what was found", () => {
    expect(decide(play(open(), raise("e1")), check(true))).toEqual([
      { type: "AgeChecked", isOldEnough: true, by: "staff-1" },
    ]);
    expect(ageOf(raise("e1"), check(true))).toBe("verified");
    expect(ageOf(raise("e1"), check(false))).toBe("refused");
  });

  it("is not made where none is needed", () => {
    expect(decide(play(open()), check(true))).toBe("age-check-not-needed");
    for (const found of [true, false]) {
      const state = play(open(), raise("e1"), check(found));
      expect(decide(state, check(true))).toBe("age-check-not-needed");
    }
  });

  it("holds for more of the same, and is needed again for what asks for more years", () => {
    expect(ageOf(raise("e1", 16), check(true), raise("e2", 16))).toBe("verified");
    expect(ageOf(raise("e1", 18), check(true), raise("e2", 16))).toBe("verified");
    expect(ageOf(raise("e1", 16), check(true), raise("e2", 18))).toBe("needed");
    expect(ageOf(raise("e1", 18), raise("e2", 16), check(true), raise("e3", 17))).toBe("verified");
    expect(ageOf(raise("e1", 16), check(true), raise("e2", 18), check(true))).toBe("verified");
  });

  it("is withdrawn with its interaction, after the visit too, and what staff have answered stays", () => {
    const withdraw = (evidenceId: string): VisitCommand => ({
      type: "WithdrawAgeCheck",
      evidenceId,
    });
    expect(decide(play(open()), withdraw("e1"))).toEqual([]);
    expect(factsOf(play(open(), raise("e1"), withdraw("e1")))).toMatchObject({
      age: "not-needed",
      restricted: [],
    });
    expect(ageOf(raise("e1"), close(), withdraw("e1"))).toBe("not-needed");
    expect(ageOf(raise("e1"), raise("e2"), withdraw("e1"))).toBe("needed");
    expect(ageOf(raise("e1", 18), check(true), withdraw("e1"), raise("e2", 18))).toBe("verified");
    expect(ageOf(raise("e1", 16), check(true), raise("e2", 18), withdraw("e2"))).toBe("verified");
    expect(ageOf(raise("e1"), check(false), withdraw("e1"))).toBe("refused");
  });

  it("that was refused stays refused", () => {
    expect(ageOf(raise("e1", 16), check(false), raise("e2", 18))).toBe("refused");
  });
});
