import { CheckBox, toggle } from "../../parts/check-box.tsx";
import type { Role } from "../../session.ts";

/** What each role may do, in words. Shoppers sign up by themselves. */
const ROLES: readonly (readonly [role: Role, may: string])[] = [
  ["operator", "runs the shop: everything except reviews"],
  ["reviewer", "decides unclear picks and disputes"],
  ["clerk", "finds, refunds and sends receipts at the counter, up to a limit"],
  ["gate", "a gate: admits people, nothing else"],
  ["device", "a display, a kiosk or a till"],
  ["sensor", "a scale's controller or a tracker: sends readings as itself"],
  ["cart", "a smart cart: sends its trips as itself"],
  ["integrator", "another system: does what its scopes say; refunds up to a limit"],
];

interface RoleBoxesProps {
  readonly roles: readonly Role[];
  readonly onRoles: (roles: Role[]) => void;
}

export function RoleBoxes({ roles, onRoles }: RoleBoxesProps) {
  return (
    <fieldset class="role-boxes">
      <legend class="unseen">Roles</legend>
      {ROLES.map(([role, may]) => (
        <CheckBox
          key={role}
          isChecked={roles.includes(role)}
          onChecked={(isChecked) => onRoles(toggle(roles, role, isChecked))}
        >
          <strong>{role}</strong> <span class="soft">{may}</span>
        </CheckBox>
      ))}
    </fieldset>
  );
}
