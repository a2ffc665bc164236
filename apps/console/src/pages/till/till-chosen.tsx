import { ChargeCard } from "../../parts/money/charge-card.tsx";
import { ReceiptCard } from "../../parts/receipt/receipt-card.tsx";

/** What one has to know of a visit to settle it. */
export function TillChosen({ chargeId }: { readonly chargeId: string }) {
  return (
    <div class="stack">
      <ChargeCard chargeId={chargeId} />
      <ReceiptCard visitId={chargeId} href={`/console/receipts?of=${chargeId}`} />
    </div>
  );
}
