import type { Answer } from "@saunter/client/api";
import { useLocale } from "@saunter/ui/components/locale";
import { formatDuration, formatMoney } from "@saunter/ui/format";
import { words } from "../../words.ts";
import { Figure } from "./figure.tsx";
import { formatCount, formatDecimal, formatShare, formatWait, wordRank } from "./number-words.ts";

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
  const t = words.texts.numbers.visits;
  const { visits, dwellMs, basketUnits, basketMinor } = numbers;
  const money = (minor: number | null): string | null =>
    minor === null ? null : formatMoney(Math.round(minor), currency, locale);
  return (
    <section class="stack tight">
      <h2>{t.title}</h2>
      <div class="numbers">
        <Figure name={t.closed} value={formatCount(visits.closed, locale)}>
          {t.open(formatCount(visits.open, locale), formatCount(visits.staff, locale))}
        </Figure>
        <Figure name={t.buying} value={formatShare(visits.buying, visits.closed, locale)}>
          {t.ofVisits(formatCount(visits.buying, locale), visits.closed)}
        </Figure>
        <Figure name={t.basket} value={money(basketMinor.mean)}>
          {basketUnits.mean === null
            ? t.perPurchase
            : t.basketUnits(formatDecimal(basketUnits.mean, locale), basketMinor.count)}
        </Figure>
        <Figure
          name={t.length}
          value={dwellMs.median === null ? null : formatDuration(dwellMs.median)}
        >
          {t.median(dwellMs.count)}
        </Figure>
      </div>
    </section>
  );
}

function Receipts({ numbers }: { readonly numbers: Numbers }) {
  const { locale } = useLocale();
  const t = words.texts.numbers.receipts;
  const { receipts, visits, draftAfterExitMs, finalAfterExitMs, disputes } = numbers;
  const count = (value: number): string => formatCount(value, locale);
  return (
    <section class="stack tight">
      <h2>{t.title}</h2>
      <div class="numbers">
        <Figure name={t.reviewRate} value={formatShare(receipts.reviewed, visits.closed, locale)}>
          {t.reviewed(count(receipts.reviewed), visits.closed, receipts.lapsed)}
        </Figure>
        <Figure name={t.toDraft} value={formatWait(draftAfterExitMs.p99, locale)}>
          {wordRank(draftAfterExitMs.count)}
        </Figure>
        <Figure name={t.toFinal} value={formatWait(finalAfterExitMs.p99, locale)}>
          {t.withoutReview(wordRank(finalAfterExitMs.count))}
        </Figure>
        <Figure name={t.waiting} value={count(receipts.waiting)}>
          {t.waitingText}
        </Figure>
        <Figure name={t.disputed} value={count(disputes.all)}>
          {t.disputes(count(disputes.granted), count(disputes.refused), count(disputes.open))}
        </Figure>
      </div>
    </section>
  );
}

function Accuracy({ numbers }: { readonly numbers: Numbers }) {
  const { locale } = useLocale();
  const t = words.texts.numbers.accuracy;
  const { decided, agreed, accepted, provedWrong } = numbers.accuracy;
  const isRight = formatShare(accepted - provedWrong, accepted, locale);
  return (
    <section class="stack tight">
      <h2>{t.title}</h2>
      <div class="numbers">
        <Figure name={t.accepted} value={isRight}>
          {t.acceptedText(formatCount(provedWrong, locale), accepted)}
        </Figure>
        <Figure name={t.flagged} value={formatShare(agreed, decided, locale)}>
          {t.flaggedText(formatCount(agreed, locale), decided)}
        </Figure>
      </div>
    </section>
  );
}
