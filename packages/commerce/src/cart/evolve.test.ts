import { describe, expect, it } from "vitest";
import type { ShopperEvent } from "./events.ts";
import { createEvidence } from "./evidence-builders.ts";
import { evolveShopper, type ShopperState, UNSEEN_SHOPPER } from "./evolve.ts";

const shopperId = "ann";
const appeared: ShopperEvent = {
  ...{ type: "ShopperAppeared", shopperId, gateId: "north", trackId: "7" },
};
const exited: ShopperEvent = { type: "ShopperExited", shopperId };
const lines = [{ gtin: "01", quantity: 2 }];
const told: ShopperEvent = { type: "CartTold", shopperId, lines, probability: 0.7 };
const concluded: ShopperEvent = {
  type: "CartConcluded",
  shopperId,
  lines: [{ gtin: "02", quantity: 1 }],
  probabilityExact: 0.6,
  needsReview: true,
  reasons: ["a plate was dead", "two stood there"],
  faults: ["a plate was dead"],
};

/** Events 10 ms apart, the first at 10. */
function fold(events: readonly ShopperEvent[]): ShopperState {
  return events.reduce(
    (state, event, at) => evolveShopper(state, event, (at + 1) * 10),
    UNSEEN_SHOPPER,
  );
}

describe("a shopper", () => {
  it("appears with nothing, once", () => {
    const state: ShopperState = {
      ...UNSEEN_SHOPPER,
      status: "inside",
      shopperId,
      gateId: "north",
      trackId: "7",
      appearedMs: 10,
    };
    expect(fold([appeared])).toEqual(state);
    expect(fold([appeared, { ...appeared, gateId: null }])).toEqual(state);
    expect(UNSEEN_SHOPPER).toEqual({
      status: "unseen",
      shopperId: "",
      appearedMs: 0,
      gateId: null,
      trackId: "",
      exitedMs: null,
      lines: [],
      probability: 1,
      needsReview: false,
      reasons: [],
      faults: [],
    });
  });

  it("of whom neither gate nor number was noted has come in by none, and is called by their id", () => {
    const {
      gateId: _,
      trackId: __,
      ...early
    } = appeared as Extract<ShopperEvent, { readonly type: "ShopperAppeared" }>;
    expect(fold([early as ShopperEvent])).toMatchObject({ gateId: null, trackId: shopperId });
  });

  it("carries what was told last", () => {
    const state = fold([appeared, told, { ...told, lines: [], probability: 0.9 }]);
    expect(state.lines).toEqual([]);
    expect(state.probability).toBe(0.9);
    expect(fold([appeared, told])).toMatchObject({ status: "inside", lines, probability: 0.7 });
  });

  it("leaves at the time of the exit", () => {
    expect(fold([appeared, exited])).toMatchObject({ status: "exited", exitedMs: 20 });
  });

  it("who comes back is inside, and has not left", () => {
    const returned: ShopperEvent = { type: "ShopperReturned", shopperId };
    expect(fold([appeared, told, exited, returned])).toEqual(fold([appeared, told]));
    expect(fold([appeared, exited, concluded, returned])).toEqual(
      fold([appeared, exited, concluded]),
    );
    expect(fold([returned])).toEqual(UNSEEN_SHOPPER);
  });

  it("has a concluded cart with all that is said of it", () => {
    expect(fold([appeared, told, exited, concluded])).toEqual({
      ...UNSEEN_SHOPPER,
      status: "concluded",
      shopperId,
      gateId: "north",
      trackId: "7",
      appearedMs: 10,
      exitedMs: 30,
      lines: [{ gtin: "02", quantity: 1 }],
      probability: 0.6,
      needsReview: true,
      reasons: ["a plate was dead", "two stood there"],
      faults: ["a plate was dead"],
    });
  });

  it("whom nobody saw leave has left when the cart is concluded", () => {
    expect(fold([appeared, concluded]).exitedMs).toBe(20);
  });

  it("keeps a concluded cart, whatever comes late", () => {
    const state = fold([appeared, exited, concluded]);
    expect(evolveShopper(state, told, 99)).toBe(state);
    expect(evolveShopper(state, exited, 99)).toBe(state);
  });
});

describe("evidence", () => {
  const first = createEvidence("e1");
  const second = createEvidence("e2");
  const tell = (
    evidence: typeof first,
    status: "provisional" | "revised" | "final" | "retracted",
  ): ShopperEvent => ({ type: "InteractionTold", shopperId, status, evidence });

  it("changes nothing of the cart, which is told by itself", () => {
    const before = fold([appeared]);
    for (const status of ["provisional", "revised", "final", "retracted"] as const) {
      expect(fold([appeared, tell(first, status), tell(second, status)])).toEqual(before);
    }
  });
});
