import type { Problem } from "@saunter/client/problem";
import { DEFAULT_SCOPES, type Scope } from "@saunter/protocol/scopes";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { api, type Role } from "../../session.ts";
import { words } from "../../words.ts";
import { RoleBoxes } from "./role-boxes.tsx";
import { ScopeBoxes } from "./scope-boxes.tsx";

interface AddUserProps {
  /** A person, who has no key. */
  readonly onAdded: () => void;
  /** A device or system: its key is null where the answer was lost. */
  readonly onKey: (name: string, apiKey: string | null) => void;
}

export function AddUser({ onAdded, onKey }: AddUserProps) {
  const [kind, setKind] = useState<"person" | "device">("person");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [roles, setRoles] = useState<Role[]>(["reviewer"]);
  const [scopes, setScopes] = useState<Scope[]>([...DEFAULT_SCOPES]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const t = words.texts.people.addUser;
  const add = async (): Promise<void> => {
    const scoped = roles.includes("integrator") ? { scopes } : {};
    const body = { name, roles, password: kind === "person" ? password : null, ...scoped };
    const { apiKey } = await api.call("POST /v1/users", { body });
    if (kind === "person") onAdded();
    else onKey(name, apiKey);
  };
  return (
    <div class="stack">
      <Choices
        label={t.type}
        choices={[
          ["person", t.person],
          ["device", t.device],
        ]}
        value={kind}
        onChoose={(chosen) => {
          setKind(chosen);
          setRoles(chosen === "person" ? ["reviewer"] : ["device"]);
        }}
      />
      <Field label={t.name} value={name} onValue={setName} maxLength={100} autoComplete="off" />
      {kind === "person" ? (
        <Field
          label={t.password}
          type="password"
          value={password}
          onValue={setPassword}
          autoComplete="new-password"
          hint={t.passwordHint}
        />
      ) : (
        <p class="soft">{t.keyHint}</p>
      )}
      <RoleBoxes roles={roles} onRoles={setRoles} />
      {roles.includes("integrator") ? (
        <>
          <h3>{t.itsKeyMay}</h3>
          <ScopeBoxes scopes={scopes} onScopes={setScopes} />
        </>
      ) : null}
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button
        kind="main"
        disabled={name === "" || roles.length === 0}
        onPress={add}
        onProblem={setProblem}
      >
        {words.texts.people.add}
      </Button>
    </div>
  );
}
