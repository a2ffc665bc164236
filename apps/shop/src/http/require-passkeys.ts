import type { PasskeyCeremonies } from "../entry/passkey.ts";
import type { HttpDeps } from "./http-deps.ts";
import { ProblemError } from "./problem.ts";

/** The shop's passkeys. Throws `ProblemError` with `entry-method-unavailable` where it has none. */
export function requirePasskeys({ passkeys }: Pick<HttpDeps, "passkeys">): PasskeyCeremonies {
  if (passkeys !== null) return passkeys;
  throw new ProblemError("entry-method-unavailable", "the shop has no passkeys");
}
