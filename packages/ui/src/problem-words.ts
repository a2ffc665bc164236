/** What shoppers are refused, in their language: the API tells its errors in English alone. */
import { type KnownCode, Problem } from "@saunter/client/problem";

/** Codes that shoppers meet, on their phone, at the entrance or at the kiosk. */
export const SHOPPER_CODES = [
  "no-connection",
  "passkey-called-off",
  "not-signed-in",
  "token-invalid",
  "sign-in-refused",
  "sign-in-delayed",
  "rate-limited",
  "customer-busy",
  "card-setup-unknown",
  "gate-closed",
  "gate-busy",
  "gate-unknown",
  "gate-leads-out",
  "entry-code-invalid",
  "entry-code-expired",
  "entry-code-replayed",
  "entry-card-refused",
  "entry-badge-unknown",
  "entry-badge-blocked",
  "entry-passkey-refused",
  "entry-barred-by-debt",
  "entry-hold-declined",
  "entry-hold-refused",
  "entry-offline",
  "entry-interrupted",
  "entry-method-unavailable",
  "party-size-invalid",
  "not-found",
  "receipt-not-final",
  "contest-too-late",
  "contest-already-open",
  "contest-not-open",
  "quantity-invalid",
  "debt-not-open",
  "charge-not-open",
  "account-limit-exceeded",
  "mail-unavailable",
  "mail-address-invalid",
  "not-ready",
] as const satisfies readonly KnownCode[];

export type ShopperCode = (typeof SHOPPER_CODES)[number];

export interface Worded {
  readonly title: string;
  readonly advice: string;
}

/** `other`: whatever else there is. */
export type ProblemWords = Readonly<Record<ShopperCode | "other", Worded>>;

/** The problem in words of a language. Its detail is English, and stands for English readers alone. */
export function wordProblem(problem: Problem, words: ProblemWords, locale: string): Problem {
  const known = (words as Readonly<Record<string, Worded | undefined>>)[problem.code];
  const { title, advice } = known ?? words.other;
  const isEnglish = new Intl.Locale(locale).language === "en";
  const { code, status } = problem;
  // Of what has no words of its own the code is what staff can look up.
  const detail = isEnglish ? problem.detail : known === undefined ? code : "";
  return new Problem({ code, title, advice, detail, status });
}
