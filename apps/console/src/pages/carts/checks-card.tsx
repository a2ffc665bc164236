import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatDuration } from "@saunter/ui/format";
import { useEvery } from "../../parts/use-every.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
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
  const t = words.texts.carts.checks;
  const { checkedTrips, medianTookMs, trips } = value;
  const facts = [
    [t.tripsChecked, formatShare(checkedTrips, trips, locale) ?? t.noneYet],
    [t.changedBill, t.share(value.correctedChecks, value.checks)],
    [t.spotChecks, t.share(value.correctedSpotChecks, value.spotChecks)],
    [t.putOn, <Money key="put" amountMinor={value.foundMinor} currency={currency} />],
    [t.takenOff, <Money key="off" amountMinor={value.returnedMinor} currency={currency} />],
    [t.medianTime, medianTookMs === null ? t.noneYet : formatDuration(medianTookMs)],
  ] as const;
  return (
    <section class="card" aria-labelledby="cart-checks">
      <header>
        <h2 id="cart-checks">{t.title}</h2>
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
