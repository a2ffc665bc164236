import type { PasskeyCeremonies } from "../entry/passkey.ts";
import { ProblemError } from "./problem.ts";

export interface PasskeyServices {
  /** Null where the shop has none. */
  readonly passkeys: PasskeyCeremonies | null;
}

/** The shop's passkeys. Throws `ProblemError` with `entry-method-unavailable` where it has none. */
export function requirePasskeys({ passkeys }: PasskeyServices): PasskeyCeremonies {
  if (passkeys !== null) return passkeys;
  throw new ProblemError("entry-method-unavailable", "the shop has no passkeys");
}
