import type { ReadonlySignal } from "@preact/signals";
import { Certainty } from "@saunter/ui/components/certainty";
import { Icon } from "@saunter/ui/components/icon";
import { Money } from "@saunter/ui/components/money";
import { Bones, Empty } from "@saunter/ui/components/notes";
import { useNowMs } from "@saunter/ui/components/now";
import { Status } from "@saunter/ui/components/status";
import { ShoppingCart } from "lucide";
import type { RefObject } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { useLocation } from "preact-iso";
import { wordItem } from "../../parts/grams.ts";
import { currencyOf } from "../../shop.ts";
import { words } from "../../words.ts";
import type { OpenVisit, Person } from "./floor-data.ts";
import { describeVisit, keepRows, listRows, type PeopleRow } from "./people-rows.ts";
import { type SeenRows, useSeenRows } from "./use-seen-rows.ts";

interface PeopleTableProps {
  readonly people: ReadonlySignal<readonly Person[] | null>;
  readonly visits: ReadonlySignal<ReadonlyMap<string, OpenVisit>>;
  readonly chosen: ReadonlySignal<string | null>;
  readonly onPoint: (visitId: string | null) => void;
}

/** Who is in the shop: the same people as on the canvas, for whoever reads rather than looks. */
export function PeopleTable({ people, visits, chosen, onPoint }: PeopleTableProps) {
  const rows = useRef<readonly PeopleRow[]>([]);
  const seen = useSeenRows();
  const t = words.texts.floor.people;
  if (people.value === null) {
    return (
      <div class="pad">
        <Bones />
      </div>
    );
  }
  rows.current = keepRows(rows.current, listRows(people.value, visits.value), seen.isNow);
  if (rows.current.length === 0) {
    return <Empty title={t.empty}>{t.emptyText}</Empty>;
  }
  return (
    <div class="table-scroll">
      <table class="table people">
        <caption class="unseen">{t.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.shopper}</th>
            <th scope="col">{t.cart}</th>
            <th scope="col" class="number">
              {t.soFar}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.current.map((row) => (
            <Row
              key={row.key}
              row={row}
              watch={seen.watch}
              isChosen={row.visit !== null && row.visit.visitId === chosen.value}
              onPoint={onPoint}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly row: PeopleRow;
  readonly watch: SeenRows["watch"];
  readonly isChosen: boolean;
  readonly onPoint: (visitId: string | null) => void;
}

/** Of thirty rows one or two change at a time: the others are not redrawn. */
function Row(props: RowProps) {
  const { row, watch, isChosen } = props;
  const { route } = useLocation();
  const element = useRef<HTMLTableRowElement>(null);
  useEffect(() => watch(row.key, element.current!), []);
  return useMemo(() => drawRow(props, element, route), [row, isChosen, words.texts]);
}

function drawRow(
  { row, isChosen, onPoint }: RowProps,
  element: RefObject<HTMLTableRowElement | null>,
  route: (path: string) => void,
) {
  const { visit, people } = row;
  const path = visit === null ? null : `/console/visits/${visit.visitId}`;
  const open = (event: MouseEvent): void => {
    // A link leads there by itself.
    if (path !== null && !(event.target as Element).closest("a")) route(path);
  };
  return (
    <tr
      ref={element}
      class={`people-row ${isChosen ? "chosen" : ""} ${path === null ? "" : "opens"}`}
      onClick={open}
      onPointerEnter={() => onPoint(visit?.visitId ?? null)}
      onPointerLeave={() => onPoint(null)}
    >
      <th scope="row">
        <Who row={row} path={path} />
        <Since fromMs={visit?.openedMs ?? people[0]?.appearedMs ?? null} />
      </th>
      <td>
        {visit === null ? <NoVisit /> : <Cart visit={visit} />}
        <Marks row={row} />
      </td>
      <td class="number">
        {visit === null ? (
          "–"
        ) : (
          <>
            {visit.totalMinor === null ? (
              "–"
            ) : (
              <Money amountMinor={visit.totalMinor} currency={currencyOf()} />
            )}
            <Certainty probability={visit.probability} of={words.texts.floor.people.howSure} />
          </>
        )}
      </td>
    </tr>
  );
}

function Who({ row, path }: { readonly row: PeopleRow; readonly path: string | null }) {
  const t = words.texts.floor.people;
  const discs = row.people.map(({ number, standing, isInside }) => (
    <span key={number} class={`person ${standing} ${isInside ? "" : "gone"}`}>
      {number}
      {isInside ? null : <span class="unseen"> {t.hasLeft}</span>}
    </span>
  ));
  const isAtCart = discs.length === 0 && (row.visit?.smartCarts ?? 0) > 0;
  const unseen = (
    <span class="person unseen-yet">{isAtCart ? <Icon node={ShoppingCart} size={14} /> : "?"}</span>
  );
  const shown = discs.length === 0 ? unseen : discs;
  if (path === null) return <span class="who">{shown}</span>;
  return (
    <a class="who" href={path}>
      <span class="unseen">{t.visitOf} </span>
      {shown}
    </a>
  );
}

/** In whole minutes: thirty clocks that count seconds are no calm sight, and each of them is painted. */
function Since({ fromMs }: { readonly fromMs: number | null }) {
  const nowMs = useNowMs();
  if (fromMs === null) return null;
  const minutes = Math.floor((nowMs - fromMs) / 60_000);
  return <span class="soft small since">{words.texts.floor.people.minutes(minutes)}</span>;
}

function NoVisit() {
  return <span class="soft">{words.texts.floor.people.noVisit}</span>;
}

function Cart({ visit }: { readonly visit: OpenVisit }) {
  const { lines } = visit;
  if (lines.length === 0) return <span class="soft">{words.texts.floor.people.nothing}</span>;
  const items = lines.map(({ name, ...counted }) =>
    counted.quantity === 1 && counted.weighing === undefined ? name : wordItem(name, counted),
  );
  const text = words.texts.list(items);
  return (
    <span class="cart" title={text}>
      {text}
    </span>
  );
}

/** What stands out: only where there is something. */
function Marks({ row }: { readonly row: PeopleRow }) {
  const marks = describeVisit(row);
  if (marks.length === 0) return null;
  return (
    <span class="marks">
      {marks.map(({ tone, words: text }) => (
        <Status key={text} tone={tone}>
          {text}
        </Status>
      ))}
    </span>
  );
}
