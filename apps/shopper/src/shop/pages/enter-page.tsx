import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones } from "@saunter/ui/components/notes";
import { QrCode } from "@saunter/ui/components/qr-code";
import { formatMoney, formatTime } from "@saunter/ui/format";
import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useAwake } from "../../use-awake.ts";
import type { GateCode } from "../entry/gate-codes.ts";
import { useGateCode } from "../entry/use-gate-code.ts";
import { type Told, useOwnEntry } from "../entry/use-own-entry.ts";
import { theFacts } from "../facts.ts";
import { DebtNote } from "../parts/debt-note.tsx";
import { PartyField } from "../parts/party-field.tsx";
import { makeProblem, Refusal } from "../parts/refusal.tsx";
import { ReleaseText } from "../parts/release-text.tsx";
import { api, customer } from "../session.ts";
import { findVisitOfNow, visitOfNow } from "../visits.ts";
import { words } from "../words.ts";

/** The code for the gate, another one every 15 seconds. */
export function EnterPage() {
  const t = words.texts.enter;
  const { shop, terms } = theFacts();
  const [partySize, setPartySize] = useState(1);
  const { code, trouble, problem, retry } = useGateCode(customer.value as string, partySize);
  const told = useOwnEntry();
  useGoIn(told);
  useAwake();
  return (
    <div class="stack roomy enter">
      <h1 class="unseen">{t.title}</h1>
      <DebtNote />
      {terms.isOpen ? null : <p class="note warning">{words.texts.closed}</p>}
      <Answer told={told} />
      <Refusal problem={problem} onRetry={retry} />
      {trouble === null ? (
        <CodeFrame code={code} />
      ) : (
        <p class="note wrong" role="alert">
          {trouble === "needs-network" ? t.needsNetwork : t.offlineOver}
        </p>
      )}
      {shop.isDemonstration ? <Reader code={code} /> : null}
      <PartyField value={partySize} onValue={setPartySize} />
      <Hints code={code} />
    </div>
  );
}

/** On to the cart of a visit that has begun since; whoever is here although one goes on stays. */
function useGoIn(told: Told | null): void {
  const { route } = useLocation();
  const visit = visitOfNow.value;
  const before = useRef(visit);
  useEffect(() => {
    // Where no event comes, this tells; without an answer what was known stays.
    if (told?.kind === "admitted") void findVisitOfNow().catch(() => {});
  }, [told]);
  useEffect(() => {
    if (before.current === undefined) before.current = visit;
    else if (visit && visit.visitId !== before.current?.visitId) {
      route(`/shop/visits/${visit.visitId}`, true);
    }
  }, [visit]);
}

/** In a demonstration the phone is its own gate's reader: the code goes the same way. */
function Reader({ code }: { readonly code: GateCode | null }) {
  const t = words.texts.demo;
  const { route } = useLocation();
  const [problem, setProblem] = useState<Problem | null>(null);
  const hold = async (): Promise<void> => {
    setProblem(null);
    const body = { code: code!.text };
    const { visitId } = await api.call("POST /v1/demo/entries", { body });
    route(`/shop/visits/${visitId}`, true);
  };
  return (
    <div class="stack tight">
      <Refusal problem={problem} />
      <Button
        kind="main"
        class="wide roomy"
        disabled={code === null}
        onPress={hold}
        onProblem={setProblem}
      >
        {t.hold}
      </Button>
      {theFacts().shop.hasSmartCarts && code !== null ? (
        <a class="button wide" href={`/cart/?code=${code.text}`} target="_blank" rel="noreferrer">
          {t.cart}
        </a>
      ) : null}
      <p class="soft small">{t.holdText}</p>
    </div>
  );
}

/** The code in a ring that runs out with it. */
function CodeFrame({ code }: { readonly code: GateCode | null }) {
  const t = words.texts.enter;
  if (code === null) {
    return (
      <div class="code-frame" aria-busy="true">
        <Bones lines={6} />
      </div>
    );
  }
  const leftMs = Math.max(0, code.nextMs - Date.now());
  return (
    <figure
      key={code.text}
      class="code-frame runs"
      style={{
        animationDuration: `${code.slotMs}ms`,
        animationDelay: `${leftMs - code.slotMs}ms`,
      }}
    >
      <QrCode text={code.text} label={t.codeLabel} />
      <figcaption>{t.show}</figcaption>
    </figure>
  );
}

function Answer({ told }: { readonly told: Told | null }) {
  const t = words.texts.enter;
  return (
    <div role="status" aria-live="polite">
      {told?.kind === "asking" ? <p class="note now">{t.asking}</p> : null}
      {told?.kind === "refused" ? <Refusal problem={makeProblem(told.code ?? "other")} /> : null}
      {told?.kind === "admitted" ? <p class="note sure">{t.welcomeIn}</p> : null}
    </div>
  );
}

function Hints({ code }: { readonly code: GateCode | null }) {
  const t = words.texts.enter;
  const { locale, timeZone } = useLocale();
  const { terms } = theFacts();
  const { holdMinor, currency } = terms;
  const held = formatMoney(holdMinor, currency, locale);
  return (
    <ul class="hints">
      {holdMinor === 0 ? null : (
        <li>
          {words.texts.welcome.held(held)} <ReleaseText />
        </li>
      )}
      <li>{t.brighter}</li>
      {code === null || code.offlineUntilMs === null ? null : (
        <li>{t.worksOffline(formatTime(code.offlineUntilMs, "date", locale, timeZone))}</li>
      )}
      {terms.methods.includes("passkey") ? <li>{t.passkeyHint}</li> : null}
    </ul>
  );
}
