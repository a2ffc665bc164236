import { effect, type ReadonlySignal, untracked, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { words } from "../../words.ts";
import type { FloorFeed } from "./floor-feed.ts";
import {
  type Board,
  type BoardFacing,
  type Floor,
  listPoints,
  shapeGondola,
} from "./floor-shape.ts";
import type { FloorTime } from "./floor-time.ts";
import { type Heat, type ShelfHeat, wordHeat } from "./heat.ts";
import { toTransform, type View } from "./view.ts";
import { createWash } from "./wash.ts";

interface FloorPlanProps {
  readonly floor: Floor;
  readonly feed: FloorFeed;
  readonly time: FloorTime;
  readonly view: ReadonlySignal<View>;
  readonly heat?: Heat | undefined;
  /** Boards lead nowhere: whoever looks does something else with the snapshot. */
  readonly isStill?: boolean;
}

/** Pixels a centimetre from which on names can be read. */
const NAMED_FROM = 3;

const shelfPath = ({ gondola, shelf }: Board): string => `/console/shelves/${gondola}/${shelf}`;

/**
 * What stands where. All boards are one stop of the keyboard: arrows go from one to the next, Enter
 * opens it.
 */
export function FloorPlan({ floor, feed, time, view, heat, isStill = false }: FloorPlanProps) {
  const { route } = useLocation();
  const gondolas = useMemo(() => floor.gondolas.map(shapeGondola), [floor]);
  const boards = useMemo(() => gondolas.flatMap((one) => one.boards), [gondolas]);
  const [here, setHere] = useState(0);
  const content = useRef<SVGGElement>(null);
  const links = useRef(new Map<string, BoardElement>());
  useSignalEffect(() => {
    content.current?.setAttribute("transform", toTransform(view.value));
    content.current?.classList.toggle("named", view.value.scale >= NAMED_FROM);
  });
  useEffect(() => washBoards(feed, time, links.current), []);
  const keepAs = (key: string) => (element: BoardElement | null) => {
    if (element === null) links.current.delete(key);
    else links.current.set(key, element);
  };
  const move = (event: KeyboardEvent): void => {
    const next = findNext(boards, here, event.key);
    if (next === null) return;
    event.preventDefault();
    setHere(next);
    links.current.get(boards[next]!.key)?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no snapshot
    <svg
      class={isStill ? "floor-plan still" : "floor-plan"}
      role="group"
      aria-label={words.texts.floor.shelves}
      aria-hidden={isStill}
      onKeyDown={move}
    >
      <g ref={content} transform={toTransform(view.peek())}>
        {floor.gates.map(({ gateId, corners }) => (
          <polygon key={gateId} class="floor-gate" points={listPoints(corners)} />
        ))}
        {gondolas.map((shape) => (
          <g key={shape.gondola} transform={shape.transform}>
            {shape.boards.map((board) => {
              const keep = keepAs(board.key);
              const { isUpsideDown } = shape;
              return isStill ? (
                <g key={board.key} ref={keep} class="floor-board">
                  <BoardFront board={board} isUpsideDown={isUpsideDown} />
                </g>
              ) : (
                <BoardLink
                  key={board.key}
                  board={board}
                  isUpsideDown={isUpsideDown}
                  keep={keep}
                  heat={heat?.get(board.key)}
                  isHere={boards[here]?.key === board.key}
                  onOpen={() => route(shelfPath(board))}
                  onFocus={() => setHere(boards.indexOf(board))}
                />
              );
            })}
            <rect class="floor-gondola" y={-shape.depth} width={shape.width} height={shape.depth} />
            <path class="floor-front" d={`M0 0H${shape.width}`} />
          </g>
        ))}
      </g>
    </svg>
  );
}

/** Boards are washed as they were at the time that is shown. Returns how to stop. */
function washBoards(
  { history, onSnapshot }: FloorFeed,
  time: FloorTime,
  boards: ReadonlyMap<string, BoardElement>,
): () => void {
  const wash = createWash(boards);
  // Live, what has come last is what happens; people follow a moment later.
  const findBusy = (): readonly string[] =>
    history.shelvesAt(time.isLive.peek() ? history.newestMs() : time.readAtMs());
  const stopSnapshots = onSnapshot(() => wash.take(findBusy()));
  const stopTime = effect(() => {
    time.isLive.value;
    time.isPaused.value;
    time.behindMs.value;
    wash.begin(untracked(findBusy));
  });
  return () => {
    stopSnapshots();
    stopTime();
    wash.close();
  };
}

/** A link of SVG, which has these of a link of HTML. */
type BoardElement = Pick<HTMLAnchorElement, "focus" | "setAttribute" | "removeAttribute">;

interface BoardLinkProps {
  readonly board: Board;
  readonly isUpsideDown: boolean;
  readonly isHere: boolean;
  readonly heat: ShelfHeat | undefined;
  readonly keep: (element: BoardElement | null) => void;
  readonly onOpen: () => void;
  readonly onFocus: () => void;
}

function BoardLink(props: BoardLinkProps) {
  const { board, isUpsideDown, isHere, heat, keep, onOpen, onFocus } = props;
  const { facings, gondola, shelf } = board;
  const names = words.texts.list(facings.map((facing) => facing.name));
  const busy = heat === undefined ? "" : wordHeat(heat);
  const name = words.texts.floor.shelf(gondola, shelf, names, busy);
  return (
    <a
      ref={keep}
      class="floor-board"
      data-heat={heat?.level}
      href={shelfPath(board)}
      tabIndex={isHere ? 0 : -1}
      aria-label={name}
      onClick={(event) => {
        event.preventDefault();
        onOpen();
      }}
      onFocus={onFocus}
    >
      <title>{name}</title>
      <BoardFront board={board} isUpsideDown={isUpsideDown} />
    </a>
  );
}

/** A board from above: what stands on it, and its name from near. */
function BoardFront({ board, isUpsideDown }: Pick<BoardLinkProps, "board" | "isUpsideDown">) {
  const { x, y, width, height, seams, facings } = board;
  const turn = isUpsideDown ? " rotate(180)" : "";
  return (
    <>
      <rect x={x} y={y} width={width} height={height} />
      <path d={seams.map((along) => `M${along} ${y}v${height}`).join("")} />
      {facings.map((facing) => (
        <text
          key={facing.middle}
          transform={`translate(${facing.middle} ${y + height / 2})${turn}`}
        >
          {cutName(facing)}
        </text>
      ))}
    </>
  );
}

/** Letters are this wide, centimetres of the floor. */
const LETTER_CM = 1.65;

/** As much of a name as there is room for. */
function cutName({ name, width }: BoardFacing): string {
  const most = Math.max(1, Math.floor(width / LETTER_CM));
  return name.length <= most ? name : `${name.slice(0, most - 1).trimEnd()}…`;
}

/** Up and down a gondola, and from one to the next; null for other keys. */
function findNext(boards: readonly Board[], here: number, key: string): number | null {
  const from = boards[here];
  if (from === undefined) return null;
  switch (key) {
    case "ArrowUp":
    case "ArrowDown": {
      const next = here + (key === "ArrowUp" ? 1 : -1);
      return boards[next]?.gondola === from.gondola ? next : here;
    }
    case "ArrowLeft":
    case "ArrowRight": {
      const way = key === "ArrowRight" ? 1 : -1;
      let next = here;
      while (boards[next]?.gondola === from.gondola) next += way;
      const gondola = boards[next]?.gondola;
      if (gondola === undefined) return here;
      const same = boards.findIndex((one) => one.gondola === gondola && one.shelf === from.shelf);
      return same < 0 ? next : same;
    }
    case "Home":
      return 0;
    case "End":
      return boards.length - 1;
    default:
      return null;
  }
}
