/** Every code by which the chain's API refuses a request: what programs branch on. */
export const CHAIN_PROBLEM_CODES = [
  "input-invalid",
  "body-malformed",
  "body-too-large",
  "body-type-unsupported",
  "route-unknown",
  "method-not-allowed",
  "not-found",
  "id-taken",
  "not-signed-in",
  "forbidden",
  "csrf-header-missing",
  "sign-in-refused",
  "sign-in-delayed",
  "invitation-invalid",
  "last-owner",
  "user-provisioned",
  "rate-limited",
  "not-ready",
  "internal-error",
] as const;
export type ChainProblemCode = (typeof CHAIN_PROBLEM_CODES)[number];
