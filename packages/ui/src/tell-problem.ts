/** How a page tells what is refused: the app says it once, for all its notes and toasts. */
import type { KnownCode, Problem } from "@saunter/client/problem";
import type { Worded } from "./problem-words.ts";

export interface ProblemTexts {
  readonly tryAgain: string;
  /** By code; `other` is of all that have none. Null: in English, as the shop words them. */
  readonly words:
    | (Readonly<Partial<Record<KnownCode, Worded>>> & { readonly other: Worded })
    | null;
}

const ENGLISH: ProblemTexts = { tryAgain: "Try again", words: null };
/** What a page words itself, in the language that it shows. */
const WORDED_HERE: ReadonlySet<KnownCode> = new Set(["file-unreadable"]);

let find: () => ProblemTexts | null = () => null;

/** @param findTexts of the language that is shown; null as long as there is none. */
export function setProblemTexts(findTexts: () => ProblemTexts | null): void {
  find = findTexts;
}

export function findProblemTexts(): ProblemTexts {
  return find() ?? ENGLISH;
}

export interface ToldProblem extends Worded {
  /** Title and advice as the shop words them, where the page has no words of its own for them. */
  readonly original: string;
  /** Why, often with values. */
  readonly detail: string;
  /** Whether `original` and `detail` are English on a page in another language. */
  readonly isEnglish: boolean;
}

/** What is shown of a problem, in the language of the page. */
export function tellProblem(problem: Problem, { words } = findProblemTexts()): ToldProblem {
  const { code, title, advice, detail } = problem;
  if (words === null || WORDED_HERE.has(code)) {
    return { title, advice, original: "", detail, isEnglish: false };
  }
  const known = words[code];
  const original = known === undefined ? `${title}. ${advice}` : "";
  return { ...(known ?? words.other), original, detail, isEnglish: true };
}

/** Attributes of what is English on a page in another language. */
export function markEnglish(isEnglish: boolean): { readonly lang?: "en"; readonly dir?: "ltr" } {
  return isEnglish ? { lang: "en", dir: "ltr" } : {};
}
