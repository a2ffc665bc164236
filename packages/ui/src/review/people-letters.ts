/** Letters in the place of people's ids. */
import type { Answer } from "@saunter/client/api";

type Lettered = Pick<Answer<"GET /v1/reviews/:reviewId">, "people" | "interactions" | "subject">;

/** People are letters: within one review the same one is always the same, and means nothing else. */
export type Letters = ReadonlyMap<string, string>;

const A = "A".charCodeAt(0);
const LETTERS = 26;

/** Those whom the candidates name come first, the likeliest before others; then whoever was near. */
export function giveLetters({ people, interactions, subject }: Lettered): Letters {
  const named = interactions.flatMap(({ evidence }) =>
    [evidence, ...evidence.candidates].flatMap(({ shopperId, giverId }) => [shopperId, giverId]),
  );
  const near = interactions.flatMap(
    ({ positions }) => positions?.shoppers.map(({ shopperId }) => shopperId) ?? [],
  );
  const own = subject.kind === "gap" ? [subject.shopperId] : [];
  return letterInOrder([...people, ...own, ...named, ...near]);
}

/** Letters for people in this order, each once. */
export function letterInOrder(people: readonly (string | null)[]): Letters {
  const known = people.filter((id) => id !== null);
  return new Map([...new Set(known)].map((id, at) => [id, nameAt(at)]));
}

function nameAt(at: number): string {
  const letter = String.fromCharCode(A + (at % LETTERS));
  return at < LETTERS ? letter : `${letter}${Math.floor(at / LETTERS)}`;
}
