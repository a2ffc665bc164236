import type { Query } from "@saunter/client/api";
import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { SelectField } from "@saunter/ui/components/select-field";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { toastProblem } from "@saunter/ui/components/toasts";
import { useList } from "@saunter/ui/components/use-list";
import { saveFile } from "@saunter/ui/save-file";
import { useState } from "preact/hooks";
import { SearchField } from "../../parts/search-field.tsx";
import { useEvery } from "../../parts/use-every.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import {
  ALARMING,
  KIND_GROUPS,
  type Kind,
  type SecurityEvent,
  wordChanges,
  wordKind,
  wordObject,
  wordPrincipal,
  wordVia,
} from "./audit-words.ts";
import "./audit.css";

/** Security events are streamed to nobody. */
const EVERY_MS = 10_000;
const DAY_MS = 24 * 3_600_000;

const PERIODS = [
  ["all", null],
  ["day", 1],
  ["week", 7],
  ["month", 30],
] as const;

type Filters = Omit<Query<"GET /v1/security-events">, "limit" | "after">;

/** Who changed what people, programs and the shop may do. */
export function AuditPage() {
  const [search, setSearch] = useState("");
  const [kind, setKind] = useState<Kind | "">("");
  const [period, setPeriod] = useState<{ readonly name: string; readonly fromMs: number | null }>({
    name: "all",
    fromMs: null,
  });
  const sought = search.trim();
  const filters: Filters = {
    ...(sought !== "" && { search: sought }),
    ...(kind !== "" && { kind }),
    ...(period.fromMs !== null && { fromMs: period.fromMs }),
  };
  const list = useList<SecurityEvent>(
    (after, signal) =>
      api.call("GET /v1/security-events", {
        query: { ...filters, ...(after && { after }) },
        signal,
      }),
    [sought, kind, period.fromMs],
  );
  useEvery(EVERY_MS, list.reload);
  const choosePeriod = (name: string): void => {
    const days = PERIODS.find(([one]) => one === name)?.[1] ?? null;
    setPeriod({ name, fromMs: days === null ? null : Date.now() - days * DAY_MS });
  };
  const t = words.texts.audit;
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <div class="stack">
      <PageHead title={t.title}>
        <Button onPress={() => save(filters, "csv")} onProblem={toastProblem}>
          {t.exportCsv}
        </Button>
        <Button onPress={() => save(filters, "jsonl")} onProblem={toastProblem}>
          {t.exportLines}
        </Button>
      </PageHead>
      <section class="card">
        <div class="pad audit-filters">
          <SearchField label={t.find} hint={t.findHint} value={search} onSearch={setSearch} />
          <KindChoice value={kind} onChoose={setKind} />
          <SelectField label={t.when} value={period.name} onValue={choosePeriod}>
            {PERIODS.map(([name]) => (
              <option key={name} value={name}>
                {t.periods[name]}
              </option>
            ))}
          </SelectField>
        </div>
        {list.problem === null ? null : (
          <ProblemNote problem={list.problem} onRetry={list.reload} />
        )}
        <EventTable items={list.items} isFiltered={isFiltered} />
        {list.more === null ? null : (
          <div class="pad">
            <Button onPress={list.more}>{t.older}</Button>
          </div>
        )}
      </section>
    </div>
  );
}

async function save(filters: Filters, format: "csv" | "jsonl"): Promise<void> {
  const blob = await api.load("GET /v1/security-events/export", { query: { ...filters, format } });
  saveFile(blob, `security-events.${format}`);
}

interface KindChoiceProps {
  readonly value: Kind | "";
  readonly onChoose: (kind: Kind | "") => void;
}

function KindChoice({ value, onChoose }: KindChoiceProps) {
  const t = words.texts.audit;
  return (
    <SelectField label={t.what} value={value} onValue={(kind) => onChoose(kind as Kind | "")}>
      <option value="">{t.allEvents}</option>
      {[...KIND_GROUPS].map(([group, kinds]) => (
        <optgroup key={group} label={t.groups[group]}>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {wordKind(kind)}
            </option>
          ))}
        </optgroup>
      ))}
    </SelectField>
  );
}

interface EventTableProps {
  readonly items: readonly SecurityEvent[] | null;
  readonly isFiltered: boolean;
}

function EventTable({ items, isFiltered }: EventTableProps) {
  if (items === null) {
    return (
      <div class="pad">
        <Bones lines={8} />
      </div>
    );
  }
  const { none, noneText, notFound, notFoundText, table: t } = words.texts.audit;
  if (items.length === 0) {
    return isFiltered ? (
      <Empty title={notFound}>{notFoundText}</Empty>
    ) : (
      <Empty title={none}>{noneText}</Empty>
    );
  }
  return (
    <div class="table-scroll">
      <table class="table cards">
        <caption class="unseen">{t.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.what}</th>
            <th scope="col">{t.when}</th>
            <th scope="col">{t.who}</th>
            <th scope="col">{t.onWhat}</th>
            <th scope="col">{t.from}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((event) => (
            <EventRow key={event.id} event={event} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EventRow({ event }: { readonly event: SecurityEvent }) {
  const { kind, atMs, principal, address } = event;
  const { locale, timeZone } = useLocale();
  const t = words.texts.audit.table;
  const changes = wordChanges(event, locale, timeZone);
  const via = wordVia(principal);
  const object = wordObject(event);
  return (
    <tr>
      <th scope="row" class="audit-what">
        {ALARMING.has(kind) ? <Status tone="warning">{wordKind(kind)}</Status> : wordKind(kind)}
        {changes.map((text) => (
          <div key={text} class="soft small">
            {text}
          </div>
        ))}
      </th>
      <td>
        <RecentTime timestampMs={atMs} />
      </td>
      <td>
        {wordPrincipal(principal)}
        {via === "" ? null : <span class="soft"> {via}</span>}
      </td>
      <td data-name={object === "" ? undefined : t.on}>{object === "" ? null : object}</td>
      <td data-name={address === null ? undefined : t.fromAddress}>{address}</td>
    </tr>
  );
}
