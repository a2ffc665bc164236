import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { askForPasskey, signInWithPasskey } from "@saunter/ui/passkey";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { PartyField } from "../parts/party-field.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { api, customer, findCustomer } from "../session.ts";
import { words } from "../words.ts";
import { Hold } from "./welcome-page.tsx";

/** A phone that has scanned a gate's display: its passkey opens that gate. */
export function GatePage() {
  const t = words.texts.enter;
  const { query, route } = useLocation();
  const [partySize, setPartySize] = useState(1);
  const [visitId, setVisitId] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { gate: gateId = "", invitation = "" } = query;
  const comeIn = async (): Promise<void> => {
    setProblem(null);
    const params = { gateId };
    const options = await api.call("POST /v1/gates/:gateId/invited/passkey-options", {
      params,
      body: { invitation },
    });
    const response = await askForPasskey(options);
    const body = { response: response as never, partySize };
    const entry = await api.call("POST /v1/gates/:gateId/invited/entries", { params, body });
    if (typeof customer.value === "string") route(`/shop/visits/${entry.visitId}`, true);
    else setVisitId(entry.visitId);
  };
  if (visitId !== null) return <WelcomeIn visitId={visitId} />;
  return (
    <div class="stack roomy">
      <h1>{t.atGate}</h1>
      <Hold />
      <PartyField value={partySize} onValue={setPartySize} />
      <Refusal problem={problem} />
      <Button kind="main" class="wide roomy" onPress={comeIn} onProblem={setProblem}>
        {t.comeIn}
      </Button>
      {customer.value === null ? <a href="/shop/join">{words.texts.welcome.join}</a> : null}
    </div>
  );
}

/** The gate is open; who has no session on this phone signs in to see their cart. */
function WelcomeIn({ visitId }: { readonly visitId: string }) {
  const t = words.texts.enter;
  const { route } = useLocation();
  const [problem, setProblem] = useState<Problem | null>(null);
  const see = async (): Promise<void> => {
    await signInWithPasskey(api, "customer");
    await findCustomer();
    route(`/shop/visits/${visitId}`, true);
  };
  return (
    <div class="stack roomy">
      <h1>{t.welcomeIn}</h1>
      <p>{t.welcomeText}</p>
      <Refusal problem={problem} />
      <Button kind="main" class="wide roomy" onPress={see} onProblem={setProblem}>
        {t.seeCart}
      </Button>
    </div>
  );
}
