import type { ChainAnswer, ChainQuery } from "@saunter/client/chain-api";
import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { SelectField } from "@saunter/ui/components/select-field";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { saveFile } from "@saunter/ui/save-file";
import { useState } from "preact/hooks";
import { DayChart } from "../parts/day-chart.tsx";
import { formatCount, formatRate } from "../parts/rates.ts";
import { findDay, formatDay, moveDay } from "../parts/report-days.ts";
import { ShopField, type ShopNames, useShopNames } from "../parts/shop-field.tsx";
import { api } from "../session.ts";
import { words } from "../words.ts";

type Query = ChainQuery<"GET /v1/report">;
type Report = ChainAnswer<"GET /v1/report">;
type Row = Report["rows"][number];
type Group = Query["group"];

const DAYS = 28;

/** Sales, visits and accuracy, by day or place, beside those of before. */
export function ReportsPage() {
  const [untilDay, setUntilDay] = useState(findDay(Date.now()));
  const [fromDay, setFromDay] = useState(moveDay(untilDay, 1 - DAYS));
  const [group, setGroup] = useState<Group>("day");
  const [shopId, setShopId] = useState("");
  const [compare, setCompare] = useState<"none" | "weekdays" | "year">("none");
  const [refused, setRefused] = useState<Problem | null>(null);
  const shops = useShopNames();
  const t = words.texts.reports;
  const query = { fromDay, untilDay, group, ...(shopId === "" ? {} : { shopId }) };
  const loaded = useLoaded(
    async (signal) => {
      const compared = compare === "none" ? {} : { compare };
      const report = await api.call("GET /v1/report", { query: { ...query, ...compared }, signal });
      return { report, group };
    },
    [fromDay, untilDay, group, shopId, compare],
  );
  const { value, problem, reload } = loaded;
  const exportCsv = async (): Promise<void> => {
    try {
      const file = await api.load("GET /v1/report/export", { query });
      saveFile(file, `report-${group}-${fromDay}-${untilDay}.csv`);
    } catch (error) {
      setRefused(toProblem(error));
    }
  };
  return (
    <div class="stack">
      <PageHead title={words.texts.pages.reports}>
        <Button onPress={exportCsv}>{t.csv}</Button>
      </PageHead>
      {refused === null ? null : <ProblemNote problem={refused} />}
      <div class="card pad row filters">
        <Field label={t.fromDay} type="date" value={fromDay} onValue={setFromDay} />
        <Field label={t.untilDay} type="date" value={untilDay} onValue={setUntilDay} />
        <SelectField label={t.group} value={group} onValue={(one) => setGroup(one as Group)}>
          {Object.entries(t.groups).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </SelectField>
        <ShopField
          label={t.shop}
          none={t.allShops}
          shops={shops}
          value={shopId}
          onValue={setShopId}
        />
        <SelectField
          label={t.compare}
          value={compare}
          onValue={(one) => setCompare(one as typeof compare)}
        >
          {Object.entries(t.comparisons).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </SelectField>
      </div>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? (
        problem === null && <Bones lines={6} />
      ) : value.report.rows.length === 0 ? (
        <div class="card">
          <Empty title={t.nothing} />
        </div>
      ) : (
        <>
          {value.group === "day" ? (
            <section class="card">
              <header>
                <h2>{value.report.before === null ? t.chart : t.chartWithBefore}</h2>
              </header>
              <DayChart report={value.report} {...value.report.period} />
            </section>
          ) : null}
          <section class="card" aria-label={words.texts.pages.reports}>
            <ReportTable report={value.report} group={value.group} shops={shops} />
          </section>
        </>
      )}
    </div>
  );
}

interface ReportTableProps {
  readonly report: Report;
  readonly group: Group;
  readonly shops: ShopNames;
}

function ReportTable({ report: { rows }, group, shops }: ReportTableProps) {
  const { locale } = useLocale();
  const t = words.texts.reports;
  const nameOf = (key: string | null): string => {
    if (key === null) return t.noRegion;
    if (group === "day") return formatDay(key, locale);
    return group === "shop" ? shops.nameOf(key) : key;
  };
  const ordered = group === "day" ? rows.toReversed() : rows;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
    <section class="table-scroll" tabIndex={0} aria-label={t.groups[group]}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t.key[group]}</th>
            {[t.sales, t.net, t.tax, t.refunded].map((name) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
            {[t.visits, t.reviewRate, t.disputes, t.accuracy].map((name) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ordered.map((row) => (
            <tr key={row.key}>
              <th scope="row">{nameOf(row.key)}</th>
              {(["totalMinor", "netMinor", "taxMinor", "refundedMinor"] as const).map((name) => (
                <td key={name} class="number">
                  <Sums row={row} name={name} />
                </td>
              ))}
              <td class="number">{formatCount(row.visits, locale)}</td>
              <td class="number">
                {formatRate(row.reviewed, row.visits, locale) ?? words.texts.none}
              </td>
              <td class="number">{formatCount(row.disputes, locale)}</td>
              <td class="number">
                {formatRate(row.auditedAgreed, row.audited, locale) ?? words.texts.none}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface SumsProps {
  readonly row: Row;
  readonly name: "totalMinor" | "netMinor" | "taxMinor" | "refundedMinor";
}

/** One below the other where shops sell in several currencies. */
function Sums({ row, name }: SumsProps) {
  if (row.sums.length === 0) return <>{words.texts.none}</>;
  return (
    <>
      {row.sums.map((sum) => (
        <div key={sum.currency}>
          <Money amountMinor={sum[name]} currency={sum.currency} />
        </div>
      ))}
    </>
  );
}
