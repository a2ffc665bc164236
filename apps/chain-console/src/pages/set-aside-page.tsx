import type { ChainAnswer } from "@saunter/client/chain-api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { RecentTime } from "@saunter/ui/components/time";
import { toast } from "@saunter/ui/components/toasts";
import { useList } from "@saunter/ui/components/use-list";
import { useState } from "preact/hooks";
import { ListTable } from "../parts/list-table.tsx";
import { api, hasRight } from "../session.ts";
import { words } from "../words.ts";

type SetAside = ChainAnswer<"GET /v1/set-aside">["items"][number];

/** What could not be taken, until somebody has looked at it. */
export function SetAsidePage() {
  const list = useList<SetAside>(
    (after, signal) => api.call("GET /v1/set-aside", { query: { after } as never, signal }),
    [],
  );
  const [chosen, setChosen] = useState<SetAside | null>(null);
  const { locale } = useLocale();
  const t = words.texts.setAside;
  const { problem, reload } = list;
  return (
    <div class="stack">
      <PageHead title={words.texts.pages.setAside} />
      <p class="soft">{t.intro}</p>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      <div class="card">
        <ListTable
          list={list}
          empty={<Empty title={t.none}>{t.noneText}</Empty>}
          head={
            <>
              <th scope="col">{t.shop}</th>
              <th scope="col">{t.reason}</th>
              <th scope="col">{t.subject}</th>
              <th scope="col">{t.received}</th>
              <th scope="col">
                <span class="unseen">{t.dismiss}</span>
              </th>
            </>
          }
          toRow={(one) => (
            <tr key={one.setAsideId}>
              <th scope="row">{one.shopId ?? words.texts.none}</th>
              <td>{t.reasons[one.reason] ?? one.reason}</td>
              <td>
                {one.dropped === 0 ? (
                  <code>{one.subject}</code>
                ) : (
                  t.dropped(one.dropped.toLocaleString(locale))
                )}
              </td>
              <td>
                <RecentTime timestampMs={one.receivedMs} />
              </td>
              <td>
                {hasRight("set-aside:write") ? (
                  <Button onPress={() => setChosen(one)}>{t.dismiss}</Button>
                ) : null}
              </td>
            </tr>
          )}
        />
      </div>
      <Dialog title={t.dismiss} isOpen={chosen !== null} onClose={() => setChosen(null)}>
        <DismissForm
          setAsideId={chosen?.setAsideId ?? 0}
          onDone={() => {
            setChosen(null);
            toast(t.dismissed);
            reload();
          }}
        />
      </Dialog>
    </div>
  );
}

function DismissForm(props: { readonly setAsideId: number; readonly onDone: () => void }) {
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const t = words.texts.setAside;
  return (
    <div class="stack">
      <Field label={t.why} maxLength={500} value={reason} onValue={setReason} />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button
        kind="main"
        disabled={reason.trim() === ""}
        onProblem={setProblem}
        onPress={async () => {
          await api.call("POST /v1/set-aside/:setAsideId/dismiss", {
            params: { setAsideId: String(props.setAsideId) },
            body: { reason },
          });
          props.onDone();
        }}
      >
        {t.dismiss}
      </Button>
    </div>
  );
}
