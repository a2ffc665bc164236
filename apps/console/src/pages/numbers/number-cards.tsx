import type { Answer } from "@saunter/client/api";
import { useLocale } from "@saunter/ui/components/locale";
import { formatDuration, formatMoney } from "@saunter/ui/format";
import { Figure } from "./figure.tsx";
import {
  countOf,
  formatCount,
  formatDecimal,
  formatShare,
  formatWait,
  wordRank,
} from "./number-words.ts";

type Numbers = Answer<"GET /v1/numbers">;

export function NumberCards(props: { readonly numbers: Numbers; readonly currency: string }) {
  return (
    <div class="number-groups">
      <Shopping {...props} />
      <Receipts {...props} />
      <Accuracy {...props} />
    </div>
  );
}

function Shopping({ numbers, currency }: { readonly numbers: Numbers; readonly currency: string }) {
  const { locale } = useLocale();
  const { visits, dwellMs, basketUnits, basketMinor } = numbers;
  const money = (minor: number | null): string | null =>
    minor === null ? null : formatMoney(Math.round(minor), currency, locale);
  return (
    <section class="stack tight">
      <h2>Visits</h2>
      <div class="numbers">
        <Figure name="Visits" value={formatCount(visits.closed, locale)}>
          {formatCount(visits.open, locale)} in progress, plus {formatCount(visits.staff, locale)}{" "}
          by staff
        </Figure>
        <Figure
          name="Visits with a purchase"
          value={formatShare(visits.buying, visits.closed, locale)}
        >
          {formatCount(visits.buying, locale)} of {countOf(visits.closed, "visit", locale)}
        </Figure>
        <Figure name="Average basket" value={money(basketMinor.mean)}>
          {basketUnits.mean === null
            ? "per visit with a purchase"
            : `${formatDecimal(basketUnits.mean, locale)} items, over ${countOf(basketMinor.count, "basket", locale)}`}
        </Figure>
        <Figure
          name="Visit length"
          value={dwellMs.median === null ? null : formatDuration(dwellMs.median)}
        >
          median of {countOf(dwellMs.count, "visit", locale)}
        </Figure>
      </div>
    </section>
  );
}

function Receipts({ numbers }: { readonly numbers: Numbers }) {
  const { locale } = useLocale();
  const { receipts, visits, draftAfterExitMs, finalAfterExitMs, disputes } = numbers;
  const count = (value: number): string => formatCount(value, locale);
  return (
    <section class="stack tight">
      <h2>Receipts</h2>
      <div class="numbers">
        <Figure name="Review rate" value={formatShare(receipts.reviewed, visits.closed, locale)}>
          {count(receipts.reviewed)} of {countOf(visits.closed, "visit", locale)};{" "}
          {countOf(receipts.lapsed, "review", locale)} expired
        </Figure>
        <Figure name="Exit to draft" value={formatWait(draftAfterExitMs.p99, locale)}>
          {wordRank(draftAfterExitMs.count, "receipt", locale)}
        </Figure>
        <Figure name="Exit to final receipt" value={formatWait(finalAfterExitMs.p99, locale)}>
          {wordRank(finalAfterExitMs.count, "receipt", locale)}, without review
        </Figure>
        <Figure name="Waiting for a final receipt" value={count(receipts.waiting)}>
          visits that have ended
        </Figure>
        <Figure name="Disputed items" value={count(disputes.all)}>
          {count(disputes.granted)} accepted, {count(disputes.refused)} rejected,{" "}
          {count(disputes.open)} open
        </Figure>
      </div>
    </section>
  );
}

function Accuracy({ numbers }: { readonly numbers: Numbers }) {
  const { locale } = useLocale();
  const { decided, agreed, accepted, provedWrong } = numbers.accuracy;
  const isRight = formatShare(accepted - provedWrong, accepted, locale);
  return (
    <section class="stack tight">
      <h2>Accuracy</h2>
      <div class="numbers">
        <Figure name="Accepted, not found wrong" value={isRight}>
          A reviewer found {formatCount(provedWrong, locale)} of{" "}
          {countOf(accepted, "unreviewed receipt", locale)} wrong after a dispute. Disputes accepted
          without review, and undisputed errors, are not counted
        </Figure>
        <Figure
          name="Flagged, and the engine was right"
          value={formatShare(agreed, decided, locale)}
        >
          In {formatCount(agreed, locale)} of {countOf(decided, "flagged interaction", locale)} the
          reviewer chose the engine’s first guess
        </Figure>
      </div>
    </section>
  );
}
