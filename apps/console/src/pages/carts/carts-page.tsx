import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { Status } from "@saunter/ui/components/status";
import { Ago, Time } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatProbability } from "@saunter/ui/format";
import { useEvery } from "../../parts/use-every.ts";
import { api } from "../../session.ts";
import { namePage, words } from "../../words.ts";
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
  const t = words.texts.carts;
  const inUse = items.filter(({ trip }) => trip !== null).length;
  return (
    <div class="stack">
      <PageHead title={t.title}>
        <span class="soft small">{t.inUse(inUse, items.length)}</span>
      </PageHead>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {items.length === 0 ? (
        <Empty title={t.none}>
          {t.noneText(<a href="/console/people">{namePage("People")}</a>)}
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
  const [tone, word] =
    trip === null ? (["plain", words.texts.carts.states.free] as const) : wordTrip(trip);
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
  const t = words.texts.carts.needs;
  const { faults, findings, harmMinor, helpCalledMs, unsettled } = trip;
  return (
    <>
      {helpCalledMs === null ? null : (
        <p class="small">{t.called(<Ago timestampMs={helpCalledMs} />)}</p>
      )}
      {needsCheck(trip) ? (
        <p class="small">
          {wordReasons(trip)}
          {harmMinor > 0
            ? t.likelyLost(<Money amountMinor={harmMinor} currency={currency} />)
            : null}
        </p>
      ) : null}
      {needsCheck(trip) && findings.length > 0 ? (
        <ul class="cart-findings small" aria-label={t.lookFor}>
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
          {t.fault(wordFault(fault), <Ago timestampMs={fault.sinceMs} />)}
        </p>
      ))}
    </>
  );
}

function formatCharge(share: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "percent" }).format(share);
}

interface TripFactsProps {
  readonly trip: TripSummary;
  readonly currency: string;
}

export function TripFacts({ trip, currency }: TripFactsProps) {
  const t = words.texts.carts.facts;
  const { locale } = useLocale();
  const { battery, errorProbability, lastMessageMs, totalMinor, units } = trip;
  return (
    <dl class="cart-facts">
      <div>
        <dt>{t.bill}</dt>
        <dd>
          {t.billOf(wordUnits(units), <Money amountMinor={totalMinor} currency={currency} />)}
        </dd>
      </div>
      <div>
        <dt>{t.mayBeWrong}</dt>
        <dd>{formatProbability(errorProbability, locale)}</dd>
      </div>
      <div>
        <dt>{t.battery}</dt>
        <dd>{battery === null ? t.notMeasured : formatCharge(battery, locale)}</dd>
      </div>
      <div>
        <dt>{t.lastMessage}</dt>
        <dd>
          <Ago timestampMs={lastMessageMs} />
        </dd>
      </div>
    </dl>
  );
}
