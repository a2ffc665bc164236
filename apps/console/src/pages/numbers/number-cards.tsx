import type { Answer } from "@saunter/ui/api";
import { useLocale } from "@saunter/ui/components/locale";
import { formatDuration, formatMoney } from "@saunter/ui/format";
import type { ComponentChildren } from "preact";

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

/** A share with its counts: 98.2 %, and of how many. */
function useShare(): (part: number, whole: number) => string | null {
  const { locale } = useLocale();
  const format = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  return (part, whole) => (whole === 0 ? null : format.format(part / whole));
}

const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

const formatSeconds = (ms: number | null): string | null =>
  ms === null ? null : `${(ms / 1000).toFixed(1)} s`;

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
  const share = useShare();
  const { visits, dwellMs, basketUnits, basketMinor, takingsMinor } = numbers;
  const money = (minor: number | null): string | null =>
    minor === null ? null : formatMoney(Math.round(minor), currency, locale);
  return (
    <section class="stack tight">
      <h2>Shopping</h2>
      <div class="numbers">
        <Figure name="Visits" value={String(visits.closed)}>
          {visits.open} going on, {visits.staff} of staff besides
        </Figure>
        <Figure name="Bought something" value={share(visits.buying, visits.closed)}>
          {visits.buying} of {countOf(visits.closed, "visit")}
        </Figure>
        <Figure name="Takings" value={money(takingsMinor)}>
          {countOf(numbers.receipts.final, "final receipt")}
        </Figure>
        <Figure name="Basket" value={money(basketMinor.mean)}>
          on average, {basketUnits.mean?.toFixed(1) ?? 0} items;{" "}
          {countOf(basketMinor.count, "basket")}
        </Figure>
        <Figure name="Stay" value={dwellMs.median === null ? null : formatDuration(dwellMs.median)}>
          median of {countOf(dwellMs.count, "visit")}
        </Figure>
      </div>
    </section>
  );
}

function Receipts({ numbers }: { readonly numbers: Numbers }) {
  const share = useShare();
  const { receipts, visits, draftAfterExitMs, finalAfterExitMs, contests } = numbers;
  return (
    <section class="stack tight">
      <h2>Receipts</h2>
      <div class="numbers">
        <Figure name="A person looked" value={share(receipts.reviewed, visits.closed)}>
          {receipts.reviewed} of {countOf(visits.closed, "visit")};{" "}
          {countOf(receipts.lapsed, "review")} lapsed
        </Figure>
        <Figure name="Draft after the exit" value={formatSeconds(draftAfterExitMs.p99)}>
          99 of 100, of {countOf(draftAfterExitMs.count, "receipt")}
        </Figure>
        <Figure name="Final after the exit" value={formatSeconds(finalAfterExitMs.p99)}>
          99 of 100, of {finalAfterExitMs.count} that nobody looked at
        </Figure>
        <Figure name="Waiting" value={String(receipts.waiting)}>
          visits that are over, without a final receipt
        </Figure>
        <Figure name="Contested lines" value={String(contests.all)}>
          {contests.granted} granted, {contests.refused} refused, {contests.open} open
        </Figure>
      </div>
    </section>
  );
}

function Accuracy({ numbers }: { readonly numbers: Numbers }) {
  const share = useShare();
  const { decided, agreed, accepted, provedWrong } = numbers.accuracy;
  return (
    <section class="stack tight">
      <h2>How right the engine was</h2>
      <div class="numbers">
        <Figure name="Accepted, not proved wrong" value={share(accepted - provedWrong, accepted)}>
          {provedWrong} of {accepted} receipts that nobody looked at were proved wrong by a contest;
          what nobody contested may still be wrong
        </Figure>
        <Figure name="Doubtful, and as it thought" value={share(agreed, decided)}>
          {agreed} of {decided} doubtful interactions were what the engine thought likeliest
        </Figure>
      </div>
    </section>
  );
}
