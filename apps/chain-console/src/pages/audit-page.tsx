import type { ChainAnswer } from "@saunter/client/chain-api";
import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { RecentTime } from "@saunter/ui/components/time";
import { useList } from "@saunter/ui/components/use-list";
import { saveFile } from "@saunter/ui/save-file";
import { useState } from "preact/hooks";
import { ListTable } from "../parts/list-table.tsx";
import { api } from "../session.ts";
import { words } from "../words.ts";

type AuditEvent = ChainAnswer<"GET /v1/audit">["items"][number];

/** Who did what, newest first. */
export function AuditPage() {
  const list = useList<AuditEvent>(
    (after, signal) => api.call("GET /v1/audit", { query: { after } as never, signal }),
    [],
  );
  const [refused, setRefused] = useState<Problem | null>(null);
  const t = words.texts.audit;
  const { problem, reload } = list;
  return (
    <div class="stack">
      <PageHead title={words.texts.pages.audit}>
        <Button
          onPress={async () => {
            try {
              saveFile(await api.load("GET /v1/audit/export"), "audit.csv");
            } catch (error) {
              setRefused(toProblem(error));
            }
          }}
        >
          {t.csv}
        </Button>
      </PageHead>
      {[problem, refused].map((one) =>
        one === null ? null : <ProblemNote key={one.code} problem={one} onRetry={reload} />,
      )}
      <div class="card">
        <ListTable
          list={list}
          lines={6}
          empty={<Empty title={t.none} />}
          head={
            <>
              <th scope="col">{t.kind}</th>
              <th scope="col">{t.time}</th>
              <th scope="col">{t.who}</th>
              <th scope="col">{t.what}</th>
              <th scope="col">{t.changes}</th>
            </>
          }
          toRow={(event) => (
            <tr key={event.position}>
              <th scope="row">
                <code lang="en" dir="ltr">
                  {event.kind}
                </code>
              </th>
              <td>
                <RecentTime timestampMs={event.atMs} />
              </td>
              <td>
                {t.actors[event.actor.kind]} {event.actor.id ?? ""}
              </td>
              <td>{event.object === null ? "" : `${event.object.kind} ${event.object.id}`}</td>
              <td class="small">{formatChanges(event)}</td>
            </tr>
          )}
        />
      </div>
    </div>
  );
}

/** "name: Leeds → Leeds, Briggate". */
function formatChanges({ changes }: AuditEvent): string {
  const show = (value: unknown): string =>
    typeof value === "string" ? value : JSON.stringify(value);
  return Object.entries(changes)
    .map(([name, { before, after }]) =>
      before === null ? `${name}: ${show(after)}` : `${name}: ${show(before)} → ${show(after)}`,
    )
    .join("; ");
}
