import type { ChainAnswer } from "@saunter/client/chain-api";
import { Certainty } from "@saunter/ui/components/certainty";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { RecentTime, Time } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatKilograms } from "@saunter/ui/format";
import { useRoute } from "preact-iso";
import { BASE, hrefOfShop } from "../addresses.ts";
import { api } from "../session.ts";
import { words } from "../words.ts";

type Visit = ChainAnswer<"GET /v1/shops/:shopId/visits/:visitId">;

/** One visit: its receipt line by line, how certain it is, and what happened. */
export function VisitPage() {
  const params = useRoute().params as { readonly shopId: string; readonly visitId: string };
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/shops/:shopId/visits/:visitId", { params, signal }),
    [params.shopId, params.visitId],
  );
  const t = words.texts.visit;
  if (problem?.code === "not-found") {
    return (
      <Empty title={t.gone}>
        <a href={`${BASE}/visits`}>{words.texts.pages.visits}</a>
      </Empty>
    );
  }
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  if (value === null) return <Bones />;
  return (
    <div class="stack">
      <PageHead title={t.title(value.visitId.slice(-4))}>
        <a href={hrefOfShop(value.shopId)}>{value.shopName}</a>
      </PageHead>
      <div class="two-cards">
        <Facts visit={value} />
        <Timeline visit={value} />
      </div>
      <Documents visit={value} />
    </div>
  );
}

function Facts({ visit }: { readonly visit: Visit }) {
  const { method, openedMs, closedMs, receipt, currency } = visit;
  const t = words.texts;
  return (
    <section class="card">
      <header>
        <h2>{t.pages.visit}</h2>
      </header>
      <dl class="facts pad">
        <dt>{t.visit.entered}</dt>
        <dd>{method}</dd>
        <dt>{t.visit.began}</dt>
        <dd>
          <RecentTime timestampMs={openedMs} />
        </dd>
        <dt>{t.visit.ended}</dt>
        <dd>{closedMs === null ? t.visit.stillIn : <RecentTime timestampMs={closedMs} />}</dd>
        {receipt === null ? null : (
          <>
            <dt>{t.visits.total}</dt>
            <dd>
              <Money amountMinor={receipt.totalMinor} currency={currency} />
            </dd>
            <dt>{t.visits.state}</dt>
            <dd>{t.visits.states[receipt.state] ?? receipt.state}</dd>
            <dt>{t.visit.exact}</dt>
            <dd>
              <Certainty probability={receipt.probability} />
            </dd>
            <dt>{t.visit.review}</dt>
            <dd>{receipt.isReviewed ? t.visit.reviewed : t.visit.notReviewed}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Timeline({ visit: { timeline } }: { readonly visit: Visit }) {
  const t = words.texts.visit;
  return (
    <section class="card">
      <header>
        <h2>{t.timeline}</h2>
      </header>
      {timeline.length === 0 ? (
        <Empty title={t.noTimeline} />
      ) : (
        <ol class="timeline">
          {timeline.map(({ position, type, atMs }) => (
            <li key={position}>
              <Time timestampMs={atMs} style="time-seconds" />
              <EventName type={type} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** "ReceiptFinalised" is "Receipt finalised". */
function EventName({ type }: { readonly type: string }) {
  const known = words.texts.visit.events[type];
  if (known !== undefined) return <span>{known}</span>;
  const spaced = type.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return (
    <span lang="en" dir="ltr">
      {spaced.charAt(0).toUpperCase() + spaced.slice(1)}
    </span>
  );
}

function Documents({ visit: { documents, currency } }: { readonly visit: Visit }) {
  const { locale } = useLocale();
  const t = words.texts.visit;
  if (documents.length === 0) {
    return (
      <div class="card">
        <Empty title={t.noDocuments} />
      </div>
    );
  }
  return (
    <>
      {documents.map(({ documentNumber, kind, lines, totalMinor, atMs }) => (
        <section class="card" key={documentNumber}>
          <header>
            <h2>
              {kind === "receipt" ? t.document(documentNumber) : t.correction(documentNumber)}
            </h2>
            <RecentTime timestampMs={atMs} />
          </header>
          <div class="table-scroll">
            <table class="table">
              <thead>
                <tr>
                  <th scope="col">{t.product}</th>
                  <th scope="col" class="number">
                    {t.quantity}
                  </th>
                  <th scope="col" class="number">
                    {t.amount}
                  </th>
                </tr>
              </thead>
              <tbody>
                {lines.map((line) => (
                  <tr key={line.item}>
                    <th scope="row">{line.name}</th>
                    <td class="number">
                      {line.netG === 0 ? line.units : formatKilograms(line.netG, locale)}
                    </td>
                    <td class="number">
                      <Money amountMinor={line.totalMinor} currency={currency} />
                    </td>
                  </tr>
                ))}
                <tr>
                  <th scope="row">{words.texts.visits.total}</th>
                  <td />
                  <td class="number">
                    <strong>
                      <Money amountMinor={totalMinor} currency={currency} />
                    </strong>
                  </td>
                </tr>
              </tbody>
            </table>
          </div>
        </section>
      ))}
    </>
  );
}
