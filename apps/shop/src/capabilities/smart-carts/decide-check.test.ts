import { expect, it } from "vitest";
import { makeTrip, makeTripLine } from "../../http/trip-fixture.ts";
import { decideCheck } from "./decide-check.ts";
import type { TripRecord } from "./trip-records.ts";

const POLICY = { glanceFrom: 0.05, weighFrom: 0.4 };
type Facts = Parameters<typeof decideCheck>[1];

const decide = (trip: Parameters<typeof makeTrip>[0], more: Partial<TripRecord> = {}) => {
  const facts: Facts = {
    hasOtherPayer: false,
    isSpotChecked: false,
    staff: "nothing",
    status: "at-lane",
    trip: makeTrip(trip),
    ...more,
  };
  return decideCheck(POLICY, facts);
};

const QUESTION = { about: "not-scanned", lineId: null, weightG: 300, askedMs: 0 } as const;

it.each([
  [{}, "none"],
  [{ certainty: { exact: 0.951, missing: 0.0499, tooMuch: 0 } }, "none"],
  [{ certainty: { exact: 0.95, missing: 0.05, tooMuch: 0 } }, "glance"],
  [{ certainty: { exact: 0.9, missing: 0.04, tooMuch: 0.04 } }, "glance"],
  [{ certainty: { exact: 0.9, missing: 0, tooMuch: 0.1 } }, "glance"],
  [{ certainty: { exact: 0.6, missing: 0.39, tooMuch: 0 } }, "glance"],
  [{ certainty: { exact: 0.6, missing: 0.4, tooMuch: 0 } }, "weigh"],
  [{ questions: [{ ...QUESTION, answer: null }] }, "glance"],
  [{ questions: [{ ...QUESTION, answer: "own" as const }] }, "none"],
  [{ faults: [{ kind: "scale-silent" as const, sinceMs: 0 }] }, "weigh"],
  [{ faults: [{ kind: "scanner-offline" as const, sinceMs: 0 }] }, "none"],
  [{ lines: [makeTripLine("01", { weightG: 412 })] }, "none"],
])("a cart whose trip says %o needs: %s", (trip, kind) => {
  expect(decide(trip).kind).toBe(kind);
  expect(decide(trip, { status: "shopping" }).kind).toBe("none");
  expect(decide(trip, { staff: "fine" }).isDone).toBe(true);
});

it("a cart that staff want weighed, or that was drawn, says so", () => {
  expect(decide({}, { staff: "weigh" })).toMatchObject({ kind: "weigh", reasons: ["staff-asked"] });
  expect(decide({}, { isSpotChecked: true }).reasons).toEqual(["spot-check"]);
  expect(decide({}, { hasOtherPayer: true }).reasons).toEqual(["another-payer"]);
});
