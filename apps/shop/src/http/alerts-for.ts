/** Whose alerts are whose: clerks see those of shoppers who wait and of cash, operators and reviewers all. */
import { ALERT_KINDS, type AlertKind, CLERK_ALERT_KINDS } from "@saunter/protocol/alert-kinds";
import type { Principal } from "../people/roles.ts";

/** Kinds of alerts that somebody may see. */
export function listKindsFor({ roles }: Pick<Principal, "roles">): readonly AlertKind[] {
  if (roles.includes("operator") || roles.includes("reviewer")) return ALERT_KINDS;
  return roles.includes("clerk") ? CLERK_ALERT_KINDS : [];
}
