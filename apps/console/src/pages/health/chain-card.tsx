import type { Answer } from "@saunter/client/api";
import { useLocale } from "@saunter/ui/components/locale";
import type { Tone } from "@saunter/ui/components/status";
import { Ago, RecentTime } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useEvery } from "../../parts/use-every.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { Row } from "./health-row.tsx";

type Chain = NonNullable<Answer<"GET /v1/chain">["chain"]>;
type Version = Chain["versions"][number];

const EVERY_MS = 10_000;

const TONES: Readonly<Record<Version["state"], Tone>> = {
  "in-force": "sure",
  refused: "wrong",
  scheduled: "plain",
  waiting: "now",
};

/** What the chain has decided for the shop; nothing of a shop that belongs to none. */
export function ChainCard() {
  const { value, reload } = useLoaded((signal) => api.call("GET /v1/chain", { signal }), []);
  useEvery(EVERY_MS, reload);
  const t = words.texts.health.chain;
  const chain = value?.chain ?? null;
  if (chain === null) return null;
  return (
    <section class="card" aria-labelledby="health-chain">
      <header>
        <h2 id="health-chain">{t.title}</h2>
      </header>
      <table class="table process">
        <caption class="unseen">{t.caption}</caption>
        <tbody>
          <Connection chain={chain} />
          {chain.versions.map((version) => (
            <Row
              key={`${version.kind} ${version.version} ${version.state}`}
              name={nameKind(version.kind)}
              state={[TONES[version.state], t.states[version.state]]}
              advice={version.reason === null ? null : t.refusedAdvice(version.reason)}
            >
              <Since version={version} />
            </Row>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Connection({ chain }: { readonly chain: Chain }) {
  const { locale } = useLocale();
  const { online, offline, chain: t } = words.texts.health;
  const { waitingEvents, sendingFault, fetchingFault } = chain;
  const fault = sendingFault ?? fetchingFault;
  return (
    <Row
      name={t.connection}
      state={fault === null ? ["sure", online] : ["warning", offline]}
      advice={fault}
    >
      {waitingEvents === 0 ? t.sent : t.waiting(waitingEvents.toLocaleString(locale))}
    </Row>
  );
}

function Since({
  version: { state, version, effectiveMs, decidedMs },
}: {
  readonly version: Version;
}) {
  const t = words.texts.health.chain;
  if (decidedMs === null) return <>{t.from(version, <RecentTime timestampMs={effectiveMs} />)}</>;
  if (state === "refused") return <>{t.refused(version, <Ago timestampMs={decidedMs} />)}</>;
  return <>{t.since(version, <RecentTime timestampMs={decidedMs} />)}</>;
}

/** What a chain that is newer than its shop decides goes by the name that it has there. */
function nameKind(kind: string): string {
  const names: Readonly<Record<string, string>> = words.texts.health.chain.kinds;
  return names[kind] ?? kind;
}
