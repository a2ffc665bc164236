import { Money } from "@saunter/ui/components/money";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { Time } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { api } from "../../session.ts";
import { REASONS, type Refunds, wordPerson, wordRefundKind, wordStep } from "./refund-words.ts";

/** What staff refunded, and what of it has not reached the shopper. */
export function RefundCard({ refunds }: { readonly refunds: Refunds }) {
  const { currency, items, waitingMinor, waitsFor } = refunds;
  if (items.length === 0 && waitsFor === null) return null;
  return (
    <section class="card" aria-label="Refunds">
      <header>
        <h2>Refunds</h2>
      </header>
      {waitsFor === null ? null : (
        <p class="note warning refund-waiting" role="status">
          <strong>
            <Money amountMinor={waitingMinor} currency={currency} /> on its way.
          </strong>{" "}
          {waitsFor === "provider"
            ? "The payment provider has not refunded it yet. We ask again until it does."
            : "The card cannot be refunded: return it in cash at the till."}
        </p>
      )}
      <ul class="receipt-rows">
        {items.map((refund) => (
          <li key={refund.refundId}>
            <div>
              <p>
                <strong>{wordRefundKind(refund.kind)}</strong>: {REASONS[refund.reason]}
              </p>
              <p class="soft small">
                <Time timestampMs={refund.refundedMs} style="date-time" /> · {wordPerson(refund)}
                {refund.note === "" ? null : ` · ${refund.note}`}
              </p>
            </div>
            <span class="soft small">
              {refund.documentNumber === null ? null : `no. ${refund.documentNumber}`}
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
  readonly visitId: string;
  readonly currency: string;
}

/** All that happened to the receipt and its money, and who did it. */
export function HistoryCard({ visitId, currency }: HistoryCardProps) {
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/receipts/:visitId/history", { params: { visitId }, signal }),
    [visitId],
  );
  useCalmEvents(["receipt.*", "charge.*", "debt.*"], reload, visitId);
  return (
    <section class="card" aria-label="History">
      <header>
        <h2>History</h2>
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
                  {step.documentNumber === null ? null : ` no. ${step.documentNumber}`}
                  {person === null ? null : ` · ${person}`}
                  {step.note === "" ? null : ` · ${step.note}`}
                </span>
              </div>
              <Time timestampMs={step.atMs} style="date-time" />
              <span class="money-amount">
                {step.amountMinor === null ? null : (
                  <Money amountMinor={step.amountMinor} currency={currency} />
                )}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
