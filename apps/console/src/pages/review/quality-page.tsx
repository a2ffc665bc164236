import type { Answer } from "@saunter/client/api";
import { findUserOf } from "@saunter/protocol/chain/reviewer-names";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { startOfDayBefore } from "@saunter/ui/days";
import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { wordShare, wordTook } from "./review-words.ts";
import "@saunter/ui/styles/review.css";

type Quality = Answer<"GET /v1/reviews/quality">;
type Figures = Quality["all"];

const PERIODS = ["week", "month", "quarter"] as const;
const DAYS = { week: 6, month: 29, quarter: 89 } as const;

/** How quickly reviews are decided, and how far two reviewers agree: of operators alone. */
export function QualityPage() {
  const texts = words.texts.review.quality;
  const [period, setPeriod] = useState<(typeof PERIODS)[number]>("month");
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
      <PageHead title={texts.title}>
        <Choices
          label={texts.period}
          choices={PERIODS.map((one) => [one, texts.periods[one]])}
          value={period}
          onChoose={setPeriod}
        />
      </PageHead>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? problem === null ? <Bones lines={6} /> : null : <Table quality={value} />}
      <p class="small soft">{texts.text}</p>
    </div>
  );
}

function Table({ quality: { all, reviewers } }: { readonly quality: Quality }) {
  const texts = words.texts.review.quality;
  if (all.decided === 0) {
    return (
      <div class="card">
        <Empty title={texts.none}>{texts.noneText}</Empty>
      </div>
    );
  }
  return (
    <section class="card quality-table" aria-label={texts.title}>
      <table class="table cards">
        <thead>
          <tr>
            <th scope="col">{texts.reviewer}</th>
            <th scope="col">{texts.decided}</th>
            <th scope="col">{texts.medianTime}</th>
            <th scope="col">{texts.agreement}</th>
            <th scope="col">{texts.overturned}</th>
          </tr>
        </thead>
        <tbody>
          {reviewers.map(({ reviewerId, name, ...figures }) => (
            <Row key={reviewerId} name={name ?? wordOther(reviewerId)} figures={figures} />
          ))}
        </tbody>
        <tbody>
          <Row name={texts.all} figures={all} />
        </tbody>
      </table>
    </section>
  );
}

function Row({ name, figures }: { readonly name: string; readonly figures: Figures }) {
  const { agreed, decided, lookedAtTwice, medianTookMs, overturned } = figures;
  const texts = words.texts.review.quality;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td data-name={texts.decided}>{decided}</td>
      <td data-name={texts.medianTime}>{medianTookMs === null ? "–" : wordTook(medianTookMs)}</td>
      <td data-name={texts.agreement}>{wordShare(agreed, lookedAtTwice)}</td>
      <td data-name={texts.overturned}>{overturned}</td>
    </tr>
  );
}

/** Who is none of the shop's users. */
function wordOther(reviewerId: string): string {
  const { formerUser, ofChain } = words.texts.review.quality;
  return findUserOf(reviewerId) === null ? formerUser : ofChain;
}
