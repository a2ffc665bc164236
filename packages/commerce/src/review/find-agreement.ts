/** Whether a reviewer saw what the engine thought likeliest. */
import { isSameAccount } from "./decide.ts";
import type { ReviewChoice, ReviewSubject } from "./events.ts";

/** Null of subjects other than interactions, of which the engine says nothing. */
export function findAgreement(subject: ReviewSubject, choice: ReviewChoice): boolean | null {
  if (subject.kind !== "interaction") return null;
  return choice.kind === "candidate" && isSameAccount(subject.evidence, choice.candidate);
}
