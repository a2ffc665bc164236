/** Evidence for tests. */
import type { Candidate, Evidence } from "./events.ts";

/** A pick of one "01" by "ann", sure enough. */
export function createCandidate(fields: Partial<Candidate> = {}): Candidate {
  return {
    kind: "pick",
    shopperId: "ann",
    giverId: null,
    gtin: "01",
    quantity: 1,
    probability: 0.9,
    ...fields,
  };
}

export function createEvidence(evidenceId: string, fields: Partial<Evidence> = {}): Evidence {
  return {
    ...createCandidate(),
    evidenceId,
    occurredMs: 1000,
    weightG: 250,
    gondola: 1,
    shelf: 2,
    plates: [3, 4],
    candidates: [],
    ...fields,
  };
}
