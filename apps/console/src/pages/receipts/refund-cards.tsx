import { Money } from "@saunter/ui/components/money";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { Time } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { nameDocument } from "../../parts/receipt/name-document.ts";
import { listNumbers } from "../../parts/receipt/receipt-card.tsx";
import type { Receipt } from "../../parts/receipt/receipt-words.ts";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { type Refunds, wordPerson, wordStep } from "./refund-words.ts";

interface RefundCardProps {
  readonly refunds: Refunds;
  readonly receipt: Receipt;
}

/** What staff refunded, and what of it has not reached the shopper. */
export function RefundCard({ refunds, receipt }: RefundCardProps) {
  const { currency, items, waitingMinor, waitsFor } = refunds;
  if (items.length === 0 && waitsFor === null) return null;
  const texts = words.texts.receipts.refunds;
  return (
    <section class="card" aria-label={texts.title}>
      <header>
        <h2>{texts.title}</h2>
      </header>
      {waitsFor === null ? null : (
        <p class="note warning refund-waiting" role="status">
          <strong>{texts.waiting(<Money amountMinor={waitingMinor} currency={currency} />)}</strong>{" "}
          {texts[waitsFor]}
        </p>
      )}
      <ul class="receipt-rows">
        {items.map((refund) => (
          <li key={refund.refundId}>
            <div>
              <p>
                <strong>{texts.kinds[refund.kind]}</strong>: {texts.reasons[refund.reason]}
              </p>
              <p class="soft small">
                <Time timestampMs={refund.refundedMs} style="date-time" /> · {wordPerson(refund)}
                {refund.note === "" ? null : ` · ${refund.note}`}
              </p>
            </div>
            <span class="soft small">
              {refund.documentNumber === null
                ? null
                : texts.number(nameDocument(refund.documentNumber, listNumbers(receipt)))}
            </span>
            <span class="money-amount">
              <Money amountMinor={refund.amountMinor} currency={currency} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface HistoryCardProps {
  readonly receipt: Receipt;
}

/** All that happened to the receipt and its money, and who did it. */
export function HistoryCard({ receipt }: HistoryCardProps) {
  const { visitId } = receipt.saunter;
  const texts = words.texts.receipts;
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/receipts/:visitId/history", { params: { visitId }, signal }),
    [visitId],
  );
  useCalmEvents(["receipt.*", "charge.*", "debt.*"], reload, visitId);
  return (
    <section class="card" aria-label={texts.history.title}>
      <header>
        <h2>{texts.history.title}</h2>
      </header>
      {problem === null ? null : (
        <div class="pad">
          <ProblemNote problem={problem} onRetry={reload} />
        </div>
      )}
      {value === null && problem === null ? (
        <div class="pad">
          <Bones lines={4} />
        </div>
      ) : null}
      <ol class="receipt-rows">
        {value?.items.map((step, at) => {
          const { tone, text } = wordStep(step);
          const person = wordPerson(step);
          return (
            <li key={at}>
              <div>
                <Status tone={tone}>{text}</Status>
                <span class="soft small">
                  {step.documentNumber === null
                    ? null
                    : ` ${texts.refunds.number(nameDocument(step.documentNumber, listNumbers(receipt)))}`}
                  {person === null ? null : ` · ${person}`}
                  {step.note === "" ? null : ` · ${step.note}`}
                </span>
              </div>
              <Time timestampMs={step.atMs} style="date-time" />
              <span class="money-amount">
                {step.amountMinor === null ? null : (
                  <Money amountMinor={step.amountMinor} currency={receipt.currency} />
                )}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
