import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { RecentTime } from "@saunter/ui/components/time";
import { useList } from "@saunter/ui/components/use-list";
import { formatTime } from "@saunter/ui/format";
import { useEvents } from "../../parts/use-events.ts";
import { nameUser } from "../../parts/user-names.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { type Movement, wordMovement } from "./stock-words.ts";

interface StockHistoryProps {
  /** Of this facing alone. */
  readonly facing?: string;
}

const SHOWN_AT_ONCE = 20;

/** Counts, deliveries and waste, with who recorded them. */
export function StockHistory({ facing }: StockHistoryProps) {
  const list = useList<Movement>(
    (after, signal) =>
      api.call("GET /v1/stock/movements", {
        query: { limit: SHOWN_AT_ONCE, ...(facing && { facing }), ...(after && { after }) },
        signal,
      }),
    [facing],
  );
  useEvents(["stock.changed"], list.reload);
  const { items, problem, more, reload } = list;
  const t = words.texts.goods.history;
  return (
    <section class="stack tight" aria-label={t.title}>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {items === null ? (
        <Bones />
      ) : items.length === 0 ? (
        <Empty title={t.none} />
      ) : (
        <ol class="publications">
          {items.map((movement) => (
            <MovementRow
              key={movement.movementId}
              movement={movement}
              isNamed={facing === undefined}
            />
          ))}
        </ol>
      )}
      {more === null ? null : <Button onPress={more}>{t.older}</Button>}
    </section>
  );
}

interface MovementRowProps {
  readonly movement: Movement;
  readonly isNamed: boolean;
}

function MovementRow({ movement, isNamed }: MovementRowProps) {
  const { locale } = useLocale();
  const { name, facing, by, atMs, expiresOn } = movement;
  const what = wordMovement(movement);
  const t = words.texts.goods.history;
  return (
    <li>
      {isNamed ? (
        <strong>
          <bdi>{name}</bdi> <span class="soft">({facing})</span>:{" "}
        </strong>
      ) : null}
      {expiresOn === null
        ? what
        : t.sellBy(what, formatTime(Date.parse(expiresOn), "date", locale, "UTC"))}
      <span class="soft small"> {t.recorded(nameUser(by), <RecentTime timestampMs={atMs} />)}</span>
    </li>
  );
}
