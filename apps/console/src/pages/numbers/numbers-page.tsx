import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { useEvery } from "../../parts/use-every.ts";
import { api } from "../../session.ts";
import { shop } from "../../shop.ts";
import { words } from "../../words.ts";
import "./numbers.css";
import { ClosingsCard } from "./closings-card.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import { makeBars, type Step } from "./group-days.ts";
import { NumberCards } from "./number-cards.tsx";
import { type Comparison, findDay, findFault, findPeriod, type PeriodName } from "./period.ts";
import { PeriodBar } from "./period-bar.tsx";
import { SalesCards } from "./sales-cards.tsx";
import { SalesChart } from "./sales-chart.tsx";
import { SalesTables } from "./sales-tables.tsx";
import { StepBars } from "./step-bars.tsx";

const HOUR_MS = 3_600_000;
const STEPS_MS: Readonly<Record<Step, number>> = {
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
};
/** How often all of a month is recomputed, at most. */
const CALM_MS = 10_000;
/** Midnight is no event, and today is another day after it. */
const EVERY_MS = 60_000;

/** What the shop has sold and done, each figure with the count that it rests on. */
export function NumbersPage() {
  const { timeZone } = useLocale();
  const t = words.texts.numbers;
  const today = findDay(Date.now(), timeZone!);
  const [name, setName] = useState<PeriodName>("today");
  const [other, setOther] = useState({ fromDay: today, untilDay: today });
  const [comparison, setComparison] = useState<Comparison>("weekdays");
  const [isExporting, setExporting] = useState(false);
  const [good, setGood] = useState(other);
  const choose = (chosen: PeriodName): void => {
    // Other days begin as those that were shown.
    const shown = findPeriod(name, today);
    if (chosen === "other" && shown !== null) {
      setOther(shown);
      setGood(shown);
    }
    setName(chosen);
  };
  const period = findPeriod(name, today) ?? good;
  const { value, problem, reload } = useLoaded(
    async (signal) => {
      // At midnight today is another day.
      const days = findPeriod(name, findDay(Date.now(), timeZone!)) ?? good;
      const query = { ...days, ...(comparison !== "none" && { compare: comparison }) };
      const sales = await api.call("GET /v1/sales", { query, signal });
      const { fromMs, untilMs } = sales.period;
      const { step } = makeBars(sales.period, null);
      const numbers = await api.call("GET /v1/numbers", {
        query: { fromMs, untilMs, stepMs: STEPS_MS[step] },
        signal,
      });
      return { sales, numbers, step };
    },
    [name, good, comparison],
  );
  useCalmEvents(["visit.*", "receipt.*", "review.*"], reload, null, CALM_MS);
  useEvery(EVERY_MS, reload);
  return (
    <div class="stack">
      <PageHead title={t.title}>
        <a href="/console/review/quality">{t.reviewQuality}</a>
        <Button onPress={() => setExporting(true)}>{t.openExport}</Button>
      </PageHead>
      <PeriodBar
        name={name}
        onName={choose}
        other={other}
        onOther={(days) => {
          setOther(days);
          if (findFault(days) === null) setGood(days);
        }}
        comparison={comparison}
        onComparison={setComparison}
      />
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? (
        <Bones lines={8} />
      ) : (
        <div class="number-groups">
          <div class="charts">
            <SalesChart sales={value.sales} />
            <StepBars steps={value.numbers.steps} step={value.step} />
          </div>
          <SalesCards sales={value.sales} />
          <SalesTables sales={value.sales} comparison={comparison} />
          <NumberCards numbers={value.numbers} currency={shop.value!.currency} />
        </div>
      )}
      <ClosingsCard />
      <ExportDialog period={period} isOpen={isExporting} onClose={() => setExporting(false)} />
    </div>
  );
}
