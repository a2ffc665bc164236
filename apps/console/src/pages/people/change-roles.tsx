import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { ProblemNote } from "@saunter/ui/components/notes";
import { useState } from "preact/hooks";
import { api, type Role } from "../../session.ts";
import { words } from "../../words.ts";
import { RoleBoxes } from "./role-boxes.tsx";
import type { User } from "./user.ts";

interface ChangeRolesProps {
  readonly user: User;
  readonly onChanged: () => void;
}

export function ChangeRoles({ user, onChanged }: ChangeRolesProps) {
  const [roles, setRoles] = useState<Role[]>(user.roles);
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <div class="stack">
      <p>{user.name}</p>
      <RoleBoxes roles={roles} onRoles={setRoles} />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button
        kind="main"
        disabled={roles.length === 0}
        onPress={async () => {
          const params = { userId: user.userId };
          await api.call("POST /v1/users/:userId/roles", { params, body: { roles } });
          onChanged();
        }}
        onProblem={setProblem}
      >
        {words.texts.people.save}
      </Button>
    </div>
  );
}
