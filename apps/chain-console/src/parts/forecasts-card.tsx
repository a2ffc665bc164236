import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { ProblemNote } from "@saunter/ui/components/notes";
import { Status, type Tone } from "@saunter/ui/components/status";
import { formatDuration } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { api, hasRight } from "../session.ts";
import { words } from "../words.ts";
import { type Forecast, ForecastPlot } from "./forecast-plot.tsx";

const TONES: Readonly<Record<NonNullable<Forecast["verdict"]>, Tone>> = {
  worse: "warning",
  unclear: "plain",
  "no-worse": "sure",
};
/** Of a forecast that is made once more: its interval is half as wide. */
const MORE_TIMES = 4;
const VISITS_MAX = 20_000;

interface ForecastsCardProps {
  readonly forecasts: readonly Forecast[];
  readonly nameShop: (shopId: string) => string;
  readonly onChanged: () => void;
}

/** What versions would do to receipts, shop by shop, and what was seen once they had them. */
export function ForecastsCard({ forecasts, nameShop, onChanged }: ForecastsCardProps) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const t = words.texts.forecasts;
  return (
    <section class="card">
      <header>
        <h2>{t.title}</h2>
      </header>
      <p class="pad soft">{t.intro}</p>
      {problem === null ? null : <ProblemNote problem={problem} />}
      {forecasts.map((one) => (
        <article key={one.forecastId} class="stack pad">
          <div class="row">
            <h3>{t.of(words.texts.goods.kinds[one.kind] ?? one.kind, one.version)}</h3>
            <bdi>{nameShop(one.shopId)}</bdi>
            <State forecast={one} />
            {hasRight("versions:write") && (one.state === "done" || one.state === "set-aside") ? (
              <Button
                onPress={async () => {
                  setProblem(null);
                  const visits = Math.min(VISITS_MAX, MORE_TIMES * one.visits);
                  await api.call("POST /v1/forecasts/:forecastId/repeat", {
                    params: { forecastId: one.forecastId },
                    body: { visits },
                  });
                  onChanged();
                }}
                onProblem={setProblem}
              >
                {t.repeat}
              </Button>
            ) : null}
          </div>
          {one.result === null ? null : (
            <>
              <Basis result={one.result} />
              <ForecastPlot result={one.result} currency={one.currency ?? "XXX"} />
            </>
          )}
          <Seen forecast={one} />
        </article>
      ))}
    </section>
  );
}

function Basis({ result }: { readonly result: NonNullable<Forecast["result"]> }) {
  const { visits, worlds, seconds } = result;
  const took = formatDuration(1000 * seconds);
  return <p class="small soft">{words.texts.forecasts.basis(visits, worlds.length, took)}</p>;
}

function State({ forecast }: { readonly forecast: Forecast }) {
  const { state, verdict, progress, reason } = forecast;
  const t = words.texts.forecasts;
  if (verdict !== null) return <Status tone={TONES[verdict]}>{t.verdicts[verdict]}</Status>;
  return (
    <>
      <Status tone={state === "set-aside" ? "warning" : "now"}>{t.states[state]}</Status>
      {state === "running" ? <progress value={progress} max="1" aria-label={t.progress} /> : null}
      {reason === null ? null : <bdi class="soft">{reason}</bdi>}
    </>
  );
}

function Seen({ forecast: { seen } }: { readonly forecast: Forecast }) {
  const { locale } = useLocale();
  if (seen === null) return null;
  const t = words.texts.forecasts;
  const share = (part: number, all: number): string =>
    all === 0
      ? words.texts.none
      : new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(
          part / all,
        );
  const { before, since } = seen;
  return (
    <ul class="small">
      <li>
        {t.seenReview(
          share(before.reviewed, before.visits),
          share(since.reviewed, since.visits),
          since.visits,
        )}
      </li>
      <li>
        {t.seenAudits(
          share(before.auditedAgreed, before.audited),
          share(since.auditedAgreed, since.audited),
          since.audited,
        )}
      </li>
    </ul>
  );
}
