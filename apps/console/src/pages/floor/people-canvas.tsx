/** Everybody as a disc that moves: one canvas over the floor plan. The table of people says the same. */
import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import {
  type Drawn,
  type Look,
  makeDrawn,
  type Palette,
  TRAIL_POINTS_MAX,
  takeHands,
} from "./draw-people.ts";
import type { FloorFeed } from "./floor-feed.ts";
import type { FloorTime } from "./floor-time.ts";
import { openPen } from "./people-pen.ts";
import type { Placed } from "./picture-history.ts";
import type { View } from "./view.ts";

export interface PeopleShown {
  /** Who is drawn at this moment, and where. */
  readonly people: Drawn[];
  count: number;
}

interface PeopleCanvasProps {
  readonly feed: FloorFeed;
  readonly time: FloorTime;
  readonly view: ReadonlySignal<View>;
  readonly looks: ReadonlySignal<ReadonlyMap<number, Look>>;
  /** Written over with each frame, for whoever has to know what is where. */
  readonly shown: PeopleShown;
}

/** So long ago a trail begins. */
const TRAIL_MS = 1800;
const TRAIL_EVERY = 3;
/** Joints tremble by a centimetre or so: who stands is to stand. */
const STILL_CM = 2.5;
/** How quickly what is drawn follows what was seen, milliseconds. */
const FOLLOW_MS = 110;
/** Further than this nobody goes from one frame to the next: they are somebody else, or elsewhere. */
const JUMP_CM = 150;

/** What draws is asked for again after this. */
const RETRY_MS = 2000;

export function PeopleCanvas({ feed, time, view, looks, shown }: PeopleCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let retry: ReturnType<typeof setTimeout> | undefined;
    const own = openPen(canvas.current!, () => {
      retry = setTimeout(() => setTries(tries + 1), RETRY_MS);
    });
    const stopSizes = watchSize(canvas.current!, (width, height) => {
      own.resize(width, height, window.devicePixelRatio);
      own.draw(shown.people, shown.count, view.peek());
    });
    const stopTheme = watchPalette(canvas.current!, (palette) => {
      own.setPalette(palette);
      own.draw(shown.people, shown.count, view.peek());
    });
    const stopFrames = runFrames((elapsedMs) => {
      if (moveShown({ feed, time, looks, shown }, elapsedMs) || isViewNew(view.value)) {
        own.draw(shown.people, shown.count, view.value);
      }
    });
    let drawnView: View | null = null;
    const isViewNew = (now: View): boolean => {
      const isNew = now !== drawnView;
      drawnView = now;
      return isNew;
    };
    return () => {
      clearTimeout(retry);
      stopFrames();
      stopTheme();
      stopSizes();
      own.close();
    };
  }, [tries]);
  return (
    <div class="floor-people" aria-hidden="true">
      <canvas key={tries} ref={canvas} />
    </div>
  );
}

/**
 * Tells how many of the device's pixels an element covers, in whole ones: a picture of any other size
 * would be stretched with each frame. Where the browser does not say, it is as good as can be told.
 */
function watchSize(element: Element, take: (width: number, height: number) => void): () => void {
  const isTold = "devicePixelContentBoxSize" in ResizeObserverEntry.prototype;
  const observer = new ResizeObserver(([entry]) => {
    if (isTold) {
      const { inlineSize, blockSize } = entry!.devicePixelContentBoxSize[0]!;
      take(inlineSize, blockSize);
      return;
    }
    const { width, height } = entry!.contentRect;
    take(Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio));
  });
  observer.observe(element, { box: isTold ? "device-pixel-content-box" : "content-box" });
  return () => observer.disconnect();
}

function runFrames(draw: (elapsedMs: number) => void): () => void {
  let lastMs = performance.now();
  let frame = 0;
  const run = (nowMs: number): void => {
    draw(Math.max(0, nowMs - lastMs));
    lastMs = nowMs;
    frame = requestAnimationFrame(run);
  };
  frame = requestAnimationFrame(run);
  return () => cancelAnimationFrame(frame);
}

const sampled: Placed[] = [];
const MOTION = matchMedia("(prefers-reduced-motion: reduce)");

/** Moves everybody on to this moment; false where nobody has moved. */
function moveShown(
  { feed, time, looks, shown }: Pick<PeopleCanvasProps, "feed" | "time" | "looks" | "shown">,
  elapsedMs: number,
): boolean {
  const atMs = time.readAtMs();
  const { history } = feed;
  // A picture that has not come yet is waited for, a moment.
  const newestMs = history.newestMs();
  const count = history.sample(Math.min(atMs, Math.max(newestMs, atMs - 1000)), sampled);
  const { people } = shown;
  let isNew = count !== shown.count;
  const follow = MOTION.matches ? 1 : 1 - Math.exp(-elapsedMs / FOLLOW_MS);
  for (let at = 0; at < count; at++) {
    const placed = sampled[at]!;
    people[at] ??= makeDrawn();
    if (people[at].number !== placed.number) takeFrom(people, at, placed);
    const drawn = people[at]!;
    const look = looks.value.get(placed.number) ?? "unbound";
    const hasMoved = movePerson(drawn, placed, follow);
    isNew = takeHands(drawn, placed) || hasMoved || drawn.look !== look || isNew;
    drawn.look = look;
    drawn.trailLength = 0;
    if (!MOTION.matches) takeTrail(drawn, history, atMs);
  }
  shown.count = count;
  return isNew;
}

/** Somebody stands elsewhere in the list now: they are drawn on from where they were drawn. */
function takeFrom(people: Drawn[], at: number, placed: Placed): void {
  const before = people.findIndex(({ number }, index) => index > at && number === placed.number);
  if (before >= 0) {
    [people[at], people[before]] = [people[before]!, people[at]!];
    return;
  }
  Object.assign(people[at]!, { number: placed.number, x: placed.x, y: placed.y });
}

function movePerson(drawn: Drawn, placed: Placed, follow: number): boolean {
  const [byX, byY] = [placed.x - drawn.x, placed.y - drawn.y];
  const distance = Math.hypot(byX, byY);
  const share = distance > JUMP_CM ? 1 : follow * Math.max(0, 1 - STILL_CM / distance);
  const turn = Math.round(placed.heading / 6) * 6;
  const isNew = share * distance > 0.05 || !Object.is(turn, drawn.heading);
  drawn.x += share * byX;
  drawn.y += share * byY;
  drawn.heading = turn;
  return isNew;
}

function takeTrail(drawn: Drawn, history: FloorFeed["history"], atMs: number): void {
  let at = 0;
  history.follow(drawn.number, atMs - TRAIL_MS, atMs - 60, (x, y) => {
    // Not each picture: a trail of a few steps is as good, and smoother.
    if (at++ % TRAIL_EVERY !== 0 || drawn.trailLength >= TRAIL_POINTS_MAX) return;
    drawn.trail[2 * drawn.trailLength] = x;
    drawn.trail[2 * drawn.trailLength + 1] = y;
    drawn.trailLength++;
  });
  const [x, y] = [drawn.trail[0]!, drawn.trail[1]!];
  // Who stands leaves no trail.
  if (drawn.trailLength > 0 && Math.hypot(x - drawn.x, y - drawn.y) < 20) drawn.trailLength = 0;
}

/** Colours as the style sheets have them by now, in light and dark. */
function watchPalette(element: HTMLElement, take: (palette: Palette) => void): () => void {
  const read = (): void => {
    const probe = document.createElement("span");
    element.parentElement!.append(probe);
    const find = (token: string): string => {
      probe.style.color = `var(${token})`;
      return getComputedStyle(probe).color;
    };
    const now = find("--now-fill");
    const doubt = find("--doubt-fill");
    take({
      fill: { shopper: now, flagged: now, unbound: doubt, staff: find("--staff-fill") },
      paper: find("--sheet"),
      ink: find("--ink"),
    });
    probe.remove();
  };
  read();
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", read);
  return () => dark.removeEventListener("change", read);
}
