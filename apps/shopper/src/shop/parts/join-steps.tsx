/** How a stranger becomes known, in two taps: a card that is kept, and a passkey that brings its owner back. */
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { toast } from "@saunter/ui/components/toasts";
import { addPasskey } from "@saunter/ui/passkey";
import { useState } from "preact/hooks";
import { theFacts } from "../facts.ts";
import { api, takeSession } from "../session.ts";
import { words } from "../words.ts";
import { CardForm } from "./card-form.tsx";
import { EmailField } from "./email-field.tsx";
import type { GivenCard } from "./given-card.ts";
import { Refusal } from "./refusal.tsx";

interface CardStepProps {
  /** The card is kept; whoever gave it is signed in after this. */
  readonly onKept?: () => void;
}

export function CardStep({ onKept }: CardStepProps) {
  const t = words.texts.join;
  const { shop } = theFacts();
  const [email, setEmail] = useState("");
  const join = async ({ setupId }: GivenCard): Promise<void> => {
    const session = await api.call("POST /v1/customers", {
      body: {
        cardSetupId: setupId,
        carrier: "cookie",
        email: email.trim() === "" ? null : email.trim(),
        locale: words.choice.value!.locale,
      },
    });
    onKept?.();
    takeSession(session);
  };
  return (
    <CardForm label={t.next} onCard={join}>
      {shop.sendsMail ? (
        <EmailField label={t.email} hint={t.emailHint} value={email} onValue={setEmail} />
      ) : null}
    </CardForm>
  );
}

/** Also where the shop has no passkeys: then it says so, and there is nothing to be made. */
export function PasskeyStep({ onDone }: { readonly onDone: () => void }) {
  const t = words.texts.join;
  const [problem, setProblem] = useState<Problem | null>(null);
  const finish = (): void => {
    toast(t.ready);
    onDone();
  };
  const add = async (): Promise<void> => {
    setProblem(null);
    await addPasskey(api);
    finish();
  };
  if (!theFacts().terms.methods.includes("passkey")) {
    return (
      <>
        <h1>{t.card}</h1>
        <p>{t.noPasskey}</p>
        <Button kind="main" class="wide roomy" onPress={finish}>
          {words.texts.done}
        </Button>
      </>
    );
  }
  return (
    <>
      <h1>{t.passkey}</h1>
      <p>{t.passkeyText}</p>
      <Refusal problem={problem} />
      <div class="stack tight">
        <Button kind="main" class="wide roomy" onPress={add} onProblem={setProblem}>
          {t.addPasskey}
        </Button>
        <Button kind="bare" class="wide" onPress={finish}>
          {t.later}
        </Button>
      </div>
    </>
  );
}
