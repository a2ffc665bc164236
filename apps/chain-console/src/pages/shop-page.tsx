import type { ChainAnswer } from "@saunter/client/chain-api";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { Ago } from "@saunter/ui/components/time";
import { useLoaded, useReloads } from "@saunter/ui/components/use-loaded";
import { formatMoney } from "@saunter/ui/format";
import type { ComponentChildren } from "preact";
import { useRoute } from "preact-iso";
import { BASE } from "../addresses.ts";
import { DayChart } from "../parts/day-chart.tsx";
import { Figure } from "../parts/figure.tsx";
import { PinsCard } from "../parts/pins-card.tsx";
import { formatCount, formatRate } from "../parts/rates.ts";
import { findDay, moveDay } from "../parts/report-days.ts";
import { ShopAlerts } from "../parts/shop-alerts.tsx";
import { ShopHealth, type ShopSeen } from "../parts/shop-health.tsx";
import { StatesTable } from "../parts/versions-table.tsx";
import { api, hasRight } from "../session.ts";
import { words } from "../words.ts";

const LOOK_EVERY_MS = 5000;
const DAYS = 7;

/** One shop: its state, figures, and what the chain has decided for it. */
export function ShopPage() {
  const { shopId } = useRoute().params as { readonly shopId: string };
  const overview = useLoaded((signal) => api.call("GET /v1/overview", { signal }), []);
  useReloads(overview, LOOK_EVERY_MS);
  const { value, problem, reload } = overview;
  const t = words.texts.shop;
  if (value === null) {
    return problem === null ? <Bones /> : <ProblemNote problem={problem} onRetry={reload} />;
  }
  const shop = value.shops.find((one) => one.shopId === shopId);
  if (shop === undefined) {
    return (
      <Empty title={t.gone}>
        <a href={`${BASE}/`}>{words.texts.start}</a>
      </Empty>
    );
  }
  return (
    <div class="stack">
      <PageHead title={shop.name}>
        <ShopHealth health={shop.health} />
        {hasRight("events:read") ? (
          <a class="button" href={`${BASE}/visits?shopId=${encodeURIComponent(shopId)}`}>
            {t.seeVisits}
          </a>
        ) : null}
        {shop.consoleUrl === null ? null : (
          <a class="button" href={shop.consoleUrl} target="_blank" rel="noreferrer">
            {t.ownConsole}
          </a>
        )}
      </PageHead>
      <Figures shop={shop} />
      <div class="two-cards">
        <StateCard shop={shop} />
        {hasRight("reports:read") ? <DaysCard shopId={shopId} /> : null}
      </div>
      {hasRight("alerts:read") ? <ShopAlerts shopId={shopId} /> : null}
      {hasRight("goods:read") ? (
        <>
          <VersionsCard shopId={shopId} />
          <PinsCard shopId={shopId} />
        </>
      ) : null}
    </div>
  );
}

function Figures({ shop: { figures, openAlerts } }: { readonly shop: ShopSeen }) {
  const { locale } = useLocale();
  const t = words.texts;
  if (figures === null) return null;
  const { currency, salesMinor, receipts, reviewed, audited, auditedAgreed } = figures;
  return (
    <div class="figures">
      <Figure
        name={t.shops.sales}
        value={currency === null ? null : formatMoney(salesMinor, currency, locale)}
      />
      <Figure name={t.shop.receipts} value={formatCount(receipts, locale)} />
      <Figure name={t.shops.reviewRate} value={formatRate(reviewed, receipts, locale)} />
      <Figure name={t.shops.accuracy} value={formatRate(auditedAgreed, audited, locale)} />
      <Figure name={t.shops.openAlerts} value={formatCount(openAlerts, locale)} />
    </div>
  );
}

function StateCard({ shop }: { readonly shop: ShopSeen }) {
  const { locale } = useLocale();
  const t = words.texts;
  const { lastSeenMs, behindEvents, behindMs, latitude, longitude } = shop;
  const facts: readonly (readonly [string, ComponentChildren])[] = [
    [t.shops.lastSeen, lastSeenMs === null ? t.never : <Ago key="seen" timestampMs={lastSeenMs} />],
    [t.shops.lag, t.shops.lagOf(behindEvents, Math.round(behindMs / 1000))],
    [t.shop.setAside, formatCount(shop.setAside, locale)],
    [t.shops.version, shop.version ?? t.none],
    [t.shop.organisation, shop.organisationId],
    [t.shops.region, shop.regionName ?? t.none],
    [t.shop.position, latitude === null ? t.none : `${latitude}, ${longitude}`],
  ];
  return (
    <section class="card">
      <header>
        <h2>{t.shop.state}</h2>
      </header>
      <dl class="facts pad">
        {facts.map(([name, value]) => [
          <dt key={name}>{name}</dt>,
          <dd key={`${name} value`}>{value}</dd>,
        ])}
      </dl>
    </section>
  );
}

type Report = ChainAnswer<"GET /v1/report">;

function DaysCard({ shopId }: { readonly shopId: string }) {
  const untilDay = findDay(Date.now());
  const fromDay = moveDay(untilDay, 1 - DAYS);
  const { value, problem } = useLoaded<Report>(
    (signal) =>
      api.call("GET /v1/report", { query: { fromDay, untilDay, group: "day", shopId }, signal }),
    [shopId, untilDay],
  );
  return (
    <section class="card">
      <header>
        <h2>{words.texts.shop.days}</h2>
      </header>
      {problem === null ? null : <ProblemNote problem={problem} />}
      {value === null ? null : <DayChart report={value} fromDay={fromDay} untilDay={untilDay} />}
    </section>
  );
}

function VersionsCard({ shopId }: { readonly shopId: string }) {
  const loaded = useLoaded(
    (signal) => api.call("GET /v1/version-states", { query: { shopId }, signal }),
    [shopId],
  );
  useReloads(loaded, LOOK_EVERY_MS);
  const { value, problem } = loaded;
  return (
    <section class="card">
      <header>
        <h2>{words.texts.shop.inForce}</h2>
      </header>
      {problem === null ? null : <ProblemNote problem={problem} />}
      {value === null ? null : value.items.length === 0 ? (
        <Empty title={words.texts.shop.noVersions} />
      ) : (
        <StatesTable states={value.items} />
      )}
    </section>
  );
}
