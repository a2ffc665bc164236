/** Everybody as a disc that moves: one canvas over the floor plan. The table of people says the same. */
import { effect, type ReadonlySignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Appearance, Palette } from "./draw-people.ts";
import type { FloorFeed } from "./floor-feed.ts";
import type { FloorTime } from "./floor-time.ts";
import { openPen, type PeoplePen } from "./people-pen.ts";
import type { View } from "./view.ts";

interface PeopleCanvasProps {
  readonly feed: FloorFeed;
  readonly time: FloorTime;
  readonly view: ReadonlySignal<View>;
  readonly appearances: ReadonlySignal<ReadonlyMap<number, Appearance>>;
}

/** What draws is asked for again after this. */
const RETRY_MS = 2000;

export function PeopleCanvas({ feed, time, view, appearances }: PeopleCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let retry: ReturnType<typeof setTimeout> | undefined;
    const pen = openPen(canvas.current!, () => {
      retry = setTimeout(() => setTries(tries + 1), RETRY_MS);
    });
    const stops = [
      watchSize(canvas.current!, (width, height) => pen.resize(width, height, devicePixelRatio)),
      watchMedia("(prefers-color-scheme: dark)", () =>
        pen.setPalette(readPalette(canvas.current!)),
      ),
      watchMedia("(prefers-reduced-motion: reduce)", pen.setStill),
      effect(() => pen.setView(view.value)),
      effect(() => pen.setAppearances(appearances.value)),
      feed.history.listen(pen),
      reportTime(pen, feed, time),
    ];
    return () => {
      clearTimeout(retry);
      for (const stop of stops) stop();
      pen.close();
    };
  }, [tries]);
  return (
    <div class="floor-people" aria-hidden="true">
      <canvas key={tries} ref={canvas} />
    </div>
  );
}

/** What this device knows of the shop's time changes with each snapshot, by a little. */
function reportTime(pen: PeoplePen, feed: FloorFeed, time: FloorTime): () => void {
  const tell = (): void => {
    const atMs = time.readAtMs();
    pen.setTime(time.isPaused.value ? { heldAtMs: atMs } : { behindMs: Date.now() - atMs });
  };
  const stopSnapshots = feed.onSnapshot(tell);
  const stopTime = effect(tell);
  return () => {
    stopSnapshots();
    stopTime();
  };
}

/**
 * Tells how many of the device's pixels an element covers, in whole ones: a snapshot of any other size
 * would be stretched with each frame. Where the browser does not say, it is as good as can be told.
 */
function watchSize(element: Element, take: (width: number, height: number) => void): () => void {
  const isReported = "devicePixelContentBoxSize" in ResizeObserverEntry.prototype;
  const observer = new ResizeObserver(([entry]) => {
    if (isReported) {
      const { inlineSize, blockSize } = entry!.devicePixelContentBoxSize[0]!;
      take(inlineSize, blockSize);
      return;
    }
    const { width, height } = entry!.contentRect;
    take(Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio));
  });
  observer.observe(element, { box: isReported ? "device-pixel-content-box" : "content-box" });
  return () => observer.disconnect();
}

/** Tells whether a query holds, now and whenever that changes. Returns how to stop. */
function watchMedia(query: string, take: (holds: boolean) => void): () => void {
  const media = matchMedia(query);
  const tell = (): void => take(media.matches);
  tell();
  media.addEventListener("change", tell);
  return () => media.removeEventListener("change", tell);
}

/** Colours as the style sheets have them by now, in light and dark. */
function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement("span");
  element.parentElement!.append(probe);
  const find = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const now = find("--now-fill");
  const uncertainty = find("--warning-fill");
  const palette = {
    fill: { shopper: now, flagged: now, unbound: uncertainty, staff: find("--staff-fill") },
    paper: find("--sheet"),
  };
  probe.remove();
  return palette;
}
