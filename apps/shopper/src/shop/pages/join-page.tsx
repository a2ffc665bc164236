import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { toast } from "@saunter/ui/components/toasts";
import { addPasskey } from "@saunter/ui/passkey";
import type { Problem } from "@saunter/ui/problem";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { theFacts } from "../facts.ts";
import { CardForm } from "../parts/card-form.tsx";
import type { GivenCard } from "../parts/given-card.ts";
import { Refusal } from "../parts/refusal.tsx";
import { api, customer, takeSession } from "../session.ts";
import { words } from "../words.ts";
import { Hold } from "./welcome-page.tsx";

/** Two taps: a card that is kept, and a passkey that brings its owner back. */
export function JoinPage() {
  const t = words.texts.join;
  const hasPasskeys = theFacts().terms.methods.includes("passkey");
  const isSignedIn = typeof customer.value === "string";
  const steps = hasPasskeys ? 2 : 1;
  return (
    <div class="stack roomy">
      <div>
        <p class="soft small">{t.step(isSignedIn ? steps : 1, steps)}</p>
        <h1>{isSignedIn && hasPasskeys ? t.passkey : t.card}</h1>
      </div>
      {isSignedIn ? <PasskeyStep hasPasskeys={hasPasskeys} /> : <CardStep />}
    </div>
  );
}

function CardStep() {
  const t = words.texts.join;
  const { shop } = theFacts();
  const [email, setEmail] = useState("");
  const join = async ({ token, lastFour }: GivenCard): Promise<void> => {
    const session = await api.call("POST /v1/customers", {
      body: {
        ...{ cardToken: token, lastFour, carrier: "cookie" },
        email: email.trim() === "" ? null : email.trim(),
        locale: words.choice.value!.locale,
      },
    });
    takeSession(session);
  };
  return (
    <>
      <p>{t.cardText}</p>
      <Hold />
      <CardForm label={t.next} onCard={join}>
        {shop.sendsMail ? (
          <Field
            label={t.email}
            hint={t.emailHint}
            type="email"
            inputMode="email"
            autoComplete="email"
            name="email"
            maxLength={254}
            value={email}
            onValue={setEmail}
          />
        ) : null}
      </CardForm>
      <p>
        <a href="/shop/">{words.texts.back}</a>
      </p>
    </>
  );
}

function PasskeyStep({ hasPasskeys }: { readonly hasPasskeys: boolean }) {
  const t = words.texts.join;
  const { route } = useLocation();
  const [problem, setProblem] = useState<Problem | null>(null);
  const finish = (): void => {
    toast(t.ready);
    route("/shop/", true);
  };
  const add = async (): Promise<void> => {
    setProblem(null);
    await addPasskey(api);
    finish();
  };
  if (!hasPasskeys) {
    return (
      <>
        <p>{t.noPasskey}</p>
        <Button kind="main" class="wide roomy" onPress={finish}>
          {words.texts.done}
        </Button>
      </>
    );
  }
  return (
    <>
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
