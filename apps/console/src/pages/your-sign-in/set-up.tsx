import type { Answer } from "@saunter/client/api";
import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { QrCode } from "@saunter/ui/components/qr-code";
import { toast } from "@saunter/ui/components/toasts";
import { addPasskey } from "@saunter/ui/passkey";
import { useState } from "preact/hooks";
import { api, hasRole } from "../../session.ts";
import { words } from "../../words.ts";
import { RecoveryCodes } from "./recovery-codes.tsx";
import "./your-sign-in.css";

type Setup = Answer<"POST /v1/me/second-factor/begin">;

interface SetUpProps {
  /** There is a second factor now, and its recovery codes have been seen. */
  readonly onDone: () => Promise<void>;
}

/** From a password alone to an authenticator app, or to a passkey. */
export function SetUp({ onDone }: SetUpProps) {
  const [setup, setSetup] = useState<Setup | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const t = words.texts.yourSignIn.setUp;
  if (codes !== null) return <RecoveryCodes codes={codes} onDone={onDone} />;
  if (setup !== null) return <Confirm setup={setup} onConfirmed={setCodes} />;
  return (
    <>
      <p>{t.text}</p>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <div class="row">
        <Button
          kind="main"
          onPress={async () => setSetup(await api.call("POST /v1/me/second-factor/begin"))}
          onProblem={setProblem}
        >
          {t.app}
        </Button>
        {hasRole("operator", "reviewer") ? (
          <Button
            onPress={async () => {
              await addPasskey(api);
              toast(t.passkeyAdded);
              await onDone();
            }}
            onProblem={setProblem}
          >
            {t.passkey}
          </Button>
        ) : null}
      </div>
    </>
  );
}

interface ConfirmProps {
  readonly setup: Setup;
  readonly onConfirmed: (recoveryCodes: readonly string[]) => void;
}

function Confirm({ setup: { uri, secret }, onConfirmed }: ConfirmProps) {
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const confirm = async (): Promise<void> => {
    try {
      const body = { code };
      const { recoveryCodes } = await api.call("POST /v1/me/second-factor/confirm", { body });
      onConfirmed(recoveryCodes);
    } catch (error) {
      setProblem(toProblem(error));
      setCode("");
    }
  };
  const t = words.texts.yourSignIn.setUp;
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <p>{t.scan}</p>
      <QrCode text={uri} label={t.qrCode} />
      <p>
        {t.typeKey}{" "}
        <code class="setup-key" dir="ltr">
          {secret.match(/.{1,4}/g)!.join(" ")}
        </code>
      </p>
      <Field
        label={t.code}
        autoComplete="one-time-code"
        inputMode="numeric"
        value={code}
        onValue={setCode}
      />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <div class="row">
        <Button kind="main" type="submit" disabled={code.trim() === ""}>
          {t.turnOn}
        </Button>
      </div>
    </form>
  );
}
