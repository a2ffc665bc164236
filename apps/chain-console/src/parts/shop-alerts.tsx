import type { ChainAnswer } from "@saunter/client/chain-api";
import { Empty } from "@saunter/ui/components/notes";
import { RecentTime } from "@saunter/ui/components/time";
import { useList } from "@saunter/ui/components/use-list";
import { upFirst } from "@saunter/ui/up-first";
import { api } from "../session.ts";
import { words } from "../words.ts";
import { AlertTable, Failed } from "./alert-table.tsx";
import { ListTable } from "./list-table.tsx";

type ShopAlert = ChainAnswer<"GET /v1/shops/:shopId/alerts">["items"][number];

/** What the chain has found out of a shop, and what the shop says itself. */
export function ShopAlerts({ shopId }: { readonly shopId: string }) {
  const t = words.texts.alerts;
  return (
    <>
      <section class="card">
        <header>
          <h2>{t.ofChain}</h2>
        </header>
        <AlertTable isEnded={false} shopId={shopId} />
      </section>
      <section class="card">
        <header>
          <h2>{t.ofShop}</h2>
        </header>
        <OwnAlerts shopId={shopId} />
      </section>
    </>
  );
}

function OwnAlerts({ shopId }: { readonly shopId: string }) {
  const list = useList<ShopAlert>(
    (after, signal) =>
      api.call("GET /v1/shops/:shopId/alerts", {
        params: { shopId },
        query: { after } as never,
        signal,
      }),
    [shopId],
  );
  const { items, problem, reload } = list;
  const t = words.texts.alerts;
  if (items === null && problem !== null) return <Failed problem={problem} onRetry={reload} />;
  return (
    <ListTable
      list={list}
      empty={<Empty title={t.noneOfShop} />}
      head={
        <>
          <th scope="col">{t.kind}</th>
          <th scope="col">{t.message}</th>
          <th scope="col">{t.raised}</th>
        </>
      }
      toRow={(alert) => (
        <tr key={alert.position}>
          <th scope="row">{wordKind(alert.kind)}</th>
          <td>
            <bdi>{alert.message}</bdi>
          </td>
          <td>
            <RecentTime timestampMs={alert.raisedMs} />
          </td>
        </tr>
      )}
    />
  );
}

/** Of a kind that a later version of a shop has: its name. */
function wordKind(kind: string): string {
  const named = words.texts.alerts.shopKinds[kind];
  return named === undefined ? kind : upFirst(named);
}
