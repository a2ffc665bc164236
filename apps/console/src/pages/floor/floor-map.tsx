import { effect, type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { Icon } from "@saunter/ui/components/icon";
import { Maximize, Minus, Plus } from "lucide";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { useLocation } from "preact-iso";
import { onBeat } from "../../parts/beat.ts";
import { wordLive } from "../../parts/live-words.ts";
import { words } from "../../words.ts";
import { DISC_PX, type Drawn } from "./draw-people.ts";
import type { FloorFeed } from "./floor-feed.ts";
import { FloorPlan } from "./floor-plan.tsx";
import { type Floor, findBounds, findMiddle, type Point, shapeGondola } from "./floor-shape.ts";
import type { FloorTime } from "./floor-time.ts";
import type { Heat } from "./heat.ts";
import { wordForgotten } from "./inside-counts.ts";
import { InteractionLabels } from "./interaction-labels.tsx";
import { createMovingView, type MovingView, moveByPointers } from "./moving-view.ts";
import { PeopleCanvas } from "./people-canvas.tsx";
import type { LiveFloor } from "./use-floor.ts";
import { toFloor, toScreenX, toScreenY } from "./view.ts";

interface FloorMapProps {
  readonly floor: Floor;
  readonly live: LiveFloor;
  /** The visit that somebody points at in the table. */
  readonly pointed: ReadonlySignal<string | null>;
  /** How busy each shelf was today, by its key; where not given it is not shown. */
  readonly heat?: Heat | undefined;
  /** Whoever walks about in it: a tap says where to. Without it a tap opens what is there. */
  readonly walk?: FloorWalk;
}

export interface FloorWalk {
  /** A place was tapped, centimetres on the shop's axes. */
  readonly onPlace: (place: Point) => void;
  /** Where they are on their way to; null where they go nowhere by themselves. */
  readonly goal: ReadonlySignal<Point | null>;
}

/** What stands where as SVG, people over it on a canvas, and what they take as labels. */
export function FloorMap({ floor, live, pointed, heat, walk }: FloorMapProps) {
  const { feed, interactions, time, appearances, shown, nameOf } = live;
  const { route } = useLocation();
  const moving = useMemo(() => createMovingView(findBounds(floor)), [floor]);
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = element.current!;
    const measure = (): void => moving.resize({ width: box.clientWidth, height: box.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    measure();
    const stopMoving = moveByPointers(box, moving);
    const tapPlace = (event: MouseEvent): void => {
      if (walk === undefined || (event.target as Element).closest("button") !== null) return;
      walk.onPlace(findFloorPoint(moving, box, event));
    };
    box.addEventListener("click", tapPlace);
    return () => {
      box.removeEventListener("click", tapPlace);
      observer.disconnect();
      stopMoving();
    };
  }, [moving]);
  const openPerson = (event: MouseEvent): void => {
    if (walk !== undefined) return;
    const number = findPerson(shown.read(), moving, element.current!, event);
    const person = feed.people.value?.find((one) => one.number === number);
    if (person?.visitId == null) return;
    event.preventDefault();
    event.stopPropagation();
    route(`/console/visits/${person.visitId}`);
  };
  return (
    <div
      ref={element}
      class={moving.isWhole.value ? "floor-map own-colours" : "floor-map own-colours near"}
      onClickCapture={openPerson}
    >
      <FloorPlan
        floor={floor}
        feed={feed}
        time={time}
        view={moving.view}
        heat={heat}
        isStill={walk !== undefined}
      />
      <Gates floor={floor} moving={moving} />
      <GondolaNumbers floor={floor} moving={moving} />
      <PeopleCanvas feed={feed} time={time} appearances={appearances} view={moving.view} />
      {walk === undefined ? null : <Goal goal={walk.goal} moving={moving} />}
      <InteractionLabels
        floor={floor}
        time={time}
        moving={moving}
        nameOf={nameOf}
        list={interactions.list}
        people={feed.people}
        {...(walk === undefined ? {} : { readWalked: () => findWalked(feed, pointed, shown) })}
      />
      <Halo feed={feed} pointed={pointed} shown={shown} moving={moving} />
      <FloorNote feed={feed} time={time} />
      <ZoomButtons moving={moving} />
    </div>
  );
}

function findFloorPoint({ view }: MovingView, element: HTMLElement, event: MouseEvent): Point {
  const { left, top } = element.getBoundingClientRect();
  return toFloor(view.value, event.clientX - left, event.clientY - top);
}

/** Whoever is under a finger, or beside it. */
function findPerson(
  people: readonly Drawn[],
  { view }: MovingView,
  element: HTMLElement,
  event: MouseEvent,
): number | null {
  const { left, top } = element.getBoundingClientRect();
  const distanceTo = ({ x, y }: Drawn): number =>
    Math.hypot(
      toScreenX(view.value, x) - (event.clientX - left),
      toScreenY(view.value, y) - (event.clientY - top),
    );
  const [nearest] = people
    .map((drawn) => ({ drawn, distance: distanceTo(drawn) }))
    .sort((a, b) => a.distance - b.distance);
  return nearest !== undefined && nearest.distance < DISC_PX + 8 ? nearest.drawn.number : null;
}

interface GatesProps {
  readonly floor: Floor;
  readonly moving: MovingView;
}

/** What the gates are called. */
function Gates({ floor, moving }: GatesProps) {
  const view = moving.view.value;
  return (
    <div class="floor-labels" aria-hidden="true">
      {floor.gates.map(({ gateId, name, corners }) => {
        const { x, y } = findMiddle(corners);
        const translate = `${toScreenX(view, x)}px ${toScreenY(view, y)}px`;
        return (
          <span key={gateId} class="floor-gate-name" style={{ translate }}>
            {name}
          </span>
        );
      })}
    </div>
  );
}

/** What the gondolas are called everywhere else. */
function GondolaNumbers({ floor, moving }: GatesProps) {
  const view = moving.view.value;
  const shapes = useMemo(() => floor.gondolas.map(shapeGondola), [floor]);
  return (
    <div class="floor-labels" aria-hidden="true">
      {shapes.map(({ gondola, before: { x, y } }) => {
        const translate = `${toScreenX(view, x)}px ${toScreenY(view, y)}px`;
        return (
          <span key={gondola} class="floor-gate-name floor-gondola-number" style={{ translate }}>
            {gondola}
          </span>
        );
      })}
    </div>
  );
}

/** Whoever is walked about, centimetres on the shop's axes; null while nobody is. */
function findWalked(
  feed: FloorFeed,
  pointed: ReadonlySignal<string | null>,
  shown: LiveFloor["shown"],
): Point | null {
  const visitId = pointed.peek();
  const person = feed.people.peek()?.find((one) => visitId !== null && one.visitId === visitId);
  const drawn = shown.read().find(({ number }) => number === person?.number);
  return drawn === undefined ? null : { x: drawn.x, y: drawn.y };
}

interface HaloProps {
  readonly feed: FloorFeed;
  readonly pointed: ReadonlySignal<string | null>;
  readonly shown: LiveFloor["shown"];
  readonly moving: MovingView;
}

/** Whoever is pointed at in the table is found on the floor. */
function Halo({ feed, pointed, shown, moving }: HaloProps) {
  const element = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    const visitId = pointed.value;
    if (visitId === null) return;
    let frame = 0;
    const follow = (): void => {
      const numbers = feed.people.peek()?.filter((one) => one.visitId === visitId) ?? [];
      const drawn = shown.read().find((one) => numbers.some(({ number }) => number === one.number));
      const halo = element.current;
      if (halo !== null) halo.hidden = drawn === undefined;
      if (halo !== null && drawn !== undefined) {
        const view = moving.view.peek();
        halo.style.translate = `${toScreenX(view, drawn.x)}px ${toScreenY(view, drawn.y)}px`;
      }
      frame = requestAnimationFrame(follow);
    };
    follow();
    return () => {
      cancelAnimationFrame(frame);
      if (element.current !== null) element.current.hidden = true;
    };
  });
  return <div ref={element} class="floor-halo" aria-hidden="true" hidden />;
}

interface GoalProps {
  readonly goal: FloorWalk["goal"];
  readonly moving: MovingView;
}

function Goal({ goal, moving }: GoalProps) {
  if (goal.value === null) return null;
  const { x, y } = goal.value;
  const view = moving.view.value;
  const translate = `${toScreenX(view, x)}px ${toScreenY(view, y)}px`;
  return <div class="floor-goal" style={{ translate }} aria-hidden="true" />;
}

interface FloorNoteProps {
  readonly feed: FloorFeed;
  readonly time: FloorTime;
}

/** Why there is no snapshot of this moment; of an earlier one, whom it does not show any more. */
function FloorNote({ feed, time }: FloorNoteProps) {
  const past = useSignal<string | null>(null);
  useEffect(() => {
    const update = (): void => {
      past.value = time.isLive.value ? null : wordPast(feed, time.readAtMs());
    };
    const stopChanges = effect(update);
    const stopBeat = onBeat(update);
    return () => {
      stopChanges();
      stopBeat();
    };
  }, [feed, time]);
  const { lost, tooMany } = words.texts.floor;
  const why = wordLive(feed, { tooMany, lost });
  return (
    <p class="floor-note" role="status">
      {why !== null ? <span>{why}</span> : null}
      {why === null && past.value !== null ? <span class="past">{past.value}</span> : null}
    </p>
  );
}

function wordPast({ insideAt, people }: FloorFeed, atMs: number): string {
  const known = (people.value ?? []).filter(
    ({ appearedMs }) => appearedMs !== null && appearedMs <= atMs,
  );
  return wordForgotten(insideAt(atMs), known.length);
}

function ZoomButtons({ moving }: { readonly moving: MovingView }) {
  const t = words.texts.floor;
  return (
    <div class="floor-zoom">
      <ZoomButton name={t.zoomIn} node={Plus} onPress={() => moving.zoom(1.4)} />
      <ZoomButton name={t.zoomOut} node={Minus} onPress={() => moving.zoom(1 / 1.4)} />
      <ZoomButton name={t.showAll} node={Maximize} onPress={moving.showAll} />
    </div>
  );
}

interface ZoomButtonProps {
  readonly name: string;
  readonly node: Parameters<typeof Icon>[0]["node"];
  readonly onPress: () => void;
}

function ZoomButton({ name, node, onPress }: ZoomButtonProps) {
  return (
    <button type="button" class="button" aria-label={name} title={name} onClick={onPress}>
      <Icon node={node} />
    </button>
  );
}
