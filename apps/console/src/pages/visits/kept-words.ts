/** What is kept of an interaction, and why there is nothing of what is not, in words. */
import type { Answer } from "@saunter/client/api";
import { type Letters, letterInOrder } from "@saunter/ui/review/people-letters";
import { joinAll } from "../../parts/lists.ts";
import { words } from "../../words.ts";

export type KeptEvidence = Answer<"GET /v1/visits/:visitId/evidence/:evidenceId">;
/** Why there is no curve; null where there is one. */
export function wordCurve({ curveState }: Pick<KeptEvidence, "curveState">): string | null {
  return curveState === "kept" ? null : words.texts.visits.kept.curve[curveState];
}

/** Why there are no positions; null where there are some. */
export function wordPositions({
  positionsState,
}: Pick<KeptEvidence, "positionsState">): string | null {
  return positionsState === "kept" ? null : words.texts.visits.kept.positions[positionsState];
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
  const texts = words.texts.visits.kept;
  const seen = positions?.shoppers.map(({ shopperId }) => shopperId) ?? [];
  const list = (isOfParty: boolean): string[] =>
    seen
      .filter((id) => party.has(id) === isOfParty)
      .map((id) => letters.get(id) ?? texts.somebody)
      .sort();
  const [own, others] = [list(true), list(false)];
  if (own.length === 0 && others.length === 0) return texts.noneInView;
  if (own.length === 0) return texts.others(joinAll(others), others.length);
  if (others.length === 0) return texts.own(joinAll(own), own.length);
  return texts.ownAndOthers(joinAll(own), own.length, joinAll(others), others.length);
}
