/** Codes of what operators, reviewers and clerks can be refused. */
import type { KnownCode } from "@saunter/client/problem";
import type { Worded } from "@saunter/ui/problem-words";
import type { ProblemTexts } from "@saunter/ui/tell-problem";

/** Only programs, carts, devices or shoppers meet these, or a page words them itself. */
export const ELSEWHERE_CODES = [
  "cart-in-use-elsewhere",
  "device-not-over-http",
  "notice-forged",
  "receipt-yet-to-come",
  "request-unreadable",
  "file-unreadable",
] as const satisfies readonly KnownCode[];

/** A code that is new is the console's: it has words in each language, or stands in the list above. */
export type ConsoleCode = Exclude<KnownCode, (typeof ELSEWHERE_CODES)[number]>;

/** `other`: whatever else there is. */
export type ConsoleProblemWords = Readonly<Record<ConsoleCode | "other", Worded>>;

export interface ConsoleProblems extends ProblemTexts {
  /** Null: as the shop words them, in English. */
  readonly words: ConsoleProblemWords | null;
}
