import { Icon } from "@saunter/ui/components/icon";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { Status } from "@saunter/ui/components/status";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { ArrowLeft, ChevronDown, ChevronLeft, ChevronRight, ChevronUp } from "lucide";
import { useEffect, useMemo } from "preact/hooks";
import { useRoute } from "preact-iso";
import { wordLive } from "../../parts/live-words.ts";
import { useEvents } from "../../parts/use-events.ts";
import { api, hasRole } from "../../session.ts";
import { words } from "../../words.ts";
import type { Floor } from "../floor/floor-shape.ts";
import { FacingCards } from "./facing-cards.tsx";
import { openShelfFeed, type ShelfFeed } from "./shelf-feed.ts";
import { ShelfTaken } from "./shelf-taken.tsx";
import "./shelf.css";

/** One board: its plates, what stands on them, what was taken there. */
export function ShelfPage() {
  const { params } = useRoute();
  const gondola = Number(params.gondola);
  const shelf = Number(params.shelf);
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/floor", { signal }),
    [],
  );
  useEvents(["goods.changed"], reload);
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  if (value === null) return <Bones lines={6} />;
  const board = findBoard(value, gondola, shelf);
  const t = words.texts.shelf;
  if (board === null) {
    return (
      <Empty title={t.missing}>
        <a href="/console/">{t.seeAll}</a>
      </Empty>
    );
  }
  return (
    <div class="stack">
      <a class="shelf-back small" href="/console/">
        <Icon node={ArrowLeft} />
        {t.back}
      </a>
      <PageHead title={t.title(gondola, shelf)}>
        {hasRole("operator") ? <a href="/console/goods/planogram">{t.planogram}</a> : null}
        <Neighbours floor={value} gondola={gondola} shelf={shelf} />
      </PageHead>
      <LiveShelf key={`${gondola}/${shelf}`} gondola={gondola} shelf={shelf} board={board} />
    </div>
  );
}

type Board = Floor["gondolas"][number]["shelves"][number];

function findBoard({ gondolas }: Floor, gondola: number, shelf: number): Board | null {
  const own = gondolas.find((one) => one.gondola === gondola);
  return own?.shelves.find((one) => one.shelf === shelf) ?? null;
}

interface LiveShelfProps {
  readonly gondola: number;
  readonly shelf: number;
  readonly board: Board;
}

function LiveShelf({ gondola, shelf, board }: LiveShelfProps) {
  const feed = useMemo(() => openShelfFeed(gondola, shelf), []);
  useEffect(() => feed.close, []);
  return (
    <div class="shelf">
      <ShelfNote feed={feed} />
      <FacingCards feed={feed} board={board} />
      <ShelfTaken gondola={gondola} shelf={shelf} />
    </div>
  );
}

/** Why what stands here is not of this moment. */
function ShelfNote({ feed }: { readonly feed: ShelfFeed }) {
  const text = wordLive(feed, words.texts.shelf);
  return (
    <p class="shelf-note" role="status">
      {text === null ? null : <Status tone="warning">{text}</Status>}
    </p>
  );
}

interface NeighboursProps {
  readonly floor: Floor;
  readonly gondola: number;
  readonly shelf: number;
}

/** To the boards around. */
function Neighbours({ floor, gondola, shelf }: NeighboursProps) {
  const numbers = floor.gondolas.map((one) => one.gondola);
  const at = numbers.indexOf(gondola);
  const go = (toGondola: number | undefined, toShelf: number): string | null =>
    toGondola !== undefined && findBoard(floor, toGondola, toShelf) !== null
      ? `/console/shelves/${toGondola}/${toShelf}`
      : null;
  const t = words.texts.shelf;
  const places = [
    { name: t.neighbours.previous, href: go(numbers[at - 1], shelf), node: ChevronLeft },
    { name: t.neighbours.above, href: go(gondola, shelf + 1), node: ChevronUp },
    { name: t.neighbours.below, href: go(gondola, shelf - 1), node: ChevronDown },
    { name: t.neighbours.next, href: go(numbers[at + 1], shelf), node: ChevronRight },
  ];
  return (
    <nav class="row neighbours" aria-label={t.nearby}>
      {places.map(({ name, href, node }) =>
        href === null ? (
          <span key={name} class="button" aria-disabled="true" title={name}>
            <Icon node={node} />
            <span class="unseen">{t.noNeighbour(name)}</span>
          </span>
        ) : (
          <a key={name} class="button" href={href} title={name}>
            <Icon node={node} />
            <span class="unseen">{name}</span>
          </a>
        ),
      )}
    </nav>
  );
}
