import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { words } from "../../words.ts";

interface ConfirmAgainProps {
  readonly label: string;
  /** False if the user has no second factor, so that the code is empty. */
  readonly hasCode?: boolean;
  /** Fields below password and code. */
  readonly children?: ComponentChildren;
  readonly isComplete?: boolean;
  readonly onConfirm: (proof: { password: string; code: string }) => Promise<void>;
}

/** Asks for password and code again before a change that would be dangerous in other hands. */
export function ConfirmAgain({
  label,
  hasCode = true,
  children,
  isComplete = true,
  onConfirm,
}: ConfirmAgainProps) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const confirm = async (): Promise<void> => {
    try {
      await onConfirm({ password, code });
      setPassword("");
      setProblem(null);
    } catch (error) {
      setProblem(toProblem(error));
    }
    setCode("");
  };
  const t = words.texts.yourSignIn.confirm;
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <Field
        label={t.password}
        type="password"
        autoComplete="current-password"
        value={password}
        onValue={setPassword}
      />
      {hasCode ? (
        <Field
          label={t.code}
          autoComplete="one-time-code"
          value={code}
          onValue={setCode}
          hint={t.codeHint}
        />
      ) : null}
      {children}
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button
        kind="main"
        type="submit"
        disabled={password === "" || (hasCode && code.trim() === "") || !isComplete}
      >
        {label}
      </Button>
    </form>
  );
}
