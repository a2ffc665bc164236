import { expect, it } from "vitest";
import {
  type SmartCart,
  sortCarts,
  type TripSummary,
  wordReasons,
  wordTrip,
} from "./cart-words.ts";

const TRIP: TripSummary = {
  tripId: "t",
  status: "shopping",
  visitId: null,
  openedMs: 0,
  lastMessageMs: 0,
  isSilent: false,
  laneId: null,
  battery: 0.8,
  position: null,
  faults: [],
  needsHelp: false,
  units: 2,
  totalMinor: 300,
  errorProbability: 0.01,
  check: { kind: "none", reasons: [], isDone: true },
  needsAgeCheck: false,
};

const GLANCE = { kind: "glance", reasons: ["spot-check"], isDone: false } as const;

it.each<[Partial<TripSummary>, string]>([
  [{}, "shopping"],
  [{ battery: 0.1 }, "battery low"],
  [{ battery: 0.1, faults: ["scale-frozen"] }, "fault"],
  [{ status: "at-lane" }, "ready to pay"],
  [{ status: "at-lane", needsAgeCheck: true }, "age check"],
  [{ status: "at-lane", needsAgeCheck: true, check: { ...GLANCE, reasons: [] } }, "glance"],
  [{ isSilent: true, needsAgeCheck: true }, "silent"],
  [{ isSilent: true, needsHelp: true }, "needs help"],
])("a trip that is %o is called %s", (more, word) => {
  expect(wordTrip({ ...TRIP, ...more })[1]).toBe(word);
});

it("carts that need somebody come first, and free ones last", () => {
  const carts: SmartCart[] = [
    { cartId: "free", trip: null },
    { cartId: "fine", trip: TRIP },
    { cartId: "glance", trip: { ...TRIP, check: { ...GLANCE, reasons: ["spot-check"] } } },
    { cartId: "help", trip: { ...TRIP, needsHelp: true } },
  ];
  expect(sortCarts(carts).map(({ cartId }) => cartId)).toEqual(["help", "glance", "fine", "free"]);
});

it("reasons of a check are told together", () => {
  const reasons: TripSummary["check"]["reasons"] = ["missing-goods", "spot-check"];
  expect(wordReasons({ check: { kind: "glance", reasons, isDone: false } })).toBe(
    "goods may be missing on the bill; spot check",
  );
});
