import type { ChainAnswer } from "@saunter/client/chain-api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Empty, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { toast } from "@saunter/ui/components/toasts";
import { useList } from "@saunter/ui/components/use-list";
import { BASE } from "../addresses.ts";
import { api, hasRight, isOfChain } from "../session.ts";
import { words } from "../words.ts";
import { ListTable } from "./list-table.tsx";
import { useAlertCount } from "./use-alert-count.ts";

type Alert = ChainAnswer<"GET /v1/alerts">["items"][number];

interface AlertTableProps {
  readonly isEnded: boolean;
  /** Alerts of one shop; null: of all, with their shops. */
  readonly shopId: string | null;
}

/** Alerts of the chain, newest first, which somebody may acknowledge. */
export function AlertTable({ isEnded, shopId }: AlertTableProps) {
  const { value: counted } = useAlertCount();
  const list = useList<Alert>(
    (after, signal) => {
      const query = { after, isEnded: String(isEnded), ...(shopId === null ? {} : { shopId }) };
      return api.call("GET /v1/alerts", { query: query as never, signal });
    },
    // What comes, ends or is acknowledged elsewhere shows by itself.
    [isEnded, shopId, counted?.open, counted?.unacknowledged],
  );
  const { items, problem, reload } = list;
  const t = words.texts.alerts;
  if (items === null && problem !== null) return <Failed problem={problem} onRetry={reload} />;
  const acknowledge = async ({ alertId }: Alert): Promise<void> => {
    await api.call("POST /v1/alerts/:alertId/acknowledge", {
      params: { alertId: String(alertId) },
    });
    toast(t.acknowledged);
    reload();
  };
  return (
    <>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      <ListTable
        list={list}
        empty={isEnded ? <Empty title={t.noneEnded} /> : <Empty title={t.none}>{t.noneText}</Empty>}
        head={
          <>
            <th scope="col">{t.kind}</th>
            {shopId === null ? <th scope="col">{t.shop}</th> : null}
            <th scope="col">{t.message}</th>
            <th scope="col">{t.raised}</th>
            <th scope="col">{t.state}</th>
          </>
        }
        toRow={(alert) => (
          <tr key={alert.alertId}>
            <th scope="row">{t.kinds[alert.kind]}</th>
            {shopId === null ? (
              <td>{alert.shopId === null ? t.wholeChain : <ShopLink shopId={alert.shopId} />}</td>
            ) : null}
            <td>
              <bdi>{alert.message}</bdi>
            </td>
            <td>
              <RecentTime timestampMs={alert.raisedMs} />
            </td>
            <td>
              <AlertState alert={alert} onAcknowledge={() => acknowledge(alert)} />
            </td>
          </tr>
        )}
      />
    </>
  );
}

/** In place of a list that did not come. */
export function Failed(props: { readonly problem: Problem; readonly onRetry: () => void }) {
  return (
    <div class="pad">
      <ProblemNote {...props} />
    </div>
  );
}

function ShopLink({ shopId }: { readonly shopId: string }) {
  return <a href={`${BASE}/shops/${encodeURIComponent(shopId)}`}>{shopId}</a>;
}

interface AlertStateProps {
  readonly alert: Alert;
  readonly onAcknowledge: () => Promise<void>;
}

function AlertState({ alert, onAcknowledge }: AlertStateProps) {
  const { acknowledged, endedMs, isForAll } = alert;
  const t = words.texts.alerts;
  if (endedMs !== null) return <RecentTime timestampMs={endedMs} />;
  if (acknowledged !== null) return <Status tone="plain">{t.acknowledged}</Status>;
  const isTheirs = hasRight("alerts:write") && (!isForAll || isOfChain());
  if (!isTheirs) return <Status tone="wrong">{t.nobody}</Status>;
  return <Button onPress={onAcknowledge}>{t.acknowledge}</Button>;
}
