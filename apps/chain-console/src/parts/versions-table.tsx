import type { ChainAnswer } from "@saunter/client/chain-api";
import { Status, type Tone } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { hrefOfShop } from "../addresses.ts";
import { words } from "../words.ts";

export type VersionState = ChainAnswer<"GET /v1/version-states">["items"][number];

const TONES: Readonly<Record<VersionState["state"], Tone>> = {
  applied: "sure",
  refused: "wrong",
  scheduled: "now",
  waiting: "plain",
};

interface StatesTableProps {
  readonly states: readonly VersionState[];
  /** Left out where all are of one shop. */
  readonly nameShop?: (shopId: string) => string;
}

/** What shops have of what they were told, in words where they refused it. */
export function StatesTable({ states, nameShop }: StatesTableProps) {
  const t = words.texts.goods;
  return (
    <div class="table-scroll">
      <table class="table cards">
        <thead>
          <tr>
            {nameShop === undefined ? null : <th scope="col">{words.texts.pages.shop}</th>}
            <th scope="col">{t.kind}</th>
            <th scope="col">{t.version}</th>
            <th scope="col">{t.state}</th>
            <th scope="col">{words.texts.shop.since}</th>
            <th scope="col">{t.reason}</th>
          </tr>
        </thead>
        <tbody>
          {states.map(({ shopId, kind, version, state, atMs, reason, effectiveMs }) => (
            <tr key={`${shopId} ${kind} ${version}`}>
              {nameShop === undefined ? null : (
                <th scope="row">
                  <a href={hrefOfShop(shopId)}>{nameShop(shopId)}</a>
                </th>
              )}
              <td>{t.kinds[kind] ?? kind}</td>
              <td>{version}</td>
              <td>
                <Status tone={TONES[state]}>{t.states[state]}</Status>
              </td>
              <td>
                <RecentTime timestampMs={atMs ?? effectiveMs} />
              </td>
              <td>
                <span class="small two-lines" title={reason ?? undefined}>
                  {reason ?? ""}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
