import { Status } from "@saunter/ui/components/status";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { type Alert, AlertActs } from "../../parts/alert-acts.tsx";
import { useEvents } from "../../parts/use-events.ts";
import { api, hasRole } from "../../session.ts";
import type { ConsoleWords } from "../../words/british.ts";
import { words } from "../../words.ts";

/** Kinds that are about people on the floor; all others are on the page of the shop's health. */
type Kind = keyof ConsoleWords["floor"]["alerts"]["kinds"];
type PeopleAlert = Alert & { readonly kind: Kind };

const isAboutPeople = (alert: Alert): alert is PeopleAlert =>
  alert.kind in words.texts.floor.alerts.kinds;

const SHOWN_MAX = 2;

/** What somebody has to do about people in the shop; nothing where there is nothing. */
export function AlertStrip() {
  const { value, reload } = useLoaded(
    (signal) => api.call("GET /v1/alerts", { query: { state: "open", limit: 50 }, signal }),
    [],
  );
  useEvents(["alert.*"], reload);
  const alerts = (value?.items ?? []).filter(isAboutPeople);
  if (alerts.length === 0) return null;
  const t = words.texts.floor.alerts;
  const more = alerts.length - SHOWN_MAX;
  return (
    <ul class="floor-alerts" aria-label={t.title}>
      {alerts.slice(0, SHOWN_MAX).map((alert) => (
        <AlertLine key={alert.alertKey} alert={alert} onCleared={reload} />
      ))}
      {more > 0 ? (
        <li class="small">
          <a href="/console/health">{t.more(more)}</a>
        </li>
      ) : null}
    </ul>
  );
}

interface AlertLineProps {
  readonly alert: PeopleAlert;
  readonly onCleared: () => void;
}

function AlertLine({ alert, onCleared }: AlertLineProps) {
  const { kind, message, visitId } = alert;
  const t = words.texts.floor.alerts;
  return (
    <li class="floor-alert">
      <div>
        <Status tone={kind === "age-check" ? "wrong" : "warning"}>{t.kinds[kind]}</Status>
        <p class="small">
          {message}
          {visitId === null ? null : (
            <>
              {" "}
              <a href={`/console/visits/${visitId}`}>{t.openVisit}</a>
            </>
          )}
        </p>
      </div>
      {hasRole("operator") ? <AlertActs alert={alert} onDone={onCleared} /> : null}
    </li>
  );
}
