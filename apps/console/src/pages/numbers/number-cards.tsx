import type { Answer } from "@saunter/client/api";
import { useLocale } from "@saunter/ui/components/locale";
import { formatDuration, formatMoney } from "@saunter/ui/format";
import type { ComponentChildren } from "preact";
import {
  countOf,
  formatCount,
  formatDecimal,
  formatShare,
  formatWait,
  wordRank,
} from "./number-words.ts";

type Numbers = Answer<"GET /v1/numbers">;

interface FigureProps {
  readonly name: string;
  /** Null: there is nothing to compute it from. */
  readonly value: string | null;
  readonly children: ComponentChildren;
}

function Figure({ name, value, children }: FigureProps) {
  return (
    <div class="card pad number">
      <h3>{name}</h3>
      <p class="figure">{value ?? <span class="soft">none yet</span>}</p>
      <p class="soft small">{children}</p>
    </div>
  );
}

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
  const { visits, dwellMs, basketUnits, basketMinor, takingsMinor, receipts } = numbers;
  const money = (minor: number | null): string | null =>
    minor === null ? null : formatMoney(Math.round(minor), currency, locale);
  return (
    <section class="stack tight">
      <h2>Shopping</h2>
      <div class="numbers">
        <Figure name="Visits" value={formatCount(visits.closed, locale)}>
          {formatCount(visits.open, locale)} going on, {formatCount(visits.staff, locale)} of staff
          besides
        </Figure>
        <Figure name="Bought something" value={formatShare(visits.buying, visits.closed, locale)}>
          {formatCount(visits.buying, locale)} of {countOf(visits.closed, "visit", locale)}
        </Figure>
        <Figure name="Takings" value={money(takingsMinor)}>
          {countOf(receipts.final, "final receipt", locale)}
        </Figure>
        <Figure name="Basket" value={money(basketMinor.mean)}>
          {basketUnits.mean === null
            ? "of who bought something"
            : `on average, ${formatDecimal(basketUnits.mean, locale)} items; ${countOf(basketMinor.count, "basket", locale)}`}
        </Figure>
        <Figure name="Stay" value={dwellMs.median === null ? null : formatDuration(dwellMs.median)}>
          median of {countOf(dwellMs.count, "visit", locale)}
        </Figure>
      </div>
    </section>
  );
}

function Receipts({ numbers }: { readonly numbers: Numbers }) {
  const { locale } = useLocale();
  const { receipts, visits, draftAfterExitMs, finalAfterExitMs, contests } = numbers;
  const count = (value: number): string => formatCount(value, locale);
  return (
    <section class="stack tight">
      <h2>Receipts</h2>
      <div class="numbers">
        <Figure
          name="A person looked"
          value={formatShare(receipts.reviewed, visits.closed, locale)}
        >
          {count(receipts.reviewed)} of {countOf(visits.closed, "visit", locale)};{" "}
          {countOf(receipts.lapsed, "review", locale)} lapsed
        </Figure>
        <Figure name="Draft after the exit" value={formatWait(draftAfterExitMs.p99, locale)}>
          {wordRank(draftAfterExitMs.count, "receipt", locale)}
        </Figure>
        <Figure name="Final after the exit" value={formatWait(finalAfterExitMs.p99, locale)}>
          {wordRank(finalAfterExitMs.count, "receipt", locale)}, where nobody had to look
        </Figure>
        <Figure name="Waiting" value={count(receipts.waiting)}>
          visits that are over, without a final receipt
        </Figure>
        <Figure name="Contested lines" value={count(contests.all)}>
          {count(contests.granted)} granted, {count(contests.refused)} refused,{" "}
          {count(contests.open)} open
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
      <h2>How right the engine was</h2>
      <div class="numbers">
        <Figure name="Accepted, not proved wrong" value={isRight}>
          {formatCount(provedWrong, locale)} of {countOf(accepted, "receipt", locale)} that nobody
          looked at were proved wrong by a contest; what nobody contested may still be wrong
        </Figure>
        <Figure name="Doubtful, and as it thought" value={formatShare(agreed, decided, locale)}>
          {formatCount(agreed, locale)} of {countOf(decided, "doubtful interaction", locale)} were
          what the engine thought likeliest
        </Figure>
      </div>
    </section>
  );
}
