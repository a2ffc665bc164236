import type { Answer } from "@saunter/client/api";
import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { RecentTime } from "@saunter/ui/components/time";
import { useList } from "@saunter/ui/components/use-list";
import { nameUser } from "../../parts/user-names.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { wordDifference } from "./drawer-words.ts";

type Move = Answer<"GET /v1/drawer/moves">["items"][number];

/** Counts, cash taken to the bank and change added, newest first. */
export function DrawerMoves({ currency }: { readonly currency: string }) {
  const list = useList<Move>(
    (after, signal) =>
      api.call("GET /v1/drawer/moves", { query: { ...(after && { after }) }, signal }),
    [],
  );
  const texts = words.texts.till.drawer;
  if (list.problem !== null) return <ProblemNote problem={list.problem} onRetry={list.reload} />;
  if (list.items === null) return <Bones lines={3} />;
  if (list.items.length === 0) return <Empty title={texts.noHistory} />;
  const { columns } = texts;
  return (
    <div class="stack">
      <div class="table-scroll">
        <table class="table cards">
          <caption class="unseen">{texts.historyTitle}</caption>
          <thead>
            <tr>
              <th scope="col">{columns.when}</th>
              <th scope="col">{columns.what}</th>
              <th scope="col" class="amount">
                {columns.amount}
              </th>
              <th scope="col">{columns.difference}</th>
              <th scope="col">{columns.who}</th>
            </tr>
          </thead>
          <tbody>
            {list.items.map((move) => (
              <MoveRow key={move.moveId} move={move} currency={currency} />
            ))}
          </tbody>
        </table>
      </div>
      {list.more === null ? null : <Button onPress={list.more}>{texts.older}</Button>}
    </div>
  );
}

function MoveRow({ move, currency }: { readonly move: Move; readonly currency: string }) {
  const { locale } = useLocale();
  const { kind, amountMinor, expectedMinor, by, atMs } = move;
  const { columns, kinds } = words.texts.till.drawer;
  return (
    <tr>
      <th scope="row">
        <RecentTime timestampMs={atMs} />
      </th>
      <td data-name={columns.what}>{kinds[kind]}</td>
      <td class="amount" data-name={columns.amount}>
        <Money amountMinor={amountMinor} currency={currency} />
      </td>
      <td data-name={columns.difference}>
        {expectedMinor === null
          ? "–"
          : wordDifference(amountMinor - expectedMinor, currency, locale)}
      </td>
      <td data-name={columns.who}>{nameUser(by)}</td>
    </tr>
  );
}
