import type { Answer } from "@saunter/ui/api";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { Ago, Time } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useEffect } from "preact/hooks";
import { PageHead } from "../../parts/page-head.tsx";
import { api, hasRole } from "../../session.ts";
import { AlertList } from "./alert-list.tsx";
import { GateCard } from "./gate-card.tsx";
import "./health.css";

type Health = Answer<"GET /v1/health">;

const EVERY_MS = 3000;
/** Less room than this, and the shop should not be left alone. */
const DISK_FREE_SHARE_MIN = 0.1;
const LAG_MS_MAX = 100;
const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** What needs somebody, then how everything else is. */
export function HealthPage() {
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/health", { signal }),
    [],
  );
  useEffect(() => {
    const timer = setInterval(reload, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="stack">
      <PageHead title="Health" />
      <AlertList />
      {hasRole("operator") ? <GateCard /> : null}
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? (
        <Bones lines={6} />
      ) : (
        <div class="health">
          <Process health={value} />
          <Sensors health={value} />
        </div>
      )}
    </div>
  );
}

function Process({ health }: { readonly health: Health }) {
  const { locale } = useLocale();
  const { diskFreeBytes, diskBytes, lagMs, providerSilentSinceMs, backlog } = health;
  const hasRoom = diskFreeBytes / diskBytes >= DISK_FREE_SHARE_MIN;
  return (
    <section class="card">
      <header>
        <h2>Process</h2>
      </header>
      <table class="table process">
        <caption class="unseen">How the shop's process is</caption>
        <tbody>
          <Row name="Running" state={<Status tone="sure">well</Status>}>
            since <Time timestampMs={health.startedMs} style="date-time" />
          </Row>
          <Row
            name="Payment provider"
            state={
              providerSilentSinceMs === null ? (
                <Status tone="sure">answers</Status>
              ) : (
                <Status tone="wrong">silent</Status>
              )
            }
          >
            {providerSilentSinceMs === null ? null : <Ago timestampMs={providerSilentSinceMs} />}
          </Row>
          <Row
            name="Disk"
            state={
              hasRoom ? (
                <Status tone="sure">room</Status>
              ) : (
                <Status tone="wrong">nearly full</Status>
              )
            }
          >
            {(diskFreeBytes / GIB).toFixed(1)} of {(diskBytes / GIB).toFixed(0)} GiB free
          </Row>
          <Row
            name="Pace"
            state={
              lagMs <= LAG_MS_MAX ? (
                <Status tone="sure">keeps up</Status>
              ) : (
                <Status tone="doubt">busy</Status>
              )
            }
          >
            {lagMs.toFixed(0)} ms late at the 99th percentile
          </Row>
          <Row name="Memory">{(health.memoryBytes / MIB).toFixed(0)} MiB</Row>
          <Row name="Journal">{health.journalEvents.toLocaleString(locale)} events</Row>
          <Row name="To be done">{wordBacklog(backlog)}</Row>
        </tbody>
      </table>
    </section>
  );
}

/** "2 charges, 1 review": what is none is not named. */
function wordBacklog({ charges, reviews, webhooks, mails }: Health["backlog"]): string {
  const counts = { charge: charges, review: reviews, webhook: webhooks, mail: mails };
  const words = Object.entries(counts).flatMap(([word, count]) =>
    count === 0 ? [] : [`${count} ${word}${count === 1 ? "" : "s"}`],
  );
  return words.join(", ") || "nothing";
}

interface RowProps {
  readonly name: string;
  readonly state?: preact.ComponentChild;
  readonly children?: preact.ComponentChildren;
}

function Row({ name, state, children }: RowProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{state}</td>
      <td class="end">{children}</td>
    </tr>
  );
}

function Sensors({ health }: { readonly health: Health }) {
  return (
    <section class="card">
      <header>
        <h2>Sensors</h2>
        <span class="soft small">
          {health.sensors.filter(({ isQuiet }) => !isQuiet).length} of {health.sensors.length} heard
        </span>
      </header>
      <table class="table">
        <caption class="unseen">When each sensor was heard last</caption>
        <tbody>
          {health.sensors.map(({ name, heardMs, isQuiet }) => (
            <Row
              key={name}
              name={name}
              state={
                isQuiet ? <Status tone="wrong">quiet</Status> : <Status tone="sure">heard</Status>
              }
            >
              {heardMs === null ? "not since the start" : <Ago timestampMs={heardMs} />}
            </Row>
          ))}
        </tbody>
      </table>
    </section>
  );
}
