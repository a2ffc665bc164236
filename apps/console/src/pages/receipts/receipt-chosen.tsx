import { Button } from "@saunter/ui/components/button";
import { Certainty } from "@saunter/ui/components/certainty";
import { Dialog } from "@saunter/ui/components/dialog";
import { Money } from "@saunter/ui/components/money";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { useState } from "preact/hooks";
import { ChargeCard } from "../../parts/money/charge-card.tsx";
import { nameReceipt, ReceiptStateLine } from "../../parts/receipt/receipt-card.tsx";
import { ReceiptLines } from "../../parts/receipt/receipt-lines.tsx";
import type { LineView, Receipt } from "../../parts/receipt/receipt-words.ts";
import { useReceipt } from "../../parts/receipt/use-receipt.ts";
import { hasRole } from "../../session.ts";
import { DisputeForm } from "./dispute-form.tsx";
import { DisputeList, DocumentList, TaxList } from "./receipt-parts.tsx";
import "./receipts.css";

/** All that there is to a receipt. */
export function ReceiptChosen({ visitId }: { readonly visitId: string }) {
  const { value, problem, reload } = useReceipt(visitId);
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  if (value === null) {
    return (
      <div class="card pad">
        <Bones lines={8} />
      </div>
    );
  }
  if (value.receipt === null) {
    return (
      <div class="card">
        <Empty title="This visit has no receipt yet">The draft appears here when they leave.</Empty>
      </div>
    );
  }
  return <Whole receipt={value.receipt} onChanged={reload} />;
}

interface WholeProps {
  readonly receipt: Receipt;
  readonly onChanged: () => void;
}

/** Null: nothing is disputed; a line, or what is missing. */
type Disputed = { readonly line: LineView | null } | null;

function Whole({ receipt, onChanged }: WholeProps) {
  const [disputed, setDisputed] = useState<Disputed>(null);
  const { saunter } = receipt;
  const { visitId, disputeUntilMs } = saunter;
  const mayDispute = hasRole("operator") && disputeUntilMs !== null && disputeUntilMs > Date.now();
  return (
    <div class="stack">
      <section class="card" aria-label="Receipt">
        <header>
          <h2>{nameReceipt(receipt)}</h2>
          <a href={`/console/visits/${visitId}`}>Open visit</a>
        </header>
        <ReceiptHead receipt={receipt} />
        <ReceiptStateLine receipt={receipt} />
        <ReceiptLines
          receipt={receipt}
          isWhole
          {...(mayDispute
            ? {
                more: (line: LineView) => (
                  <Button
                    kind="bare"
                    onPress={() => setDisputed({ line })}
                    aria-label={`Dispute ${line.name}`}
                  >
                    Dispute
                  </Button>
                ),
              }
            : {})}
        />
        {mayDispute ? (
          <div class="pad receipt-foot">
            <Button onPress={() => setDisputed({ line: null })}>Add a missing item</Button>
          </div>
        ) : null}
        <TaxList receipt={receipt} />
      </section>
      <DisputeList receipt={receipt} />
      {hasRole("operator") ? <ChargeCard chargeId={visitId} /> : null}
      <DocumentList receipt={receipt} />
      <Dialog
        title="Dispute for the shopper"
        isOpen={disputed !== null}
        onClose={() => setDisputed(null)}
      >
        {disputed === null ? null : (
          <DisputeForm
            receipt={receipt}
            line={disputed.line}
            onDone={() => {
              setDisputed(null);
              onChanged();
            }}
          />
        )}
      </Dialog>
    </div>
  );
}

/** What it comes to, and how sure that is. */
function ReceiptHead({ receipt }: { readonly receipt: Receipt }) {
  const { totals, currency, saunter } = receipt;
  return (
    <div class="pad row apart receipt-head">
      <p class="figure">
        <Money amountMinor={totals.grossMinor + totals.roundingMinor} currency={currency} />
      </p>
      <p class="receipt-sure">
        <Certainty probability={saunter.probabilityExact} />
        <span class="soft small">that every item is right</span>
      </p>
    </div>
  );
}
