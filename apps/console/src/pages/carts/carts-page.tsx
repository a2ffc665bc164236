import { Money } from "@saunter/ui/components/money";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { Ago, Time } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { PageHead } from "../../parts/page-head.tsx";
import { useEvery } from "../../parts/use-every.ts";
import { api } from "../../session.ts";
import { CartMap } from "./cart-map.tsx";
import {
  needsCheck,
  type SmartCart,
  sortCarts,
  type TripSummary,
  wordFault,
  wordFinding,
  wordReasons,
  wordTrip,
  wordUnits,
  wordUnsettled,
} from "./cart-words.ts";
import { ChecksCard } from "./checks-card.tsx";
import { TripActs } from "./trip-acts.tsx";
import "./carts.css";

const EVERY_MS = 2000;

/** All smart carts, those that need somebody first. */
export function CartsPage() {
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/carts", { signal }),
    [],
  );
  useEvery(EVERY_MS, reload);
  if (value === null) {
    return problem === null ? (
      <Bones lines={6} />
    ) : (
      <ProblemNote problem={problem} onRetry={reload} />
    );
  }
  const { currency, items, lanes } = value;
  const inUse = items.filter(({ trip }) => trip !== null).length;
  return (
    <div class="stack">
      <PageHead title="Smart carts">
        <span class="soft small">
          {inUse} of {items.length} in use
        </span>
      </PageHead>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {items.length === 0 ? (
        <Empty title="No smart cart has a key yet">
          Add a user for each under <a href="/console/people">People</a>, named by the cart’s id,
          with the role cart.
        </Empty>
      ) : (
        <div class="carts">
          {sortCarts(items).map((cart) => (
            <CartCard
              key={cart.cartId}
              cart={cart}
              currency={currency}
              laneName={lanes.find(({ laneId }) => laneId === cart.trip?.laneId)?.name ?? null}
              onDone={reload}
            />
          ))}
        </div>
      )}
      <CartMap carts={items} />
      <ChecksCard currency={currency} />
    </div>
  );
}

interface CartCardProps {
  readonly cart: SmartCart;
  readonly currency: string;
  readonly laneName: string | null;
  readonly onDone: () => void;
}

function CartCard({ cart: { cartId, trip }, currency, laneName, onDone }: CartCardProps) {
  const [tone, word] = trip === null ? (["plain", "Free"] as const) : wordTrip(trip);
  return (
    <section class="card" aria-labelledby={`cart-${cartId}`}>
      <header>
        <h2 id={`cart-${cartId}`}>
          {trip === null ? (
            cartId
          ) : (
            <a href={`/console/carts/${cartId}/${trip.tripId}`}>{cartId}</a>
          )}
        </h2>
        {laneName === null ? null : <span class="soft small">{laneName}</span>}
        <Status tone={tone}>{word}</Status>
      </header>
      {trip === null ? null : (
        <div class="pad stack tight">
          <TripNeeds trip={trip} currency={currency} />
          <TripFacts trip={trip} currency={currency} />
          <TripActs cartId={cartId} trip={trip} onDone={onDone} />
        </div>
      )}
    </section>
  );
}

/** Why somebody is needed, what to look for, and since when. */
export function TripNeeds({ trip, currency }: TripFactsProps) {
  const { faults, findings, harmMinor, helpCalledMs, unsettled } = trip;
  return (
    <>
      {helpCalledMs === null ? null : (
        <p class="small">
          Called for help <Ago timestampMs={helpCalledMs} />
        </p>
      )}
      {needsCheck(trip) ? (
        <p class="small">
          {wordReasons(trip)}
          {harmMinor > 0 ? (
            <>
              : about <Money amountMinor={harmMinor} currency={currency} /> likely to be lost
            </>
          ) : null}
        </p>
      ) : null}
      {needsCheck(trip) && findings.length > 0 ? (
        <ul class="cart-findings small" aria-label="Look for">
          {findings.map((finding) => (
            <li key={`${finding.kind}:${finding.name}:${finding.atMs}`}>
              {wordFinding(finding)}, <Time timestampMs={finding.atMs} />
            </li>
          ))}
        </ul>
      ) : null}
      {unsettled.map((earlier) => (
        <p key={earlier.tripId} class="small">
          {wordUnsettled(earlier)}
        </p>
      ))}
      {faults.map((fault) => (
        <p key={fault.kind} class="small">
          {wordFault(fault)}, since <Ago timestampMs={fault.sinceMs} />
        </p>
      ))}
    </>
  );
}

interface TripFactsProps {
  readonly trip: TripSummary;
  readonly currency: string;
}

export function TripFacts({ trip, currency }: TripFactsProps) {
  const { battery, errorProbability, lastMessageMs, totalMinor, units } = trip;
  return (
    <dl class="cart-facts">
      <div>
        <dt>Bill</dt>
        <dd>
          {wordUnits(units)}, <Money amountMinor={totalMinor} currency={currency} />
        </dd>
      </div>
      <div>
        <dt>Bill may be wrong</dt>
        <dd>{Math.round(errorProbability * 100)} %</dd>
      </div>
      <div>
        <dt>Battery</dt>
        <dd>{battery === null ? "not measured" : `${Math.round(battery * 100)} %`}</dd>
      </div>
      <div>
        <dt>Last message</dt>
        <dd>
          <Ago timestampMs={lastMessageMs} />
        </dd>
      </div>
    </dl>
  );
}
