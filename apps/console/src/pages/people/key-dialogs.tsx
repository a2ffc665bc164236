import type { Problem } from "@saunter/client/problem";
import type { Scope } from "@saunter/protocol/scopes";
import { Button } from "@saunter/ui/components/button";
import { ProblemNote } from "@saunter/ui/components/notes";
import { SelectField } from "@saunter/ui/components/select-field";
import { toast } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { listOverlaps } from "../../parts/overlaps.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
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
    toast(words.texts.people.changeScopes.done(user.name));
    onChanged();
  };
  return (
    <div class="stack">
      <p>{words.texts.people.changeScopes.text(<strong>{user.name}</strong>)}</p>
      <ScopeBoxes scopes={scopes} onScopes={setScopes} />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" onPress={save} onProblem={setProblem}>
        {words.texts.people.save}
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
  const t = words.texts.people.rotateKey;
  const rotate = async (): Promise<void> => {
    const params = { userId: user.userId };
    const body = { password: null, overlapHours: Number(overlap) };
    const { apiKey } = await api.call("POST /v1/users/:userId/proof", { params, body });
    onRotated(user.name, apiKey);
  };
  return (
    <div class="stack">
      <p>{t.text(<strong>{user.name}</strong>)}</p>
      <SelectField label={t.formerWorks} value={overlap} onValue={setOverlap}>
        {listOverlaps().map(([hours, text]) => (
          <option key={hours} value={hours}>
            {text}
          </option>
        ))}
      </SelectField>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" onPress={rotate} onProblem={setProblem}>
        {t.submit}
      </Button>
    </div>
  );
}
