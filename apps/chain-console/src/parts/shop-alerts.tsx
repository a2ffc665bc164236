import type { ChainAnswer } from "@saunter/client/chain-api";
import { Button } from "@saunter/ui/components/button";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { RecentTime } from "@saunter/ui/components/time";
import { useList } from "@saunter/ui/components/use-list";
import { api } from "../session.ts";
import { words } from "../words.ts";
import { AlertTable } from "./alert-table.tsx";

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
  const { items, problem, more, reload } = useList<ShopAlert>(
    (after, signal) =>
      api.call("GET /v1/shops/:shopId/alerts", {
        params: { shopId },
        query: { after } as never,
        signal,
      }),
    [shopId],
  );
  const t = words.texts.alerts;
  if (items === null) {
    return (
      <div class="pad">
        {problem === null ? <Bones /> : <ProblemNote problem={problem} onRetry={reload} />}
      </div>
    );
  }
  if (items.length === 0) return <Empty title={t.noneOfShop} />;
  return (
    <>
      <div class="table-scroll">
        <table class="table cards">
          <thead>
            <tr>
              <th scope="col">{t.kind}</th>
              <th scope="col">{t.message}</th>
              <th scope="col">{t.raised}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((alert) => (
              <tr key={alert.position}>
                <th scope="row">{t.shopKinds[alert.kind] ?? alert.kind}</th>
                <td>
                  <bdi>{alert.message}</bdi>
                </td>
                <td>
                  <RecentTime timestampMs={alert.raisedMs} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more === null ? null : (
        <div class="pad">
          <Button onPress={more}>{words.texts.showMore}</Button>
        </div>
      )}
    </>
  );
}
