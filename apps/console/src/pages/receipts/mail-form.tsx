import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { toast } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { api } from "../../session.ts";

interface MailFormProps {
  readonly visitId: string;
  readonly onDone: () => void;
}

/** Sends the receipt again: to the saved address, or to another for this one time. */
export function MailForm({ visitId, onDone }: MailFormProps) {
  const [email, setEmail] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async (): Promise<void> => {
    setProblem(null);
    const address = email.trim();
    await api.call("POST /v1/receipts/:visitId/mail", {
      params: { visitId },
      body: address === "" ? {} : { email: address },
    });
    toast("The receipt is on its way.");
    onDone();
  };
  return (
    <div class="stack">
      <Field
        label="E-mail address"
        type="email"
        inputMode="email"
        autoComplete="off"
        hint="Leave empty for the customer’s saved address. We use another address for this e-mail alone, then delete it."
        value={email}
        onValue={setEmail}
      />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" onPress={send} onProblem={setProblem}>
        Send receipt
      </Button>
    </div>
  );
}
