/** What is kept of an interaction, and why there is nothing of what is not, in words. */
import type { Answer } from "@saunter/client/api";
import { type Letters, letterInOrder } from "../review/review-words.ts";

export type KeptEvidence = Answer<"GET /v1/visits/:visitId/evidence/:evidenceId">;
type State = KeptEvidence["curveState"];

const CURVE: Readonly<Record<State, string | null>> = {
  kept: null,
  awaited: "The weight curve appears in a few seconds.",
  "not-doubted": "No weight curve: we keep it only for flagged interactions.",
  deleted: "Weight curve deleted: retention period ended.",
  missing: "No weight curve: it was not recorded, or has been deleted.",
};

const POSITIONS: Readonly<Record<State, string | null>> = {
  kept: null,
  awaited: "Positions appear in a few seconds.",
  "not-doubted": "No positions: we keep them only for flagged interactions.",
  deleted: "Positions deleted: retention period ended.",
  missing: "No positions: they were not recorded, or have been deleted.",
};

/** Why there is no curve; null where there is one. */
export function wordCurve({ curveState }: Pick<KeptEvidence, "curveState">): string | null {
  return CURVE[curveState];
}

/** Why there are no positions; null where there are some. */
export function wordPositions({
  positionsState,
}: Pick<KeptEvidence, "positionsState">): string | null {
  return POSITIONS[positionsState];
}

/** Whoever is of the visit comes first: of all its interactions they have the same letters. */
export function letterKept(
  { evidence, positions }: Pick<KeptEvidence, "evidence" | "positions">,
  party: ReadonlySet<string>,
): Letters {
  const named = [evidence, ...evidence.candidates].flatMap(({ shopperId, giverId }) => [
    ...[shopperId, giverId],
  ]);
  const near = positions?.shoppers.map(({ shopperId }) => shopperId) ?? [];
  return letterInOrder([...party, ...named, ...near]);
}

/** "A is of this visit; B and C are not."; of those who are to be seen. */
export function wordWho(
  { positions }: Pick<KeptEvidence, "positions">,
  letters: Letters,
  party: ReadonlySet<string>,
): string {
  const seen = positions?.shoppers.map(({ shopperId }) => shopperId) ?? [];
  const list = (isOfParty: boolean): string[] =>
    seen.filter((id) => party.has(id) === isOfParty).map((id) => letters.get(id) ?? "somebody");
  const [own, others] = [list(true).sort(), list(false).sort()];
  const are = (names: readonly string[]): string => (names.length === 1 ? "is" : "are");
  if (own.length === 0 && others.length === 0) return "No shopper in view.";
  if (own.length === 0) return `${join(others)} ${are(others)} not part of this visit.`;
  const first = `${join(own)} ${are(own)} part of this visit`;
  return others.length === 0 ? `${first}.` : `${first}; ${join(others)} ${are(others)} not.`;
}

function join(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
