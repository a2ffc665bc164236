import type { Problem } from "@saunter/client/problem";
import type { Scope } from "@saunter/protocol/scopes";
import { Button } from "@saunter/ui/components/button";
import { ProblemNote } from "@saunter/ui/components/notes";
import { SelectField } from "@saunter/ui/components/select-field";
import { toast } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { listOverlaps } from "../../parts/overlaps.ts";
import { api } from "../../session.ts";
import { ScopeBoxes } from "./scope-boxes.tsx";
import type { User } from "./user.ts";

interface ChangeScopesProps {
  readonly user: User;
  readonly onChanged: () => void;
}

export function ChangeScopes({ user, onChanged }: ChangeScopesProps) {
  const [scopes, setScopes] = useState<Scope[]>([...user.scopes!]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (): Promise<void> => {
    const params = { userId: user.userId };
    await api.call("POST /v1/users/:userId/scopes", { params, body: { scopes } });
    toast(`Scopes of ${user.name} changed.`);
    onChanged();
  };
  return (
    <div class="stack">
      <p>
        What <strong>{user.name}</strong> may do with its key, from the next request on.
      </p>
      <ScopeBoxes scopes={scopes} onScopes={setScopes} />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" onPress={save} onProblem={setProblem}>
        Save
      </Button>
    </div>
  );
}

interface RotateKeyProps {
  readonly user: User;
  /** Its key is null where the answer was lost. */
  readonly onRotated: (name: string, apiKey: string | null) => void;
}

export function RotateKey({ user, onRotated }: RotateKeyProps) {
  const [overlap, setOverlap] = useState("24");
  const [problem, setProblem] = useState<Problem | null>(null);
  const rotate = async (): Promise<void> => {
    const params = { userId: user.userId };
    const body = { password: null, overlapHours: Number(overlap) };
    const { apiKey } = await api.call("POST /v1/users/:userId/proof", { params, body });
    onRotated(user.name, apiKey);
  };
  return (
    <div class="stack">
      <p>
        <strong>{user.name}</strong> gets a new key, which we show once. The former one can go on
        for a while, so that nothing stops meanwhile.
      </p>
      <SelectField label="Former key works" value={overlap} onValue={setOverlap}>
        {listOverlaps().map(([hours, words]) => (
          <option key={hours} value={hours}>
            {words}
          </option>
        ))}
      </SelectField>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" onPress={rotate} onProblem={setProblem}>
        Make a new key
      </Button>
    </div>
  );
}
