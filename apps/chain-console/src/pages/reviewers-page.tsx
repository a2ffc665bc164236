import type { ChainAnswer } from "@saunter/client/chain-api";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { SelectField } from "@saunter/ui/components/select-field";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatAgo, formatDuration } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { Figure } from "../parts/figure.tsx";
import { formatDay } from "../parts/report-days.ts";
import { api } from "../session.ts";
import { words } from "../words.ts";

type Statistics = ChainAnswer<"GET /v1/reviews/statistics">;
type Reviewer = Statistics["reviewers"][number];
type Work = Reviewer["days"][number];

const PERIODS = [7, 30, 90] as const;

/** What waits, what reviewers did, and how far two of them agree: no evidence. */
export function ReviewersPage() {
  const [days, setDays] = useState<number>(PERIODS[0]);
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/reviews/statistics", { query: { days }, signal }),
    [days],
  );
  const t = words.texts.reviews;
  return (
    <div class="stack">
      <PageHead title={words.texts.pages.reviewers} />
      <p class="soft">{t.intro}</p>
      <div class="row filters">
        <SelectField label={t.days} value={String(days)} onValue={(one) => setDays(Number(one))}>
          {PERIODS.map((one) => (
            <option key={one} value={String(one)}>
              {t.periods[one]}
            </option>
          ))}
        </SelectField>
      </div>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? <Bones lines={6} /> : <Shown statistics={value} />}
    </div>
  );
}

function Shown({ statistics: { pool, reviewers } }: { readonly statistics: Statistics }) {
  const { locale } = useLocale();
  const t = words.texts.reviews;
  const oldest = pool.openedMs === null ? null : formatAgo(pool.openedMs, Date.now(), locale);
  return (
    <>
      <div class="figures">
        <Figure name={t.open} value={String(pool.open)} />
        <Figure name={t.oldest} value={oldest} />
        <Figure name={t.dueSoon} value={String(pool.dueWithinHour)} />
        <Figure name={t.inTime} value={String(pool.decidedInTime)} />
        <Figure name={t.lapsed} value={String(pool.lapsed + pool.decidedLate)} />
        <Figure name={t.agreement} value={wordAgreement(pool.agreement, locale)} />
      </div>
      <div class="card">
        {reviewers.length === 0 ? (
          <Empty title={t.noWork} />
        ) : (
          <div class="table-scroll">
            <table class="table cards">
              <thead>
                <tr>
                  <th scope="col">{t.reviewer}</th>
                  <th scope="col">{t.day}</th>
                  <th scope="col">{t.count}</th>
                  <th scope="col">{t.median}</th>
                  <th scope="col">{t.skipped}</th>
                  <th scope="col">{t.expired}</th>
                  <th scope="col">{t.agreement}</th>
                </tr>
              </thead>
              <tbody>
                {reviewers.flatMap((one) => [
                  <WorkRow key={one.userId} reviewer={one} work={one} day={null} />,
                  ...one.days.map((work) => (
                    <WorkRow
                      key={`${one.userId} ${work.day}`}
                      reviewer={one}
                      work={work}
                      day={work.day}
                    />
                  )),
                ])}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </>
  );
}

interface WorkRowProps {
  readonly reviewer: Reviewer;
  readonly work: Omit<Work, "day">;
  /** Null: all days. */
  readonly day: string | null;
}

function WorkRow({ reviewer, work, day }: WorkRowProps) {
  const { locale } = useLocale();
  const t = words.texts.reviews;
  return (
    <tr>
      <th scope="row">{reviewer.name ?? t.formerUser}</th>
      <td>{day === null ? t.all : formatDay(day, locale)}</td>
      <td data-name={t.count}>{work.decided}</td>
      <td data-name={t.median}>
        {work.medianMs === null ? words.texts.none : formatDuration(work.medianMs)}
      </td>
      <td data-name={t.skipped}>{work.skipped}</td>
      <td data-name={t.expired}>{work.expired}</td>
      <td data-name={t.agreement}>
        {day === null ? wordAgreement(reviewer.agreement, locale) : words.texts.none}
      </td>
    </tr>
  );
}

/** How often two agree, as far as that many pairs say. */
function wordAgreement({ pairs, agreed, interval }: Reviewer["agreement"], locale: string): string {
  const t = words.texts.reviews;
  if (interval === null) return t.tooFew(pairs);
  const format = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  return t.between(format.format(interval.low), format.format(interval.high), agreed, pairs);
}
