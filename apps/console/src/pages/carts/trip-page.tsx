import { Icon } from "@saunter/ui/components/icon";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { Status } from "@saunter/ui/components/status";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { ArrowLeft } from "lucide";
import { useRoute } from "preact-iso";
import { TripEvidenceView } from "../../parts/trip-evidence.tsx";
import { useEvery } from "../../parts/use-every.ts";
import { api } from "../../session.ts";
import { shop } from "../../shop.ts";
import { words } from "../../words.ts";
import { wordTrip } from "./cart-words.ts";
import { TripFacts, TripNeeds } from "./carts-page.tsx";
import { TripActs } from "./trip-acts.tsx";
import "./carts.css";

const EVERY_MS = 2000;

/** One trip: what is on its bill, how sure that is, and what the scale has seen. */
export function TripPage() {
  const { cartId = "", tripId = "" } = useRoute().params;
  const { value, problem, reload } = useLoaded(
    (signal) =>
      api.call("GET /v1/carts/:cartId/trips/:tripId", { params: { cartId, tripId }, signal }),
    [cartId, tripId],
  );
  useEvery(EVERY_MS, reload);
  if (value === null) {
    return problem === null ? (
      <Bones lines={6} />
    ) : (
      <ProblemNote problem={problem} onRetry={reload} />
    );
  }
  const t = words.texts.carts;
  const [tone, word] = wordTrip(value);
  return (
    <div class="stack">
      <a class="cart-back small" href="/console/carts">
        <Icon node={ArrowLeft} />
        {t.back}
      </a>
      <PageHead title={cartId}>
        <Status tone={tone}>{word}</Status>
      </PageHead>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      <section class="card" aria-label={t.state}>
        <div class="pad stack tight">
          <TripNeeds trip={value} currency={shop.value!.currency} />
          <TripFacts trip={value} currency={shop.value!.currency} />
          {value.visitId === null ? null : (
            <p>
              <a href={`/console/visits/${value.visitId}`}>{t.openVisit}</a>
            </p>
          )}
          <TripActs cartId={cartId} trip={value} onDone={reload} />
        </div>
      </section>
      <TripEvidenceView trip={value} />
    </div>
  );
}
