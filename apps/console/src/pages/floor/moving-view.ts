/** The part of the floor that is seen: all of it, until somebody goes nearer. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { type Bounds, fitView, panView, type Size, type View, zoomView } from "./view.ts";

export interface MovingView {
  readonly view: ReadonlySignal<View>;
  readonly size: ReadonlySignal<Size>;
  /** Whether all of it is seen. */
  readonly isWhole: ReadonlySignal<boolean>;
  resize(size: Size): void;
  showAll(): void;
  /** At a point of the screen; in the middle where none is given. */
  zoom(factor: number, atX?: number, atY?: number): void;
  pan(byX: number, byY: number): void;
}

const MARGIN_PX = 8;

export function createMovingView(bounds: Bounds): MovingView {
  const size = signal<Size>({ width: 0, height: 0 });
  const view = signal<View>(fitView(bounds, size.value, MARGIN_PX));
  const isWhole = signal(true);
  const fit = (): void => {
    view.value = fitView(bounds, size.value, MARGIN_PX);
  };
  return {
    view,
    size,
    isWhole,
    resize: (now) => {
      size.value = now;
      if (isWhole.value) fit();
    },
    showAll: () => {
      isWhole.value = true;
      fit();
    },
    zoom: (factor, atX = size.value.width / 2, atY = size.value.height / 2) => {
      const next = zoomView(view.value, factor, atX, atY);
      const whole = fitView(bounds, size.value, MARGIN_PX);
      // Further away than all of it there is nothing to see.
      isWhole.value = next.scale <= whole.scale;
      view.value = isWhole.value ? whole : next;
    },
    pan: (byX, byY) => {
      if (!isWhole.value) view.value = panView(view.value, byX, byY);
    },
  };
}

interface Pointer {
  readonly x: number;
  readonly y: number;
}

/** Further than this a finger has not tapped, but moved. */
const TAP_PX = 6;

/**
 * Mouse, wheel and fingers on an element move the view; a tap goes on as a click. Returns how to stop.
 */
export function moveByPointers(element: HTMLElement, moving: MovingView): () => void {
  const pointers = new Map<number, Pointer>();
  let movedPx = 0;
  const at = (event: PointerEvent | WheelEvent): Pointer => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const down = (event: PointerEvent): void => {
    if (pointers.size === 0) movedPx = 0;
    pointers.set(event.pointerId, at(event));
  };
  const move = (event: PointerEvent): void => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = at(event);
    const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, one]) => one);
    pointers.set(event.pointerId, now);
    movedPx += Math.hypot(now.x - before.x, now.y - before.y);
    if (other !== undefined) {
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      const is = Math.hypot(now.x - other.x, now.y - other.y);
      if (was > 0) moving.zoom(is / was, (now.x + other.x) / 2, (now.y + other.y) / 2);
      moving.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    } else if (movedPx > TAP_PX) {
      moving.pan(now.x - before.x, now.y - before.y);
    }
  };
  const up = (event: PointerEvent): void => void pointers.delete(event.pointerId);
  const click = (event: MouseEvent): void => {
    if (movedPx <= TAP_PX) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { x, y } = at(event);
    moving.zoom(Math.exp(-event.deltaY / 400), x, y);
  };
  element.addEventListener("pointerdown", down);
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", up);
  window.addEventListener("pointercancel", up);
  element.addEventListener("click", click, { capture: true });
  element.addEventListener("wheel", wheel, { passive: false });
  return () => {
    element.removeEventListener("pointerdown", down);
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", up);
    window.removeEventListener("pointercancel", up);
    element.removeEventListener("click", click, { capture: true });
    element.removeEventListener("wheel", wheel);
  };
}
