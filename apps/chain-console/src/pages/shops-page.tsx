import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { SelectField } from "@saunter/ui/components/select-field";
import { useLoaded, useReloads } from "@saunter/ui/components/use-loaded";
import { formatMoney } from "@saunter/ui/format";
import { useMemo, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { hrefOfShop } from "../addresses.ts";
import { Figure } from "../parts/figure.tsx";
import { formatCount } from "../parts/rates.ts";
import { HEALTHS, type Health, type ShopSeen } from "../parts/shop-health.tsx";
import { ShopMap } from "../parts/shop-map.tsx";
import { chooseShops, NO_CHOICE } from "../parts/shop-order.ts";
import { ShopTable } from "../parts/shop-table.tsx";
import { api } from "../session.ts";
import { words } from "../words.ts";

const LOOK_EVERY_MS = 5000;

/** All shops: what they come to, where they are, and each of them. */
export function ShopsPage() {
  const loaded = useLoaded((signal) => api.call("GET /v1/overview", { signal }), []);
  useReloads(loaded, LOOK_EVERY_MS);
  const { value, problem, reload } = loaded;
  const { route } = useLocation();
  const [choice, setChoice] = useState(NO_CHOICE);
  const all = value?.shops ?? [];
  const shown = useMemo(() => chooseShops(all, choice), [value, choice]);
  const t = words.texts.shops;
  const unplaced = all.filter(({ latitude }) => latitude === null).length;
  return (
    <div class="stack">
      <PageHead title={words.texts.pages.shops} />
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? (
        problem === null && <Bones lines={6} />
      ) : all.length === 0 ? (
        <div class="card">
          <Empty title={t.noneYet}>{t.noneYetText}</Empty>
        </div>
      ) : (
        <>
          <Sums shops={all} />
          <div class="card pad row filters">
            <Field
              label={t.filter}
              type="search"
              hint={t.filterHint}
              value={choice.text}
              onValue={(text) => setChoice({ ...choice, text })}
            />
            <SelectField
              label={t.health}
              value={choice.health}
              onValue={(health) => setChoice({ ...choice, health: health as Health | "" })}
            >
              <option value="">{t.anyHealth}</option>
              {HEALTHS.map((health) => (
                <option key={health} value={health}>
                  {words.texts.health[health]}
                </option>
              ))}
            </SelectField>
            <RegionField
              shops={all}
              value={choice.regionId}
              onValue={(regionId) => setChoice({ ...choice, regionId })}
            />
            <p class="soft small" role="status">
              {t.found(shown.length, all.length)}
              {unplaced === 0 ? "" : `; ${t.unplaced(unplaced)}`}
            </p>
          </div>
          <div class="shops-split">
            <section class="card" aria-label={t.map}>
              <ShopMap shops={shown} onOpen={(shopId) => route(hrefOfShop(shopId))} />
            </section>
            <section class="card" aria-label={t.table}>
              {shown.length === 0 ? (
                <Empty title={t.noShops}>{t.noShopsText}</Empty>
              ) : (
                <ShopTable shops={shown} choice={choice} onChoice={setChoice} />
              )}
            </section>
          </div>
        </>
      )}
    </div>
  );
}

interface RegionFieldProps {
  readonly shops: readonly ShopSeen[];
  readonly value: string;
  readonly onValue: (regionId: string) => void;
}

function RegionField({ shops, value, onValue }: RegionFieldProps) {
  const regions = new Map(
    shops.flatMap(({ regionId, regionName }) =>
      regionId === null ? [] : [[regionId, regionName ?? regionId]],
    ),
  );
  if (regions.size === 0) return null;
  return (
    <SelectField label={words.texts.shops.region} value={value} onValue={onValue}>
      <option value="">{words.texts.shops.anyRegion}</option>
      {[...regions].map(([regionId, name]) => (
        <option key={regionId} value={regionId}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

/** Of all that is seen. */
function Sums({ shops }: { readonly shops: readonly ShopSeen[] }) {
  const { locale } = useLocale();
  const t = words.texts.shops;
  const sales = new Map<string, number>();
  for (const { figures } of shops) {
    if (figures?.currency == null) continue;
    sales.set(figures.currency, (sales.get(figures.currency) ?? 0) + figures.salesMinor);
  }
  const amounts = [...sales].map(([currency, minor]) => formatMoney(minor, currency, locale));
  const notOk = shops.filter(({ health }) => health !== "ok").length;
  const alerts = shops.reduce((sum, { openAlerts }) => sum + openAlerts, 0);
  return (
    <div class="figures">
      <Figure name={words.texts.pages.shops} value={formatCount(shops.length, locale)} />
      <Figure name={t.notOk} value={formatCount(notOk, locale)} />
      <Figure name={t.salesToday} value={amounts.join(" + ") || null} />
      <Figure name={t.openAlerts} value={formatCount(alerts, locale)} />
    </div>
  );
}
