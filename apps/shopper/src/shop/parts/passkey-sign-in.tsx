import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { signInWithPasskey } from "@saunter/ui/passkey";
import { useState } from "preact/hooks";
import { theFacts } from "../facts.ts";
import { api, findCustomer } from "../session.ts";
import { words } from "../words.ts";
import { Refusal } from "./refusal.tsx";

/** Signs in whoever has a passkey; whoever has none on this phone is told what else there is. */
export function PasskeySignIn() {
  const t = words.texts.welcome;
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!theFacts().terms.methods.includes("passkey")) return null;
  const signIn = async (): Promise<void> => {
    setProblem(null);
    await signInWithPasskey(api, "customer");
    await findCustomer();
  };
  return (
    <>
      <Button class="wide roomy" onPress={signIn} onProblem={setProblem}>
        {t.signIn}
      </Button>
      <Refusal problem={problem} />
      {problem === null ? null : <p>{t.noPasskey}</p>}
    </>
  );
}
