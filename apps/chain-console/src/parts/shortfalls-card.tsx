import type { ChainAnswer } from "@saunter/client/chain-api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { Money } from "@saunter/ui/components/money";
import { ProblemNote } from "@saunter/ui/components/notes";
import { RecentTime } from "@saunter/ui/components/time";
import { useList } from "@saunter/ui/components/use-list";
import { useState } from "preact/hooks";
import { hrefOfVisit } from "../addresses.ts";
import { api, hasRight } from "../session.ts";
import { words } from "../words.ts";
import { ListTable } from "./list-table.tsx";

type Shortfall = ChainAnswer<"GET /v1/shortfalls">["items"][number];

/** Captures that found less than a receipt counts on, and nobody has settled. Nothing where there are none. */
export function ShortfallsCard() {
  const t = words.texts.cards;
  const list = useList<Shortfall>(
    (after, signal) => api.call("GET /v1/shortfalls", { query: { after } as never, signal }),
    [],
  );
  const [chosen, setChosen] = useState<Shortfall | null>(null);
  if (list.problem === null && (list.items === null || list.items.length === 0)) return null;
  const mayChange = hasRight("balances:write");
  return (
    <section class="card">
      <header>
        <h2>{t.short}</h2>
      </header>
      <p class="pad soft">{t.shortText}</p>
      {list.problem === null ? null : <ProblemNote problem={list.problem} onRetry={list.reload} />}
      <ListTable
        list={list}
        empty={null}
        head={
          <>
            <th scope="col">{t.visit}</th>
            <th scope="col">{t.missing}</th>
            <th scope="col">{t.when}</th>
            {mayChange ? <th scope="col">{t.settle}</th> : null}
          </>
        }
        toRow={(one) => (
          <tr key={`${one.shopId} ${one.holdId}`}>
            <th scope="row">
              <a href={hrefOfVisit(one.shopId, one.visitId)}>
                <bdi>{one.shopId}</bdi> …{one.visitId.slice(-4)}
              </a>
            </th>
            <td data-name={t.missing}>
              {one.currency === null ? (
                one.shortMinor
              ) : (
                <Money amountMinor={one.shortMinor} currency={one.currency} />
              )}
            </td>
            <td>
              <RecentTime timestampMs={one.madeMs} />
            </td>
            {mayChange ? (
              <td>
                <Button
                  aria-label={t.settleOf(one.visitId.slice(-4))}
                  onPress={() => setChosen(one)}
                >
                  {t.settle}
                </Button>
              </td>
            ) : null}
          </tr>
        )}
      />
      <Dialog title={t.settle} isOpen={chosen !== null} onClose={() => setChosen(null)}>
        {chosen === null ? null : (
          <SettleForm
            shortfall={chosen}
            onSettled={() => {
              setChosen(null);
              list.reload();
            }}
          />
        )}
      </Dialog>
    </section>
  );
}

interface SettleFormProps {
  readonly shortfall: Shortfall;
  readonly onSettled: () => void;
}

function SettleForm({ shortfall: { shopId, holdId }, onSettled }: SettleFormProps) {
  const t = words.texts.cards;
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const settle = async (): Promise<void> => {
    setProblem(null);
    const params = { shopId, holdId };
    const body = { note: note.trim() };
    await api.call("POST /v1/shortfalls/:shopId/:holdId/settle", { params, body });
    onSettled();
  };
  return (
    <div class="stack">
      <p>{t.settleText}</p>
      <Field label={t.settleNote} maxLength={500} value={note} onValue={setNote} />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" disabled={note.trim() === ""} onPress={settle} onProblem={setProblem}>
        {t.settle}
      </Button>
    </div>
  );
}
