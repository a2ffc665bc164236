import type { Answer } from "@saunter/client/api";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { useNowMs } from "@saunter/ui/components/now";
import { Ago, RecentTime } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useMemo } from "preact/hooks";
import { PageHead } from "../../parts/page-head.tsx";
import { useEvery } from "../../parts/use-every.ts";
import { api, hasRole } from "../../session.ts";
import { shop } from "../../shop.ts";
import { adviseOn } from "./alert-advice.tsx";
import { AlertList } from "./alert-list.tsx";
import { CameraCard } from "./camera-card.tsx";
import { GateCard } from "./gate-card.tsx";
import { Row, type State } from "./health-row.tsx";
import "./health.css";

type Health = Answer<"GET /v1/health">;

const EVERY_MS = 3000;
/** Without a message for this long, its status is unknown. */
const OLD_MS = 3 * EVERY_MS;
/** Later than this is worth a word; where it stays so there is an alert. */
const LAG_MS_MAX = 100;
const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** What needs somebody, then how everything else is. */
export function HealthPage() {
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/health", { signal }),
    [],
  );
  useEvery(EVERY_MS, reload);
  return (
    <div class="stack">
      <PageHead title="Health">
        <a class="button" href="/console/health/alerts">
          Who gets alerts
        </a>
        {shop.value!.hasDevices ? (
          <a class="button" href="/console/devices">
            Devices
          </a>
        ) : null}
      </PageHead>
      <AlertList />
      {hasRole("operator") ? <GateCard /> : null}
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? (
        <Bones lines={6} />
      ) : (
        <div class="health">
          <Process health={value} />
          <div class="stack">
            {value.cameras.length === 0 ? null : <CameraCard cameras={value.cameras} />}
            <Sensors health={value} />
          </div>
        </div>
      )}
    </div>
  );
}

function Process({ health }: { readonly health: Health }) {
  const { locale } = useLocale();
  const { diskFreeBytes, diskBytes, lagMs, providerSilentSinceMs, backlog } = health;
  const isSilent = providerSilentSinceMs !== null;
  return (
    <section class="card" aria-labelledby="health-process">
      <header>
        <h2 id="health-process">Server</h2>
      </header>
      <table class="table process">
        <caption class="unseen">State of the server</caption>
        <tbody>
          <Running health={health} />
          <Row
            name="Payment provider"
            state={isSilent ? ["wrong", "no answer"] : ["sure", "OK"]}
            advice={isSilent ? adviseOn("payment-offline") : null}
          >
            {isSilent ? <Ago timestampMs={providerSilentSinceMs} /> : null}
          </Row>
          <Row
            name="Disk"
            state={health.isDiskLow ? ["wrong", "nearly full"] : ["sure", "OK"]}
            advice={health.isDiskLow ? adviseOn("disk-low") : null}
          >
            {(diskFreeBytes / GIB).toFixed(1)} of {(diskBytes / GIB).toFixed(0)} GiB free
          </Row>
          <Row
            name="Speed"
            state={wordPace(health)}
            advice={health.isSlow ? adviseOn("process-slow") : null}
          >
            {lagMs.toFixed(0)} ms delay (99th percentile)
          </Row>
          <Row name="Memory">{(health.memoryBytes / MIB).toFixed(0)} MiB</Row>
          <Row name="Journal">{health.journalEvents.toLocaleString(locale)} events</Row>
          <Row name="Backlog">{wordBacklog(backlog)}</Row>
        </tbody>
      </table>
    </section>
  );
}

/** Whether it still says how it is: where it does not, all of this is old. */
function Running({ health }: { readonly health: Health }) {
  const nowMs = useNowMs();
  const updatedMs = useMemo(() => Date.now(), [health]);
  const isOld = nowMs - updatedMs > OLD_MS;
  return (
    <Row name="Status" state={isOld ? ["warning", "offline"] : ["sure", "online"]}>
      {isOld ? (
        <>
          last updated <Ago timestampMs={updatedMs} />
        </>
      ) : (
        <>
          since <RecentTime timestampMs={health.startedMs} />
        </>
      )}
    </Row>
  );
}

function wordPace({ isSlow, lagMs }: Health): State {
  if (isSlow) return ["wrong", "slow"];
  return lagMs <= LAG_MS_MAX ? ["sure", "OK"] : ["warning", "busy"];
}

/** "2 charges, 1 review": what is none is not named. */
function wordBacklog({ charges, reviews, webhooks, mails }: Health["backlog"]): string {
  const counts = { charge: charges, review: reviews, webhook: webhooks, mail: mails };
  const words = Object.entries(counts).flatMap(([word, count]) =>
    count === 0 ? [] : [`${count} ${word}${count === 1 ? "" : "s"}`],
  );
  return words.join(", ") || "nothing";
}

function Sensors({ health }: { readonly health: Health }) {
  return (
    <section class="card" aria-labelledby="health-sensors">
      <header>
        <h2 id="health-sensors">Sensors</h2>
        <span class="soft small">
          {health.sensors.filter(({ isQuiet }) => !isQuiet).length} of {health.sensors.length}{" "}
          online
        </span>
      </header>
      <table class="table">
        <caption class="unseen">When each sensor was last active</caption>
        <tbody>
          {health.sensors.map(({ name, lastMessageMs, isQuiet }) => (
            <Row key={name} name={name} state={isQuiet ? ["wrong", "offline"] : ["sure", "online"]}>
              {lastMessageMs === null ? "not since start" : <Ago timestampMs={lastMessageMs} />}
            </Row>
          ))}
        </tbody>
      </table>
    </section>
  );
}
