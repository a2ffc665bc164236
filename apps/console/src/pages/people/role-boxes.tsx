import { CheckBox, toggle } from "../../parts/check-box.tsx";
import type { Role } from "../../session.ts";
import { words } from "../../words.ts";

/** In the order in which they are offered. Shoppers sign up by themselves. */
const ROLES = [
  "operator",
  "reviewer",
  "clerk",
  "gate",
  "device",
  "sensor",
  "cart",
  "integrator",
] as const satisfies readonly Role[];

interface RoleBoxesProps {
  readonly roles: readonly Role[];
  readonly onRoles: (roles: Role[]) => void;
}

export function RoleBoxes({ roles, onRoles }: RoleBoxesProps) {
  const t = words.texts.people;
  return (
    <fieldset class="role-boxes">
      <legend class="unseen">{t.table.roles}</legend>
      {ROLES.map((role) => (
        <CheckBox
          key={role}
          isChecked={roles.includes(role)}
          onChecked={(isChecked) => onRoles(toggle(roles, role, isChecked))}
        >
          <strong>{t.roles[role]}</strong> <span class="soft">{t.rolesMay[role]}</span>
        </CheckBox>
      ))}
    </fieldset>
  );
}
