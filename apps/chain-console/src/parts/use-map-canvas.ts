/** What a map's canvas knows of the page around it. */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type MapColours, readColours } from "./draw-map.ts";
import type { Point, Size } from "./map-view.ts";

type CanvasRef = RefObject<HTMLCanvasElement | null>;

const NO_SIZE: Size = { width: 0, height: 0 };
const WHEEL_SPEED = 0.0015;

/** Its size on the page, px; none before it is laid out. */
export function useSize(canvas: CanvasRef): Size {
  const [size, setSize] = useState(NO_SIZE);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      setSize({ width, height });
    });
    watch.observe(canvas.current!);
    return () => watch.disconnect();
  }, []);
  return size;
}

/** The page's colours, by day or night; null before it is laid out. */
export function useMapColours(canvas: CanvasRef, isLaidOut: boolean): MapColours | null {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const read = (): void => setTurn((last) => last + 1);
    dark.addEventListener("change", read);
    return () => dark.removeEventListener("change", read);
  }, []);
  return useMemo(() => (isLaidOut ? readColours(canvas.current!) : null), [turn, isLaidOut]);
}

/** Zooms as the wheel turns. Preact listens for wheels passively, and the page would scroll. */
export function useWheel(canvas: CanvasRef, zoom: (factor: number, about: Point) => void): void {
  const latest = useRef(zoom);
  latest.current = zoom;
  useEffect(() => {
    const element = canvas.current!;
    const turn = (event: WheelEvent): void => {
      event.preventDefault();
      const factor = Math.exp(-event.deltaY * WHEEL_SPEED);
      latest.current(factor, { x: event.offsetX, y: event.offsetY });
    };
    element.addEventListener("wheel", turn, { passive: false });
    return () => element.removeEventListener("wheel", turn);
  }, []);
}

/** A pointer that moves less has pressed. */
const DRAG_PX_MIN = 4;

export interface PointerActs {
  readonly onDrag: (dx: number, dy: number) => void;
  readonly onPress: (at: Point) => void;
  readonly isOverDot: (at: Point) => boolean;
}

/** Handlers of a canvas that is dragged and pressed. */
export function usePointer({ onDrag, onPress, isOverDot }: PointerActs) {
  const drag = useRef<{ from: Point; last: Point } | null>(null);
  const pointOf = (event: PointerEvent): Point => ({ x: event.offsetX, y: event.offsetY });
  return {
    onPointerDown: (event: PointerEvent): void => {
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      drag.current = { from: pointOf(event), last: pointOf(event) };
    },
    onPointerMove: (event: PointerEvent): void => {
      const now = pointOf(event);
      if (drag.current === null) {
        (event.currentTarget as HTMLElement).style.cursor = isOverDot(now) ? "pointer" : "grab";
        return;
      }
      const { last } = drag.current;
      drag.current = { ...drag.current, last: now };
      onDrag(now.x - last.x, now.y - last.y);
    },
    onPointerUp: (event: PointerEvent): void => {
      const from = drag.current?.from;
      drag.current = null;
      const now = pointOf(event);
      if (from === undefined || Math.hypot(now.x - from.x, now.y - from.y) > DRAG_PX_MIN) return;
      onPress(now);
    },
  };
}
