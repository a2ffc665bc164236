import { Button } from "@saunter/ui/components/button";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { Status, type Tone } from "@saunter/ui/components/status";
import { Ago } from "@saunter/ui/components/time";
import { toastProblem } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { type Alert, AlertActs } from "../../parts/alert-acts.tsx";
import { AtStake } from "../../parts/at-stake.tsx";
import { Choices } from "../../parts/choices.tsx";
import { useEvents } from "../../parts/use-events.ts";
import { useList } from "../../parts/use-list.ts";
import { nameUser } from "../../parts/user-names.ts";
import { api, hasRole } from "../../session.ts";
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

const STATES = [
  ["open", "Open"],
  ["cleared", "Resolved"],
] as const;

/** What somebody has to do, the newest first; goes on by itself. */
export function AlertList() {
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
        <h2>Alerts</h2>
        <Choices label="Filter alerts" choices={STATES} value={state} onChoose={setState} />
      </header>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {items === null ? (
        <div class="pad">
          <Bones />
        </div>
      ) : items.length === 0 ? (
        <Empty title={state === "open" ? "No open alerts" : "No resolved alerts yet"}>
          {state === "open" ? "New alerts appear here automatically, with what to do." : null}
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
          <Button onPress={more}>Older</Button>
        </div>
      )}
    </section>
  );
}

function AlertRow({ alert, onCleared }: { readonly alert: Alert; readonly onCleared: () => void }) {
  const { alertKey, kind, message, visitId, raisedMs, clearedMs } = alert;
  const { acknowledgedBy, acknowledgedMs } = alert;
  const acknowledge = async (): Promise<void> => {
    await api.call("POST /v1/alerts/:alertKey/acknowledge", { params: { alertKey } });
    onCleared();
  };
  const mayAct = clearedMs === null && hasRole("operator");
  const tone: Tone = clearedMs !== null ? "plain" : URGENT.has(kind) ? "wrong" : "warning";
  return (
    <li class="alert">
      <div class="alert-kind">
        <Status tone={tone}>{kind.replaceAll("-", " ")}</Status>
      </div>
      <div class="alert-words">
        <p class="alert-message">{message}</p>
        {kind === "visits-unseen" && clearedMs === null ? <AtStake /> : null}
        {mayAct ? <AlertAdvice alert={alert} /> : null}
        <p class="soft small">
          <Ago timestampMs={raisedMs} />
          {visitId === null ? null : (
            <>
              {" · "}
              <a href={`/console/visits/${visitId}`}>the visit</a>
            </>
          )}
          {acknowledgedBy === null ? null : (
            <>
              {" · acknowledged by "}
              <strong>{nameUser(acknowledgedBy)}</strong> <Ago timestampMs={acknowledgedMs!} />
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
            aria-label={`Acknowledge: ${message}`}
          >
            Acknowledge
          </Button>
        ) : null}
        {mayAct ? <AlertActs alert={alert} onDone={onCleared} /> : null}
      </div>
    </li>
  );
}
