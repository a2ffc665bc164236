import { expect, it } from "vitest";
import { makeTrip } from "../../http/trip-fixture.ts";
import { decideCheck, findCertainty, hasQuestion } from "./decide-check.ts";

const STAKES = { missing: 500, tooMuch: 500, glance: 25 };
const SURE = { exact: 0.99, missing: 0.005, tooMuch: 0.005 };
type Facts = Parameters<typeof decideCheck>[1];

const makeFacts = (trip: Parameters<typeof makeTrip>[0], more: Partial<Facts>): Facts => ({
  hasOtherPayer: false,
  hasUnpriced: false,
  isOwnTooMuch: false,
  isSpotChecked: false,
  isWeighingOdd: false,
  isAnswering: false,
  laneWeight: null,
  scaleFaultMs: null,
  staff: "nothing",
  status: "at-lane",
  weighed: { certainty: SURE, findings: [] },
  trip: makeTrip(trip),
  ...more,
});
const decide = (trip: Parameters<typeof makeTrip>[0], more: Partial<Facts> = {}, stakes = STAKES) =>
  decideCheck(stakes, makeFacts(trip, more));

const QUESTION = { about: "not-scanned", lineId: null, weightG: 300, askedMs: 0 } as const;

it.each([
  [{}, "none"],
  [{ certainty: { exact: 0.97, missing: 0.03, tooMuch: 0 } }, "none"],
  [{ certainty: { exact: 0.9, missing: 0.1, tooMuch: 0 } }, "glance"],
  [{ certainty: { exact: 0.9, missing: 0, tooMuch: 0.1 } }, "none"],
  [{ certainty: { exact: 0.6, missing: 0, tooMuch: 0.4 } }, "glance"],
  [{ certainty: { exact: 0.8, missing: 0.2, tooMuch: 0 } }, "glance"],
  [{ certainty: { exact: 0.4, missing: 0.6, tooMuch: 0 } }, "weigh"],
  [{ questions: [{ ...QUESTION, answer: null }] }, "glance"],
  [{ questions: [{ ...QUESTION, answer: "own" as const }] }, "none"],
  [{ faults: [{ kind: "scanner-offline" as const, sinceMs: 0 }] }, "none"],
])("a cart whose trip says %o needs: %s", (trip, kind) => {
  expect(decide(trip).kind).toBe(kind);
  expect(decide(trip, { status: "shopping" }).kind).toBe("none");
  expect(decide(trip, { staff: "fine" }).isDone).toBe(true);
});

it("a cart that staff want weighed, or that was drawn, says so", () => {
  expect(decide({}, { staff: "weigh" })).toMatchObject({ kind: "weigh", reasons: ["staff-asked"] });
  expect(decide({}, { scaleFaultMs: 0 })).toMatchObject({
    kind: "weigh",
    reasons: ["scale-fault"],
  });
  expect(decide({}, { weighed: null })).toMatchObject({ kind: "glance", reasons: ["not-weighed"] });
  expect(decide({}, { hasUnpriced: true }).kind).toBe("weigh");
  expect(decide({}, { isSpotChecked: true }).reasons).toEqual(["spot-check"]);
  expect(decide({}, { hasOtherPayer: true }).reasons).toEqual(["another-payer"]);
});

it("the more money is at stake, the heavier is the check", () => {
  const certainty = { exact: 0.9, missing: 0.1, tooMuch: 0 };
  const kinds = [100, 500, 10_000].map(
    (missing) => decide({ certainty }, {}, { ...STAKES, missing }).kind,
  );
  expect(kinds).toEqual(["none", "glance", "weigh"]);
});

it("what the cart and the shop say differently counts as the less sure one says", () => {
  const certainty = { exact: 0.2, missing: 0.8, tooMuch: 0.1 };
  const facts = makeFacts({ certainty: SURE }, { weighed: { certainty, findings: [] } });
  expect(findCertainty(facts)).toEqual(certainty);
  expect(findCertainty({ ...facts, weighed: null })).toEqual(SURE);
  expect(decideCheck(STAKES, facts)).toMatchObject({ kind: "weigh", reasons: ["missing-goods"] });
});

it("a lane's scale that agrees with the bill spares a re-weigh, and no spot check", () => {
  const laneWeight = { weightG: 21_000, expectedG: 21_000, isConfirmed: true };
  const unsure = { certainty: { exact: 0.3, missing: 0.7, tooMuch: 0 } };
  expect(decide(unsure).kind).toBe("weigh");
  expect(decide(unsure, { laneWeight }).kind).toBe("none");
  expect(decide({}, { laneWeight, scaleFaultMs: 0, weighed: null }).kind).toBe("none");
  expect(decide({}, { laneWeight, isSpotChecked: true }).kind).toBe("glance");
  expect(decide({}, { laneWeight, isOwnTooMuch: true }).reasons).toEqual(["own-things"]);
  const differs = { ...laneWeight, isConfirmed: false };
  expect(decide({}, { laneWeight: differs })).toMatchObject({
    kind: "weigh",
    reasons: ["lane-weight"],
  });
});

it("a check waits for the shopper's answer at the lane, for 15 s at most, and not once the trip has ended", () => {
  const atLaneMs = 60_000;
  const unsure = { exact: 0.5, missing: 0, tooMuch: 0.5 };
  const questions = [{ ...QUESTION, answer: null }];
  const trip = makeTrip({ status: "at-lane", questions, certainty: unsure });
  const isAnswering = hasQuestion({ atLaneMs, trip }, atLaneMs + 14_999);
  expect(decide(trip, { isAnswering })).toEqual({ kind: "none", reasons: [], isDone: false });
  expect(decide(trip, { isAnswering, staff: "weigh" }).kind).toBe("weigh");
  expect(decide(trip).isDone).toBe(false);
  expect(hasQuestion({ atLaneMs, trip }, atLaneMs + 15_000)).toBe(false);
  expect(hasQuestion({ atLaneMs, trip: { ...trip, status: "ended" } }, atLaneMs)).toBe(false);
  const answered = { ...trip, questions: [{ ...QUESTION, answer: "confirmed" as const }] };
  expect(hasQuestion({ atLaneMs, trip: answered }, atLaneMs)).toBe(false);
  expect(decide({ questions: answered.questions }).kind).toBe("none");
});
