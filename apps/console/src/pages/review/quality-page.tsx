import type { Answer } from "@saunter/client/api";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { startOfDayBefore } from "@saunter/ui/days";
import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { api } from "../../session.ts";
import { wordShare, wordTook } from "./review-words.ts";
import "./review.css";

type Quality = Answer<"GET /v1/reviews/quality">;
type Figures = Quality["all"];

const PERIODS = [
  ["week", "7 days"],
  ["month", "30 days"],
  ["quarter", "90 days"],
] as const;
const DAYS = { week: 6, month: 29, quarter: 89 } as const;

/** How quickly reviews are decided, and how far two reviewers agree: of operators alone. */
export function QualityPage() {
  const [period, setPeriod] = useState<(typeof PERIODS)[number][0]>("month");
  const { timeZone } = useLocale();
  const { value, problem, reload } = useLoaded(
    (signal) => {
      const sinceMs = startOfDayBefore(Date.now(), DAYS[period], timeZone!);
      return api.call("GET /v1/reviews/quality", { query: { sinceMs }, signal });
    },
    [period],
  );
  useCalmEvents(["review.ended"], reload);
  return (
    <div class="stack">
      <PageHead title="Review quality">
        <Choices label="Period" choices={PERIODS} value={period} onChoose={setPeriod} />
      </PageHead>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? problem === null ? <Bones lines={6} /> : null : <Table quality={value} />}
      <p class="small soft">
        One in ten reviews of a pick or put-back is decided by a second reviewer, who does not see
        the first answer. Low agreement usually means that the question or its evidence is unclear.
        Small numbers say little about a person.
      </p>
    </div>
  );
}

function Table({ quality: { all, reviewers } }: { readonly quality: Quality }) {
  if (all.decided === 0) {
    return (
      <div class="card">
        <Empty title="No reviews were decided">Choose a longer period.</Empty>
      </div>
    );
  }
  return (
    <div class="card quality-table">
      <table>
        <thead>
          <tr>
            <th scope="col">Reviewer</th>
            <th scope="col">Decided</th>
            <th scope="col">Median time</th>
            <th scope="col">Agreement</th>
            <th scope="col">Overturned by disputes</th>
          </tr>
        </thead>
        <tbody>
          {reviewers.map(({ reviewerId, name, ...figures }) => (
            <Row key={reviewerId} name={name ?? "Former user"} figures={figures} />
          ))}
        </tbody>
        <tfoot>
          <Row name="All first decisions" figures={all} />
        </tfoot>
      </table>
    </div>
  );
}

function Row({ name, figures }: { readonly name: string; readonly figures: Figures }) {
  const { agreed, decided, lookedAtTwice, medianTookMs, overturned } = figures;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{decided}</td>
      <td>{medianTookMs === null ? "–" : wordTook(medianTookMs)}</td>
      <td>{wordShare(agreed, lookedAtTwice)}</td>
      <td>{overturned}</td>
    </tr>
  );
}
