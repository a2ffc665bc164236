import type { Answer } from "@saunter/client/api";
import { Button } from "@saunter/ui/components/button";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { useList } from "@saunter/ui/components/use-list";
import { useEvents } from "../../parts/use-events.ts";
import { nameUser } from "../../parts/user-names.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { DifferenceList } from "./difference-list.tsx";
import type { Goods } from "./use-goods.ts";

type Publication = Answer<"GET /v1/planogram/publications">["items"][number];

const SHOWN_AT_ONCE = 10;

/** What was published, by whom; the newest is taken back here. */
export function Publications({ goods }: { readonly goods: Goods }) {
  const list = useList<Publication>(
    (after, signal) =>
      api.call("GET /v1/planogram/publications", {
        query: { limit: SHOWN_AT_ONCE, ...(after && { after }) },
        signal,
      }),
    [],
  );
  useEvents(["goods.changed"], list.reload);
  const { items, problem, more } = list;
  const t = words.texts.goods.publications;
  const last = items?.find(({ undoes, undoneBy }) => undoes === null && undoneBy === null);
  const undo = async (): Promise<void> => {
    const body = { version: goods.version };
    const { undoes } = await api.call("POST /v1/planogram/undo", { body });
    toast(t.undone(undoes!));
    list.reload();
  };
  return (
    <>
      {last === undefined ? null : (
        <Button onPress={undo} onProblem={toastProblem}>
          {t.undo(last.number)}
        </Button>
      )}
      {problem === null ? null : <ProblemNote problem={problem} onRetry={list.reload} />}
      {items === null ? (
        <Bones />
      ) : items.length === 0 ? (
        <Empty title={t.none}>{t.noneText}</Empty>
      ) : (
        <ol class="publications">
          {items.map((one) => (
            <PublicationRow key={one.number} publication={one} goods={goods} />
          ))}
        </ol>
      )}
      {more === null ? null : <Button onPress={more}>{t.more}</Button>}
    </>
  );
}

interface PublicationRowProps {
  readonly publication: Publication;
  readonly goods: Goods;
}

function PublicationRow({ publication, goods }: PublicationRowProps) {
  const { number, changes, undoes, undoneBy, by, atMs } = publication;
  const t = words.texts.goods.publications;
  return (
    <li>
      <details>
        <summary>
          <strong>{undoes === null ? t.title(number) : t.undoes(number, undoes)}</strong>{" "}
          {undoneBy === null ? null : <Status tone="plain">{t.isUndone}</Status>}
          <span class="soft small">
            {t.made(nameUser(by), <RecentTime timestampMs={atMs} />, changes.length)}
          </span>
        </summary>
        <DifferenceList changes={changes} catalogue={goods.catalogue} />
      </details>
    </li>
  );
}
