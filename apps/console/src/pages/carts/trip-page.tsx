import { Icon } from "@saunter/ui/components/icon";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { ArrowLeft } from "lucide";
import { useRoute } from "preact-iso";
import { formatChange, formatGrams } from "../../parts/grams.ts";
import { PageHead } from "../../parts/page-head.tsx";
import { useEvery } from "../../parts/use-every.ts";
import { api } from "../../session.ts";
import { shop } from "../../shop.ts";
import {
  needsCheck,
  type TripDetail,
  wordChange,
  wordFaults,
  wordReasons,
  wordTrip,
} from "./cart-words.ts";
import { TripFacts } from "./carts-page.tsx";
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
  const [tone, word] = wordTrip(value);
  return (
    <div class="stack">
      <a class="cart-back small" href="/console/carts">
        <Icon node={ArrowLeft} />
        Back to smart carts
      </a>
      <PageHead title={cartId}>
        <Status tone={tone}>{word}</Status>
      </PageHead>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      <section class="card" aria-label="State">
        <div class="pad stack tight">
          {needsCheck(value) ? <p>{wordReasons(value)}</p> : null}
          {value.faults.length > 0 ? <p>{wordFaults(value)}</p> : null}
          <TripFacts trip={value} currency={shop.value!.currency} />
          {value.visitId === null ? null : (
            <p>
              <a href={`/console/visits/${value.visitId}`}>Open visit</a>
            </p>
          )}
          <TripActs cartId={cartId} trip={value} onDone={reload} />
        </div>
      </section>
      <TripLines lines={value.lines} />
      <TripChanges changes={value.changes} />
    </div>
  );
}

function TripLines({ lines }: Pick<TripDetail, "lines">) {
  return (
    <section class="card">
      <header>
        <h2>Bill</h2>
      </header>
      {lines.length === 0 ? (
        <p class="pad soft">Nothing has been scanned.</p>
      ) : (
        <ul class="cart-lines">
          {lines.map(({ inside, lineId, name, quantity, removed, weightG }) => (
            <li key={lineId}>
              <span class={removed ? "cart-removed" : ""}>
                {weightG === null ? `${quantity} × ` : `${formatGrams(weightG)} `}
                {name}
              </span>
              <span class="soft small">
                {removed ? "taken off the bill" : `${Math.round(inside * 100)} % in the cart`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function TripChanges({ changes }: Pick<TripDetail, "changes">) {
  if (changes.length === 0) return null;
  return (
    <section class="card">
      <header>
        <h2>Weight changes</h2>
      </header>
      <ol class="cart-lines">
        {changes.toReversed().map(({ changeG, levelG, settledMs, takenFor }) => (
          <li key={settledMs}>
            <span>
              {formatChange(changeG)}, {wordChange(takenFor)}
            </span>
            <span class="soft small">{formatGrams(levelG)} in the cart</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
