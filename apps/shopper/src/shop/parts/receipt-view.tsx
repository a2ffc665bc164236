import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Certainty } from "@saunter/ui/components/certainty";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { Bones, Empty } from "@saunter/ui/components/notes";
import { Status, type Tone } from "@saunter/ui/components/status";
import { toast } from "@saunter/ui/components/toasts";
import { formatMoney, formatTime } from "@saunter/ui/format";
import type { ComponentChildren } from "preact";
import { words } from "../words.ts";
import { DisputeLine, MissingItem } from "./dispute.tsx";
import { LineRow, Lines, type ShownLine, SumRow } from "./lines.tsx";
import { Payments } from "./payments.tsx";
import { findPageUrl, type Receipt, type ReceiptSource } from "./receipt-source.ts";
import { Refusal } from "./refusal.tsx";
import { Said } from "./said.tsx";

interface ReceiptViewProps {
  readonly source: ReceiptSource;
  /** Null while it is on its way. */
  readonly receipt: Receipt | null;
  readonly problem: Problem | null;
  readonly reload: () => void;
  /** What has to be done first. */
  readonly above?: ComponentChildren;
  readonly actions?: ComponentChildren;
}

/** A receipt, draft or final: what was taken, what it came to, and what can be said against it. */
export function ReceiptView({
  source,
  receipt,
  problem,
  reload,
  above,
  actions,
}: ReceiptViewProps) {
  const t = words.texts.receipt;
  if (receipt === null) {
    // The visit is over before its draft is there: it comes within a second.
    if (problem === null || problem.code === "not-found")
      return <Leaving isLost={problem !== null} />;
    return <Refusal problem={problem} onRetry={reload} />;
  }
  const { currency, totals } = receipt;
  return (
    <div class="stack roomy">
      <section class="hero">
        <p class="hero-state">
          <span class="soft">
            {receipt.documentNumber === null ? t.draft : t.number(receipt.documentNumber)}
          </span>
          <StateBadge state={receipt.saunter.state} />
        </p>
        <p class="total" role="status" aria-live="polite">
          <Money amountMinor={totals.grossMinor + totals.roundingMinor} currency={currency} />
        </p>
        <VisitTimes receipt={receipt} />
      </section>
      {above}
      <Waiting receipt={receipt} />
      <Items receipt={receipt} source={source} reload={reload} />
      <Payments receipt={receipt} />
      <Said receipt={receipt} />
      <div class="row">
        <a class="button" href={source.pdfUrl} target="_blank" rel="noreferrer">
          {t.pdf}
        </a>
        {actions}
        <Button onPress={() => copyLink(receipt)}>{t.share}</Button>
      </div>
      <Rights receipt={receipt} />
    </div>
  );
}

function Leaving({ isLost }: { readonly isLost: boolean }) {
  return (
    <div class="stack" aria-busy="true">
      {isLost ? <p role="status">{words.texts.cart.leaving}</p> : null}
      <Bones lines={5} />
    </div>
  );
}

const TONES: Readonly<Record<Receipt["saunter"]["state"], Tone>> = {
  draft: "now",
  waiting: "warning",
  final: "sure",
  contested: "warning",
  reviewed: "sure",
  corrected: "sure",
};

export function StateBadge({ state }: { readonly state: Receipt["saunter"]["state"] }) {
  return <Status tone={TONES[state]}>{words.texts.receipt.states[state]}</Status>;
}

function VisitTimes({ receipt: { saunter } }: { readonly receipt: Receipt }) {
  const t = words.texts.receipt;
  const { locale, timeZone } = useLocale();
  const { enteredMs, leftMs } = saunter;
  const date = formatTime(enteredMs, "date", locale, timeZone);
  if (leftMs === null) return <p class="soft">{date}</p>;
  const [from, to] = [enteredMs, leftMs].map((ms) => formatTime(ms, "time", locale, timeZone));
  return (
    <p class="soft">
      {date} · {t.visit(from!, to!)}
    </p>
  );
}

/** Why it is not final yet, and until when. */
function Waiting({ receipt: { saunter } }: { readonly receipt: Receipt }) {
  const t = words.texts.receipt;
  const { locale, timeZone } = useLocale();
  const { state, reviewUntilMs, waitsFor, isOverdue, disputes } = saunter;
  const timeOf = (ms: number): string => formatTime(ms, "date-time", locale, timeZone);
  if (state === "draft") return <p class="note now">{t.draftText}</p>;
  if (state === "contested") {
    const decideByMs = disputes.flatMap(({ decideByMs: ms }) => ms ?? []);
    const isLate = decideByMs.length > 0;
    return (
      <p class="note warning">
        {isLate ? t.disputeOverdue(timeOf(Math.max(...decideByMs))) : t.disputedText}
      </p>
    );
  }
  if (state !== "waiting" || reviewUntilMs === null) return null;
  return (
    <div class="note warning">
      <p>
        {isOverdue
          ? t.waitingOverdue(timeOf(reviewUntilMs))
          : t.waitingText(formatTime(reviewUntilMs, "time", locale, timeZone))}
      </p>
      <ul>
        {waitsFor.map(({ kind, count }) => (
          <li key={kind}>{t.reasons[kind](count)}</li>
        ))}
      </ul>
    </div>
  );
}

interface ItemsProps {
  readonly receipt: Receipt;
  readonly source: ReceiptSource;
  readonly reload: () => void;
}

function Items({ receipt, source, reload }: ItemsProps) {
  const t = words.texts.receipt;
  const { currency, totals, saunter } = receipt;
  const lines = listShown(receipt);
  const isDisputable = saunter.disputeUntilMs !== null;
  const depositMinor = saunter.lines.reduce((sum, line) => sum + line.depositMinor, 0);
  return (
    <section class="stack tight">
      <div class="row apart">
        <h2>{t.items}</h2>
        {lines.length === 0 ? null : (
          <Certainty probability={saunter.probabilityExact} of={t.sure} />
        )}
      </div>
      {lines.length === 0 ? <Empty title={t.nothing}>{t.nothingText}</Empty> : null}
      <Lines>
        {lines.map((line) => (
          <LineRow
            key={line.lineId}
            line={line}
            currency={currency}
            sureText={words.texts.cart.lineSure}
          >
            {isDisputable ? (
              <DisputeLine line={line} source={source} reload={reload} currency={currency} />
            ) : null}
          </LineRow>
        ))}
        {saunter.offers.map(({ offerId, name, discountMinor }) => (
          <SumRow key={offerId} label={name} amountMinor={-discountMinor} currency={currency} />
        ))}
        {depositMinor === 0 ? null : (
          <SumRow label={t.deposit} amountMinor={depositMinor} currency={currency} />
        )}
        {saunter.pricesIncludeTax ? null : (
          <>
            <SumRow label={t.net} amountMinor={totals.netMinor} currency={currency} />
            <SumRow label={t.taxAdded} amountMinor={totals.taxMinor} currency={currency} />
          </>
        )}
        {totals.roundingMinor === 0 ? null : (
          <SumRow label={t.rounding} amountMinor={totals.roundingMinor} currency={currency} />
        )}
        <SumRow
          label={t.total}
          amountMinor={totals.grossMinor + totals.roundingMinor}
          currency={currency}
          kind="main"
        />
        {saunter.pricesIncludeTax ? (
          <SumRow label={t.tax} amountMinor={totals.taxMinor} currency={currency} />
        ) : null}
      </Lines>
      {isDisputable ? <MissingItem source={source} reload={reload} currency={currency} /> : null}
    </section>
  );
}

/** Goods alone: deposits have a row of their own. */
function listShown({ lines, saunter }: Receipt): ShownLine[] {
  const names = new Map(lines.map((line) => [line.lineId, line]));
  return saunter.lines.map((line) => {
    const { itemName, quantity, gtin } = names.get(line.lineId)!;
    // One that was kept on the phone of before has the quantity at its document's line alone.
    return { ...line, quantity: line.quantity ?? quantity, name: itemName, gtin };
  });
}

function Rights({ receipt: { saunter, currency } }: { readonly receipt: Receipt }) {
  const t = words.texts.receipt;
  const { locale, timeZone } = useLocale();
  // One that was kept on the phone may be older than this policy.
  const { disputeUntilMs, evidenceUntilMs, withoutReview = null } = saunter;
  const dateOf = (ms: number): string => formatTime(ms, "date", locale, timeZone);
  return (
    <ul class="hints">
      <li>{disputeUntilMs === null ? t.disputeLater : t.disputeUntil(dateOf(disputeUntilMs))}</li>
      {withoutReview === null || disputeUntilMs === null ? null : (
        <li>
          {t.withoutReview(
            formatMoney(withoutReview.refundMaxMinor, currency, locale),
            formatMoney(withoutReview.refundsSumMaxMinor, currency, locale),
            withoutReview.refundsMax,
            withoutReview.days,
            withoutReview.decideHours,
          )}
        </li>
      )}
      <li>{t.evidenceUntil(dateOf(evidenceUntilMs))}</li>
    </ul>
  );
}

async function copyLink(receipt: Receipt): Promise<void> {
  await navigator.clipboard.writeText(findPageUrl(receipt));
  toast(words.texts.receipt.shared);
}
