import type { Answer } from "@saunter/client/api";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { useNowMs } from "@saunter/ui/components/now";
import { PageHead } from "@saunter/ui/components/page-head";
import { Ago, RecentTime } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useMemo } from "preact/hooks";
import { formatFixed } from "../../parts/decimals.ts";
import { useEvery } from "../../parts/use-every.ts";
import { api, hasRole } from "../../session.ts";
import { shop } from "../../shop.ts";
import { words } from "../../words.ts";
import { adviseOn } from "./alert-advice.tsx";
import { AlertList } from "./alert-list.tsx";
import { CameraCard } from "./camera-card.tsx";
import { ChainCard } from "./chain-card.tsx";
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

/** What needs somebody, then how everything else is: of that, clerks have nothing to do with. */
export function HealthPage() {
  const t = words.texts.health;
  return (
    <div class="stack">
      <PageHead title={t.title}>
        <a class="button" href="/console/health/alerts">
          {words.texts.alerts.title}
        </a>
        {shop.value!.hasDevices && hasRole("operator", "reviewer") ? (
          <a class="button" href="/console/devices">
            {t.devices}
          </a>
        ) : null}
      </PageHead>
      <AlertList />
      {hasRole("operator") ? <GateCard /> : null}
      {hasRole("operator", "reviewer") ? <ShopHealth /> : null}
    </div>
  );
}

function ShopHealth() {
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/health", { signal }),
    [],
  );
  useEvery(EVERY_MS, reload);
  return (
    <>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? (
        <Bones lines={6} />
      ) : (
        <div class="health">
          <Process health={value} />
          <div class="stack">
            {value.cameras.length === 0 ? null : <CameraCard cameras={value.cameras} />}
            <Sensors health={value} />
            <ChainCard />
          </div>
        </div>
      )}
    </>
  );
}

function Process({ health }: { readonly health: Health }) {
  const { locale } = useLocale();
  const { ok, server: t } = words.texts.health;
  const format = (value: number, decimals = 0): string => formatFixed(value, decimals, locale);
  const { diskFreeBytes, diskBytes, lagMs, providerSilentSinceMs, backlog } = health;
  const isSilent = providerSilentSinceMs !== null;
  return (
    <section class="card" aria-labelledby="health-process">
      <header>
        <h2 id="health-process">{t.title}</h2>
      </header>
      <table class="table process">
        <caption class="unseen">{t.caption}</caption>
        <tbody>
          <Running health={health} />
          <Row
            name={t.provider}
            state={isSilent ? ["wrong", t.noAnswer] : ["sure", ok]}
            advice={isSilent ? adviseOn("payment-offline") : null}
          >
            {isSilent ? <Ago timestampMs={providerSilentSinceMs} /> : null}
          </Row>
          <Row
            name={t.disk}
            state={health.isDiskLow ? ["wrong", t.nearlyFull] : ["sure", ok]}
            advice={health.isDiskLow ? adviseOn("disk-low") : null}
          >
            {t.diskFree(format(diskFreeBytes / GIB, 1), format(diskBytes / GIB))}
          </Row>
          <Row
            name={t.speed}
            state={wordPace(health)}
            advice={health.isSlow ? adviseOn("process-slow") : null}
          >
            {t.delay(format(lagMs))}
          </Row>
          <Row name={t.memory}>{t.mebibytes(format(health.memoryBytes / MIB))}</Row>
          <Row name={t.journal}>{t.events(health.journalEvents.toLocaleString(locale))}</Row>
          <Row name={t.backlog}>{wordBacklog(backlog)}</Row>
        </tbody>
      </table>
    </section>
  );
}

/** Whether it still says how it is: where it does not, all of this is old. */
function Running({ health }: { readonly health: Health }) {
  const nowMs = useNowMs();
  const { online, offline, server: t } = words.texts.health;
  const updatedMs = useMemo(() => Date.now(), [health]);
  const isOld = nowMs - updatedMs > OLD_MS;
  return (
    <Row name={t.status} state={isOld ? ["warning", offline] : ["sure", online]}>
      {isOld
        ? t.lastUpdated(<Ago timestampMs={updatedMs} />)
        : t.since(<RecentTime timestampMs={health.startedMs} />)}
    </Row>
  );
}

function wordPace({ isSlow, lagMs }: Health): State {
  const { ok, server: t } = words.texts.health;
  if (isSlow) return ["wrong", t.slow];
  return lagMs <= LAG_MS_MAX ? ["sure", ok] : ["warning", t.busy];
}

/** "2 charges, 1 review": what is none is not named. */
function wordBacklog({ charges, reviews, webhooks, mails }: Health["backlog"]): string {
  const t = words.texts.health.server;
  const texts = [
    ...(charges === 0 ? [] : [t.charges(charges)]),
    ...(reviews === 0 ? [] : [t.reviews(reviews)]),
    ...(webhooks === 0 ? [] : [t.webhooks(webhooks)]),
    ...(mails === 0 ? [] : [t.mails(mails)]),
  ];
  return texts.length === 0 ? t.nothing : t.list(texts);
}

function Sensors({ health }: { readonly health: Health }) {
  const { online, offline, sensors: t } = words.texts.health;
  const faulty = health.sensors.filter(({ hasFault, isQuiet }) => hasFault && !isQuiet).length;
  return (
    <section class="card" aria-labelledby="health-sensors">
      <header>
        <h2 id="health-sensors">{t.title}</h2>
        <span class="soft small">
          {t.online(health.sensors.filter(({ isQuiet }) => !isQuiet).length, health.sensors.length)}
          {faulty === 0 ? null : `${t.comma}${t.withFault(faulty)}`}
        </span>
      </header>
      <table class="table">
        <caption class="unseen">{t.caption}</caption>
        <tbody>
          {health.sensors.map(({ name, lastMessageMs, isQuiet, hasFault }) => (
            <Row
              key={name}
              name={nameSensor(name)}
              state={
                isQuiet ? ["wrong", offline] : hasFault ? ["warning", t.fault] : ["sure", online]
              }
            >
              {lastMessageMs === null ? t.never : <Ago timestampMs={lastMessageMs} />}
            </Row>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** "gondola 1", "cameras", as the shop names them. */
function nameSensor(name: string): string {
  const t = words.texts.health.sensors;
  const [, gondola] = /^gondola (\d+)$/.exec(name) ?? [];
  if (gondola !== undefined) return t.gondola(gondola);
  return name === "cameras" ? t.cameras : name;
}
