import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { api, type Role } from "../../session.ts";
import { RoleBoxes } from "./role-boxes.tsx";

const KINDS = [
  ["person", "A person"],
  ["device", "A device or system"],
] as const;

interface AddUserProps {
  readonly onAdded: (name: string, apiKey: string | null) => void;
}

export function AddUser({ onAdded }: AddUserProps) {
  const [kind, setKind] = useState<"person" | "device">("person");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [roles, setRoles] = useState<Role[]>(["reviewer"]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const add = async (): Promise<void> => {
    const body = { name, roles, password: kind === "person" ? password : null };
    const { apiKey } = await api.call("POST /v1/users", { body });
    onAdded(name, apiKey);
  };
  return (
    <div class="stack">
      <Choices
        label="Type"
        choices={KINDS}
        value={kind}
        onChoose={(chosen) => {
          setKind(chosen);
          setRoles(chosen === "person" ? ["reviewer"] : ["device"]);
        }}
      />
      <Field label="Name" value={name} onValue={setName} maxLength={100} autoComplete="off" />
      {kind === "person" ? (
        <Field
          label="Password"
          type="password"
          value={password}
          onValue={setPassword}
          autoComplete="new-password"
          hint="Several words in a row work well. They can add a passkey after signing in."
        />
      ) : (
        <p class="soft">It gets a key. We show it only once.</p>
      )}
      <RoleBoxes roles={roles} onRoles={setRoles} />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button
        kind="main"
        disabled={name === "" || roles.length === 0}
        onPress={add}
        onProblem={setProblem}
      >
        Add
      </Button>
    </div>
  );
}
