import { Button } from "@saunter/ui/components/button";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { ShopText } from "@saunter/ui/components/shop-text";
import { Status, type Tone } from "@saunter/ui/components/status";
import { Ago } from "@saunter/ui/components/time";
import { toastProblem } from "@saunter/ui/components/toasts";
import { useList } from "@saunter/ui/components/use-list";
import { useState } from "preact/hooks";
import { type Alert, AlertActs } from "../../parts/alert-acts.tsx";
import { AtStake } from "../../parts/at-stake.tsx";
import { Choices } from "../../parts/choices.tsx";
import { useEvents } from "../../parts/use-events.ts";
import { nameUser } from "../../parts/user-names.ts";
import { api, hasRole } from "../../session.ts";
import { words } from "../../words.ts";
import { wordKind } from "../alerts/words.ts";
import { AlertAdvice } from "./alert-advice.tsx";

/** Kinds that cannot wait are red; the rest is amber. */
const URGENT: ReadonlySet<Alert["kind"]> = new Set([
  "age-check",
  "cart-help",
  "visits-unseen",
  "payment-offline",
  "refund-failed",
  "money-withdrawn",
  "exit-without-entry",
  "wrong-units",
  "disk-low",
  "rows-damaged",
]);

const STATES = ["open", "cleared"] as const;

/** What somebody has to do, the newest first; goes on by itself. */
export function AlertList() {
  const t = words.texts.health.alerts;
  const [state, setState] = useState<"open" | "cleared">("open");
  const { items, problem, reload, more } = useList<Alert>(
    (after, signal) =>
      api.call("GET /v1/alerts", { query: { state, ...(after && { after }) }, signal }),
    [state],
  );
  useEvents(["alert.*"], reload);
  return (
    <section class="card">
      <header>
        <h2>{t.title}</h2>
        <Choices
          label={t.filter}
          choices={STATES.map((one) => [one, t.states[one]] as const)}
          value={state}
          onChoose={setState}
        />
      </header>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {items === null ? (
        <div class="pad">
          <Bones />
        </div>
      ) : items.length === 0 ? (
        <Empty title={state === "open" ? t.noneOpen : t.noneCleared}>
          {state === "open" ? t.noneOpenText : null}
        </Empty>
      ) : (
        <ul class="alerts">
          {items.map((alert) => (
            <AlertRow
              key={`${alert.alertKey} ${alert.raisedMs}`}
              alert={alert}
              onCleared={reload}
            />
          ))}
        </ul>
      )}
      {more === null ? null : (
        <div class="pad">
          <Button onPress={more}>{t.older}</Button>
        </div>
      )}
    </section>
  );
}

function AlertRow({ alert, onCleared }: { readonly alert: Alert; readonly onCleared: () => void }) {
  const { alertKey, kind, message, visitId, raisedMs, clearedMs } = alert;
  const { acknowledgedBy, acknowledgedMs } = alert;
  const t = words.texts.health.alerts;
  const acknowledge = async (): Promise<void> => {
    await api.call("POST /v1/alerts/:alertKey/acknowledge", { params: { alertKey } });
    onCleared();
  };
  const mayAct = clearedMs === null && hasRole("operator", "clerk");
  const tone: Tone = clearedMs !== null ? "plain" : URGENT.has(kind) ? "wrong" : "warning";
  return (
    <li class="alert">
      <div class="alert-kind">
        <Status tone={tone}>{wordKind(kind)}</Status>
      </div>
      <div class="alert-words">
        <p class="alert-message">
          <bdi>
            <ShopText text={message} />
          </bdi>
        </p>
        {kind === "visits-unseen" && clearedMs === null ? <AtStake /> : null}
        {mayAct ? <AlertAdvice alert={alert} /> : null}
        <p class="soft small">
          <Ago timestampMs={raisedMs} />
          {visitId === null || !hasRole("operator", "reviewer") ? null : (
            <>
              {" · "}
              <a href={`/console/visits/${visitId}`}>{t.visit}</a>
            </>
          )}
          {acknowledgedBy === null ? null : (
            <>
              {" · "}
              {t.acknowledgedBy(
                <strong>{nameUser(acknowledgedBy)}</strong>,
                <Ago timestampMs={acknowledgedMs!} />,
              )}
            </>
          )}
        </p>
      </div>
      <div class="row">
        {clearedMs === null && acknowledgedBy === null ? (
          <Button
            kind="bare"
            onPress={acknowledge}
            onProblem={toastProblem}
            aria-label={t.acknowledgeOne(message)}
          >
            {t.acknowledge}
          </Button>
        ) : null}
        {mayAct ? <AlertActs alert={alert} onDone={onCleared} /> : null}
      </div>
    </li>
  );
}
