import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type Curves, findRange, SHOWN_MS } from "./curves.ts";
import type { Plate } from "./shelf-feed.ts";

interface PlateCurveProps {
  readonly plate: Pick<Plate, "levelG" | "noiseG" | "plate">;
  readonly curves: Pick<Curves, "read">;
  /** Calls when there is more to draw; returns how to stop. */
  readonly onCurve: (draw: () => void) => () => void;
}

const HEIGHT = 44;
/** Drawn no more often than this: ten values a second are no film. */
const DRAW_EVERY_MS = 180;

/** What a plate has read in the last minute. */
export function PlateCurve({ plate, curves, onCurve }: PlateCurveProps) {
  const element = useRef<HTMLDivElement>(null);
  const latest = useRef(plate);
  latest.current = plate;
  useEffect(() => {
    const box = element.current!;
    const plot = new uPlot(describePlot(box), [[], []], box);
    let drawnMs = Number.NEGATIVE_INFINITY;
    let waiting: ReturnType<typeof setTimeout> | null = null;
    const drawSoon = (): void => {
      const inMs = drawnMs + DRAW_EVERY_MS - performance.now();
      if (inMs <= 0) draw();
      else waiting ??= setTimeout(draw, inMs);
    };
    const draw = (): void => {
      if (waiting !== null) clearTimeout(waiting);
      waiting = null;
      drawnMs = performance.now();
      const { plate: number, levelG, noiseG } = latest.current;
      const [times, grams] = curves.read(number);
      const lastS = times.at(-1);
      if (lastS === undefined) return;
      const [leastG, mostG] = findRange(grams, levelG, noiseG);
      plot.batch(() => {
        plot.setData([times, grams], false);
        plot.setScale("x", { min: lastS - SHOWN_MS / 1000, max: lastS });
        plot.setScale("y", { min: leastG, max: mostG });
      });
    };
    draw();
    const stop = onCurve(drawSoon);
    const observer = new ResizeObserver(() => {
      plot.setSize({ width: box.clientWidth, height: HEIGHT });
    });
    observer.observe(box);
    return () => {
      stop();
      if (waiting !== null) clearTimeout(waiting);
      observer.disconnect();
      plot.destroy();
    };
  }, []);
  return <div ref={element} class="plate-curve" aria-hidden="true" />;
}

function describePlot(box: HTMLElement): uPlot.Options {
  const ink = (): string => getComputedStyle(box).color;
  return {
    width: Math.max(1, box.clientWidth),
    height: HEIGHT,
    padding: [2, 2, 2, 2],
    cursor: { show: false },
    legend: { show: false },
    axes: [{ show: false }, { show: false }],
    scales: { x: { time: false, auto: false }, y: { auto: false } },
    series: [{}, { stroke: ink, width: 1.5, points: { show: false }, spanGaps: false }],
  };
}
