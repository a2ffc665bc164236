import { ShopText } from "@saunter/ui/components/shop-text";
import { Status } from "@saunter/ui/components/status";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { type Alert, AlertActs } from "../../parts/alert-acts.tsx";
import { useEvents } from "../../parts/use-events.ts";
import { api, hasRole } from "../../session.ts";
import { words } from "../../words.ts";
import { wordKind } from "../alerts/words.ts";

/** Kinds that are about people on the floor; all others are on the page of the shop's health. */
const ABOUT_PEOPLE: ReadonlySet<Alert["kind"]> = new Set([
  "age-check",
  "tailgating",
  "shopper-unbound",
  "exit-without-entry",
]);

const SHOWN_MAX = 2;

/** What somebody has to do about people in the shop; nothing where there is nothing. */
export function AlertStrip() {
  const { value, reload } = useLoaded(
    (signal) => api.call("GET /v1/alerts", { query: { state: "open", limit: 50 }, signal }),
    [],
  );
  useEvents(["alert.*"], reload);
  const alerts = (value?.items ?? []).filter(({ kind }) => ABOUT_PEOPLE.has(kind));
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
  readonly alert: Alert;
  readonly onCleared: () => void;
}

function AlertLine({ alert, onCleared }: AlertLineProps) {
  const { kind, message, visitId } = alert;
  const t = words.texts.floor.alerts;
  return (
    <li class="floor-alert">
      <div>
        <Status tone={kind === "age-check" ? "wrong" : "warning"}>{wordKind(kind)}</Status>
        <p class="small">
          <bdi>
            <ShopText text={message} />
          </bdi>
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
