import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Money } from "@saunter/ui/components/money";
import { Bones, Empty } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { useEffect, useState } from "preact/hooks";
import { subscribeEvents } from "../events.ts";
import { DebtNote } from "../parts/debt-note.tsx";
import { StateBadge } from "../parts/receipt-view.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { api } from "../session.ts";
import { useKept } from "../use-kept.ts";
import type { OwnVisit } from "../visits.ts";
import { words } from "../words.ts";

const ROWS = 20;

/** All visits, the newest first. */
export function HistoryPage() {
  const t = words.texts.history;
  const { value, problem, reload } = useKept("visits", "", (signal) =>
    api.call("GET /v1/me/visits", { query: { limit: ROWS }, signal }),
  );
  useEffect(() => subscribeEvents((event) => (isOfList(event?.type) ? reload() : undefined)), []);
  return (
    <div class="stack roomy">
      <h1>{t.title}</h1>
      <DebtNote />
      {value === null ? (
        problem === null ? (
          <Bones lines={6} />
        ) : (
          <Refusal problem={problem} onRetry={reload} />
        )
      ) : value.items.length === 0 ? (
        <Empty title={t.empty}>{t.emptyText}</Empty>
      ) : (
        <Visits first={value.items} next={value.next} />
      )}
    </div>
  );
}

function isOfList(type: string | undefined): boolean {
  return type === undefined || /^(visit|receipt)\./.test(type);
}

interface VisitsProps {
  readonly first: readonly OwnVisit[];
  readonly next: string | null;
}

function Visits({ first, next: firstNext }: VisitsProps) {
  const t = words.texts.history;
  const [more, setMore] = useState<readonly OwnVisit[]>([]);
  const [next, setNext] = useState(firstNext);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = async (): Promise<void> => {
    const after = new URL(next!, location.origin).searchParams.get("after")!;
    const page = await api.call("GET /v1/me/visits", { query: { limit: ROWS, after } });
    setMore([...more, ...page.items]);
    setNext(page.next);
  };
  const known = new Set(first.map(({ visitId }) => visitId));
  const all = [...first, ...more.filter(({ visitId }) => !known.has(visitId))];
  return (
    <>
      <ul class="visits">
        {all.map((visit) => (
          <VisitRow key={visit.visitId} visit={visit} />
        ))}
      </ul>
      <Refusal problem={problem} />
      {next === null ? null : (
        <Button class="wide" onPress={load} onProblem={setProblem}>
          {t.more}
        </Button>
      )}
    </>
  );
}

function VisitRow({ visit }: { readonly visit: OwnVisit }) {
  const t = words.texts.history;
  const { visitId, status, openedMs, receiptState, totalMinor, currency } = visit;
  return (
    <li>
      <a href={`/shop/visits/${visitId}`}>
        <span>
          <RecentTime timestampMs={openedMs} />
        </span>
        {totalMinor === null || currency === null ? null : (
          <strong class="amount">
            <Money amountMinor={totalMinor} currency={currency} />
          </strong>
        )}
        {status === "open" ? (
          <Status tone="now">{t.now}</Status>
        ) : receiptState === null ? (
          <Status tone="plain">{t.noReceipt}</Status>
        ) : (
          <StateBadge state={receiptState} />
        )}
      </a>
    </li>
  );
}
