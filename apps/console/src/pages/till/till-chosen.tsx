import { ChargeCard } from "../../parts/money/charge-card.tsx";
import { GiftCards } from "../../parts/money/gift-cards.tsx";
import { ReceiptCard } from "../../parts/receipt/receipt-card.tsx";
import { hasRole } from "../../session.ts";

/** What one has to know of a visit to settle it. */
export function TillChosen({ chargeId }: { readonly chargeId: string }) {
  return (
    <div class="stack">
      <ChargeCard chargeId={chargeId} />
      {hasRole("operator", "clerk") ? <GiftCards visitId={chargeId} /> : null}
      <ReceiptCard visitId={chargeId} href={`/console/receipts?of=${chargeId}`} />
    </div>
  );
}
