import { useRef, useState } from "preact/hooks";

interface WalkStickProps {
  /** Called with another direction, y upwards; 0 and 0 where nobody holds it. */
  readonly onWay: (way: { readonly x: number; readonly y: number }) => void;
}

/** Nearer to its middle than this a finger rests. */
const REST_PX = 10;
const REACH_PX = 34;
const WAYS = 16;

/** A stick for a thumb; whoever has no finger on the screen walks by keys. */
export function WalkStick({ onWay }: WalkStickProps) {
  const element = useRef<HTMLDivElement>(null);
  const last = useRef(-1);
  const [knob, setKnob] = useState({ x: 0, y: 0 });
  const follow = (event: PointerEvent): void => {
    if (!element.current!.hasPointerCapture(event.pointerId)) return;
    const { left, top, width, height } = element.current!.getBoundingClientRect();
    const [x, y] = [event.clientX - left - width / 2, event.clientY - top - height / 2];
    const length = Math.hypot(x, y);
    const share = Math.min(1, REACH_PX / Math.max(1, length));
    setKnob({ x: x * share, y: y * share });
    if (length < REST_PX) return;
    const turn = (2 * Math.PI) / WAYS;
    const way = Math.round(Math.atan2(-y, x) / turn);
    if (way === last.current) return;
    last.current = way;
    onWay({ x: Math.cos(way * turn), y: Math.sin(way * turn) });
  };
  const hold = (event: PointerEvent): void => {
    last.current = -1 - WAYS;
    element.current!.setPointerCapture(event.pointerId);
    follow(event);
  };
  const letGo = (): void => {
    setKnob({ x: 0, y: 0 });
    onWay({ x: 0, y: 0 });
  };
  return (
    <div
      ref={element}
      class="walk-stick"
      aria-hidden="true"
      onPointerDown={hold}
      onPointerMove={follow}
      onLostPointerCapture={letGo}
    >
      <span style={{ translate: `${knob.x}px ${knob.y}px` }} />
    </div>
  );
}
