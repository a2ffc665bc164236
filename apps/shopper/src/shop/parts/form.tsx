import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Refusal } from "./refusal.tsx";

interface FormProps {
  readonly label: string;
  readonly onSubmit: () => Promise<void>;
  /** There is nothing to be sent yet. */
  readonly isQuiet?: boolean;
  readonly children?: ComponentChildren;
}

/** A form with one button; whatever is refused stands above it. */
export function Form({ label, onSubmit, isQuiet = false, children }: FormProps) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (): Promise<void> => {
    setProblem(null);
    await onSubmit();
  };
  return (
    <form class="stack" onSubmit={(event) => event.preventDefault()}>
      {children}
      <Refusal problem={problem} />
      {isQuiet ? null : (
        <Button
          kind="main"
          type="submit"
          class="wide roomy"
          onPress={submit}
          onProblem={setProblem}
        >
          {label}
        </Button>
      )}
    </form>
  );
}
