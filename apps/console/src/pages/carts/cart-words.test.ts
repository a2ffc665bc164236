import { expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import {
  type SmartCart,
  sortCarts,
  type TripSummary,
  wordFinding,
  wordReasons,
  wordTrip,
  wordUnsettled,
} from "./cart-words.ts";

showBritish();

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
  isOutside: false,
  faults: [],
  unsettled: [],
  helpCalledMs: null,
  units: 2,
  totalMinor: 300,
  errorProbability: 0.01,
  harmMinor: 0,
  findings: [],
  check: { kind: "none", reasons: [], isDone: true },
  needsAgeCheck: false,
};

const GLANCE: TripSummary["check"] = { kind: "glance", reasons: ["spot-check"], isDone: false };

it.each<[Partial<TripSummary>, string]>([
  [{}, "Shopping"],
  [{ battery: 0.1 }, "Battery low"],
  [{ battery: 0.1, faults: [{ kind: "scale-frozen", sinceMs: 0 }] }, "Fault"],
  [{ status: "at-lane" }, "Ready to pay"],
  [{ status: "at-lane", needsAgeCheck: true }, "Age check"],
  [{ status: "at-lane", needsAgeCheck: true, check: { ...GLANCE, reasons: [] } }, "Glance"],
  [{ isSilent: true, needsAgeCheck: true }, "Silent"],
  [{ isSilent: true, isOutside: true }, "Outside the shop"],
  [{ isSilent: true, helpCalledMs: 0 }, "Needs help"],
])("a trip that is %o is called %s", (more, word) => {
  expect(wordTrip({ ...TRIP, ...more })[1]).toBe(word);
});

it("carts that need somebody come first, and free ones last", () => {
  const carts: SmartCart[] = [
    { cartId: "free", trip: null },
    { cartId: "fine", trip: TRIP },
    { cartId: "glance", trip: { ...TRIP, check: GLANCE } },
    { cartId: "dear", trip: { ...TRIP, check: GLANCE, harmMinor: 900 } },
    { cartId: "help", trip: { ...TRIP, helpCalledMs: 0 } },
  ];
  const sorted = sortCarts(carts).map(({ cartId }) => cartId);
  expect(sorted).toEqual(["help", "dear", "glance", "fine", "free"]);
});

it.each([
  [1, "The end of an earlier trip is kept on the cart: the shop answered 500 to 1 try"],
  [3, "The end of an earlier trip is kept on the cart: the shop answered 500 to 3 tries"],
])("an earlier trip's end that was not taken %i times is told as %s", (tries, words) => {
  expect(wordUnsettled({ tripId: "t", httpStatus: 500, tries })).toBe(words);
});

it("reasons of a check are told together", () => {
  const reasons: TripSummary["check"]["reasons"] = ["missing-goods", "spot-check"];
  expect(wordReasons({ check: { kind: "glance", reasons, isDone: false } })).toBe(
    "Goods may be missing on the bill; spot check",
  );
});

it.each([
  [{ kind: "unscanned", name: null, weightG: 252 }, "About 252 g that nobody scanned"],
  [{ kind: "other-goods", name: "Tea", weightG: 480 }, "About 480 g in place of Tea"],
  [{ kind: "own", name: null, weightG: 1200 }, "About 1200 g that the shopper said is theirs"],
  [
    { kind: "not-in-cart", name: "Tea", weightG: 90 },
    "Tea is on the bill, and the scale did not see it come",
  ],
] as const)("what %o is, is told as %s", (finding, words) => {
  expect(wordFinding(finding)).toBe(words);
});
