import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatDuration } from "@saunter/ui/format";
import { useEvery } from "../../parts/use-every.ts";
import { api } from "../../session.ts";
import { formatShare } from "../numbers/number-words.ts";

const EVERY_MS = 60_000;

/** What checks at the lane have found, in figures; nothing until there was one. */
export function ChecksCard({ currency }: { readonly currency: string }) {
  const { locale } = useLocale();
  const { value, reload } = useLoaded(
    (signal) => api.call("GET /v1/carts/statistics", { signal }),
    [],
  );
  useEvery(EVERY_MS, reload);
  if (value === null || value.checks === 0) return null;
  const { checkedTrips, medianTookMs, trips } = value;
  const facts = [
    ["Trips checked", formatShare(checkedTrips, trips, locale) ?? "none yet"],
    ["Checks that changed the bill", `${value.correctedChecks} of ${value.checks}`],
    ["Of spot checks alone", `${value.correctedSpotChecks} of ${value.spotChecks}`],
    ["Put on bills", <Money key="put" amountMinor={value.foundMinor} currency={currency} />],
    ["Taken off bills", <Money key="off" amountMinor={value.returnedMinor} currency={currency} />],
    [
      "From lane to done, middle",
      medianTookMs === null ? "none yet" : formatDuration(medianTookMs),
    ],
  ] as const;
  return (
    <section class="card" aria-labelledby="cart-checks">
      <header>
        <h2 id="cart-checks">Checks</h2>
      </header>
      <dl class="pad cart-facts">
        {facts.map(([name, figure]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
