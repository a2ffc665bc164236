import type { Answer } from "@saunter/client/api";
import { useLocale } from "@saunter/ui/components/locale";
import { formatMoney, formatTime } from "@saunter/ui/format";
import { shop } from "../../shop.ts";
import { words } from "../../words.ts";
import { Bars } from "./bars.tsx";
import type { Step as StepName } from "./group-days.ts";
import { formatCount } from "./number-words.ts";

type Step = Answer<"GET /v1/numbers">["steps"][number];

interface StepBarsProps {
  readonly steps: readonly Step[];
  readonly step: StepName;
}

const HEIGHT = 120;

/** Visits by hour or by day; a table says the same to those who do not see it. */
export function StepBars({ steps, step: stepName }: StepBarsProps) {
  const { locale, timeZone } = useLocale();
  const { charts: t, noneYet } = words.texts.numbers;
  const most = Math.max(...steps.map(({ visits }) => visits));
  const nameOf = ({ fromMs }: Step): string =>
    stepName !== "hour"
      ? new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone }).format(fromMs)
      : formatTime(fromMs, "time", locale, timeZone);
  const heightOf = (count: number): number => (count / Math.max(1, most)) * HEIGHT;
  return (
    <figure class="card steps">
      <figcaption class="row apart">
        <h2>{t.visitsPer[stepName]}</h2>
        <span class="soft small">
          {most === 0 ? (
            noneYet
          ) : (
            <>
              {t.highest(formatCount(most, locale))}
              {t.keyReviewed(<span class="key-mark own-colours" aria-hidden="true" />)}
            </>
          )}
        </span>
      </figcaption>
      <Bars
        bars={steps.map((step) => ({
          key: String(step.fromMs),
          name: nameOf(step),
          title: `${nameOf(step)}: ${formatCount(step.visits, locale)}`,
          mark: (
            <div class="bar-all" style={{ blockSize: `${heightOf(step.visits)}px` }}>
              <div class="bar-looked" style={{ blockSize: `${heightOf(step.reviewed)}px` }} />
            </div>
          ),
        }))}
      />
      <div class="unseen">
        <table>
          <caption>{t.visitsPer[stepName]}</caption>
          <thead>
            <tr>
              <th scope="col">{t.from}</th>
              <th scope="col">{t.visits}</th>
              <th scope="col">{t.reviewed}</th>
              <th scope="col">{t.takings}</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <tr key={step.fromMs}>
                <th scope="row">{nameOf(step)}</th>
                <td>{step.visits}</td>
                <td>{step.reviewed}</td>
                <td>{formatMoney(step.takingsMinor, shop.value!.currency, locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
