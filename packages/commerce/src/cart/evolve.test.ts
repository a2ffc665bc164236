/** A shopper's events in any order: what they make of the cart is read from the whole list beside it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CartLine, ShopperEvent } from "./events.ts";
import { createEvidence } from "./evidence-builders.ts";
import { evolveShopper, type ShopperState, UNSEEN_SHOPPER } from "./evolve.ts";

const shopperId = "ann";

/** Events 10 ms apart, the first at 10. */
const timeOf = (at: number): number => (at + 1) * 10;

function fold(events: readonly ShopperEvent[]): ShopperState {
  return events.reduce(
    (state, event, at) => evolveShopper(state, event, timeOf(at)),
    UNSEEN_SHOPPER,
  );
}

const lines: fc.Arbitrary<readonly CartLine[]> = fc.array(
  fc.record({ gtin: fc.constantFrom("01", "02", "03"), quantity: fc.integer({ min: 1, max: 9 }) }),
  { maxLength: 3 },
);
const probability = fc.double({ min: 0, max: 1, noNaN: true });
const words = fc.array(fc.constantFrom("a plate was dead", "two stood there"), { maxLength: 2 });

const appearances: fc.Arbitrary<ShopperEvent> = fc.record({
  type: fc.constant("ShopperAppeared" as const),
  shopperId: fc.constant(shopperId),
  gateId: fc.constantFrom("north", "south", null),
  trackId: fc.constantFrom("7", "8"),
});
const carts: fc.Arbitrary<ShopperEvent> = fc.record({
  type: fc.constant("CartTold" as const),
  shopperId: fc.constant(shopperId),
  lines,
  probability,
});
const conclusions: fc.Arbitrary<ShopperEvent> = fc.record({
  type: fc.constant("CartConcluded" as const),
  shopperId: fc.constant(shopperId),
  lines,
  probabilityExact: probability,
  needsReview: fc.boolean(),
  reasons: words,
  faults: words,
});
const interactions: fc.Arbitrary<ShopperEvent> = fc.record({
  type: fc.constant("InteractionTold" as const),
  shopperId: fc.constant(shopperId),
  status: fc.constantFrom("provisional", "revised", "final", "retracted"),
  evidence: fc.constantFrom("e1", "e2").map((id) => createEvidence(id)),
});
const moves: fc.Arbitrary<ShopperEvent> = fc.record({
  type: fc.constantFrom("ShopperExited" as const, "ShopperReturned" as const),
  shopperId: fc.constant(shopperId),
});

/** Somebody appears; then anything may be reported, in any order, and again. */
const histories = (...kinds: fc.Arbitrary<ShopperEvent>[]) =>
  fc
    .tuple(appearances, fc.array(fc.oneof(...kinds), { maxLength: 12 }))
    .map(([first, rest]): readonly ShopperEvent[] => [first, ...rest]);
const anything = histories(moves, moves, moves, carts, interactions, conclusions, appearances);
const unconcluded = histories(moves, moves, carts, interactions, appearances);

const check = <T>(values: fc.Arbitrary<T>, holds: (value: T) => void): void =>
  fc.assert(fc.property(values, holds), { numRuns: 500 });

const findLast = <T extends ShopperEvent["type"]>(events: readonly ShopperEvent[], type: T) =>
  events.findLast((event): event is Extract<ShopperEvent, { type: T }> => event.type === type);

describe("a shopper", () => {
  it("is who appeared first, where and when they did", () => {
    check(anything, (events) => {
      const { gateId, trackId } = events[0] as Extract<ShopperEvent, { type: "ShopperAppeared" }>;
      expect(fold(events)).toMatchObject({ shopperId, gateId, trackId, appearedMs: timeOf(0) });
    });
  });

  it("of whom neither gate nor number was noted has come in by none, and is called by their id", () => {
    const early = { type: "ShopperAppeared", shopperId } as ShopperEvent;
    expect(fold([early])).toMatchObject({ gateId: null, trackId: shopperId });
  });

  it("has left at the last exit that they did not come back from", () => {
    check(unconcluded, (events) => {
      const moved = events.findLastIndex(({ type }) => type === "ShopperExited");
      const came = events.findLastIndex(({ type }) => type === "ShopperReturned");
      const hasLeft = moved > came;
      const { status, exitedMs } = fold(events);
      expect(status).toBe(hasLeft ? "exited" : "inside");
      expect(exitedMs).toBe(hasLeft ? timeOf(moved) : null);
    });
  });

  it("who was never seen does not come back", () => {
    expect(fold([{ type: "ShopperReturned", shopperId }])).toEqual(UNSEEN_SHOPPER);
  });

  it("carries what was reported last, and before anything is reported, nothing for certain", () => {
    check(unconcluded, (events) => {
      const { lines: carried, probability: sure } = findLast(events, "CartTold") ?? {
        lines: [],
        probability: 1,
      };
      expect(fold(events)).toMatchObject({
        lines: carried,
        probability: sure,
        needsReview: false,
        reasons: [],
        faults: [],
      });
    });
  });

  it("has a concluded cart with all that is said of it, whatever comes late", () => {
    check(anything, (events) => {
      const said = findLast(events, "CartConcluded");
      if (said === undefined) return;
      const { probabilityExact, needsReview, reasons, faults } = said;
      expect(fold(events)).toMatchObject({
        status: "concluded",
        lines: said.lines,
        probability: probabilityExact,
        needsReview,
        reasons,
        faults,
      });
    });
  });

  it("whose cart is concluded left when they had left by then, or else right then", () => {
    check(fc.tuple(unconcluded, conclusions, anything), ([before, conclusion, late]) => {
      const exitedMs = fold(before).exitedMs ?? timeOf(before.length);
      expect(fold([...before, conclusion]).exitedMs).toBe(exitedMs);
      expect(fold([...before, conclusion, ...late]).exitedMs).toBe(exitedMs);
    });
  });

  it("is not changed by interactions, whose cart is told by itself", () => {
    check(anything, (events) => {
      let state: ShopperState = UNSEEN_SHOPPER;
      for (const [at, event] of events.entries()) {
        const next = evolveShopper(state, event, timeOf(at));
        if (event.type === "InteractionTold") expect(next).toBe(state);
        state = next;
      }
    });
  });

  it("as they were is not changed by what follows", () => {
    check(anything, (events) => {
      const states = events.map((_, at) => fold(events.slice(0, at + 1)));
      const before = structuredClone(states);
      for (const state of states) for (const event of events) evolveShopper(state, event, 999);
      expect(states).toEqual(before);
    });
  });
});
