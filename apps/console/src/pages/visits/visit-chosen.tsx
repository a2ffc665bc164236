import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { ChargeCard } from "../../parts/money/charge-card.tsx";
import { ReceiptCard } from "../../parts/receipt/receipt-card.tsx";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { api, hasRole } from "../../session.ts";
import { words } from "../../words.ts";
import { BeliefCard } from "./belief-card.tsx";
import { EvidenceCard } from "./evidence-card.tsx";
import { TimelineCard } from "./timeline-card.tsx";
import { VisitHead } from "./visit-head.tsx";

/** All that there is to a visit. */
export function VisitChosen({ visitId }: { readonly visitId: string }) {
  const params = { visitId };
  const { value, problem, reload } = useLoaded(
    async (signal) => {
      const [visit, belief] = await Promise.all([
        api.call("GET /v1/visits/:visitId", { params, signal }),
        api.call("GET /v1/visits/:visitId/belief", { params, signal }),
      ]);
      return { visit, belief };
    },
    [visitId],
  );
  useCalmEvents(
    ["visit.*", "cart.*", "interaction.*", "receipt.*", "charge.*", "review.*"],
    reload,
    visitId,
  );
  if (problem !== null) {
    const { notFound, notFoundText } = words.texts.visits;
    return problem.code === "not-found" ? (
      <div class="card">
        <Empty title={notFound}>{notFoundText}</Empty>
      </div>
    ) : (
      <ProblemNote problem={problem} onRetry={reload} />
    );
  }
  if (value === null) {
    return (
      <div class="card pad">
        <Bones lines={8} />
      </div>
    );
  }
  const { visit, belief } = value;
  const party = new Set(visit.shoppers.map(({ shopperId }) => shopperId));
  const isCharged = visit.payer !== "staff";
  return (
    <div class="stack visit">
      <VisitHead visit={visit} onChanged={reload} />
      <div class="visit-cards">
        <BeliefCard visit={visit} belief={belief} />
        {isCharged ? (
          <ReceiptCard visitId={visitId} href={`/console/receipts?of=${visitId}`} />
        ) : null}
      </div>
      <EvidenceCard visit={visit} belief={belief} party={party} />
      <div class="visit-cards">
        <TimelineCard visit={visit} />
        {isCharged && hasRole("operator") ? <ChargeCard chargeId={visitId} /> : null}
      </div>
    </div>
  );
}
