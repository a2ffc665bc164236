import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { toast } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { forgetPhone } from "../entry/phone-store.ts";
import { api } from "../session.ts";
import { words } from "../words.ts";
import { Refusal } from "./refusal.tsx";

/** For whoever has lost a phone: it is signed out, and the codes that it makes open no gate. */
export function OtherPhones() {
  const t = words.texts.you;
  const [problem, setProblem] = useState<Problem | null>(null);
  const end = async (): Promise<void> => {
    setProblem(null);
    await api.call("POST /v1/me/certificate/revoke");
    // Its own certificate, too: this phone gets the next one with its next code.
    await forgetPhone();
    toast(t.othersEnded);
  };
  return (
    <section class="card pad stack">
      <h2>{t.lostPhone}</h2>
      <p class="soft small">{t.lostPhoneText}</p>
      <Refusal problem={problem} />
      <Button onPress={end} onProblem={setProblem}>
        {t.endOthers}
      </Button>
    </section>
  );
}
