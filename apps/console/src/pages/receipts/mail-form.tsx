import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { toast } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { api } from "../../session.ts";
import { words } from "../../words.ts";

interface MailFormProps {
  readonly visitId: string;
  readonly onDone: () => void;
}

/** Sends the receipt again: to the saved address, or to another for this one time. */
export function MailForm({ visitId, onDone }: MailFormProps) {
  const texts = words.texts.receipts.mail;
  const [email, setEmail] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async (): Promise<void> => {
    setProblem(null);
    const address = email.trim();
    await api.call("POST /v1/receipts/:visitId/mail", {
      params: { visitId },
      body: address === "" ? {} : { email: address },
    });
    toast(texts.sent);
    onDone();
  };
  return (
    <div class="stack">
      <Field
        label={texts.address}
        type="email"
        inputMode="email"
        autoComplete="off"
        hint={texts.hint}
        value={email}
        onValue={setEmail}
      />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" onPress={send} onProblem={setProblem}>
        {texts.send}
      </Button>
    </div>
  );
}
