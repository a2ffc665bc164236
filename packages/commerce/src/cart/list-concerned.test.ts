import { expect, it } from "vitest";
import { createCandidate, createEvidence } from "./evidence-builders.ts";
import { listConcerned } from "./list-concerned.ts";

it("whom an interaction may concern are those of every account, once", () => {
  const evidence = createEvidence("e", {
    kind: "handover",
    shopperId: "1",
    giverId: "2",
    candidates: [
      createCandidate({ shopperId: "3" }),
      createCandidate({ shopperId: null, giverId: "1" }),
    ],
  });
  expect([...listConcerned(evidence)]).toEqual(["1", "2", "3"]);
  const nobody = { shopperId: null, giverId: null };
  expect(listConcerned(createEvidence("e", nobody)).size).toBe(0);
});
