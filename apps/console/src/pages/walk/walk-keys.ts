/** Keys by which one walks: arrows, or W A S D. */
import { readKey } from "@saunter/ui/pressed-key";
import { isTurnedOff } from "@saunter/ui/single-keys";

interface Direction {
  readonly x: number;
  readonly y: number;
}

const WAYS: Readonly<Record<string, Direction>> = {
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  KeyW: { x: 0, y: 1 },
  KeyS: { x: 0, y: -1 },
  KeyA: { x: -1, y: 0 },
  KeyD: { x: 1, y: 0 },
};

export interface WalkKeysOptions {
  /** Called with another direction: 0 and 0 where no key is held. */
  readonly onWay: (way: Direction) => void;
  /** Another key, by its letter or digit. */
  readonly onKey: (key: string) => void;
}

/** Listens until the returned function is called. Keys within fields, and those of the browser, are left to them. */
export function listenToWalkKeys(
  target: Pick<Window, "addEventListener" | "removeEventListener">,
  { onWay, onKey }: WalkKeysOptions,
): () => void {
  const held = new Set<string>();
  let last: Direction = { x: 0, y: 0 };
  const tell = (): void => {
    const ways = [...held].map((code) => WAYS[code]!);
    const sum = (axis: "x" | "y"): number =>
      Math.sign(ways.reduce((total, way) => total + way[axis], 0));
    const now = { x: sum("x"), y: sum("y") };
    if (now.x === last.x && now.y === last.y) return;
    last = now;
    onWay(now);
  };
  const down = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isField(event.target) || isTurnedOff(event)) return;
    if (WAYS[event.code] === undefined) {
      if (!event.repeat) onKey(readKey(event).toLowerCase());
      return;
    }
    event.preventDefault();
    held.add(event.code);
    tell();
  };
  const up = (event: KeyboardEvent): void => {
    if (held.delete(event.code)) tell();
  };
  // A key released elsewhere causes no event.
  const letGo = (): void => {
    held.clear();
    tell();
  };
  target.addEventListener("keydown", down);
  target.addEventListener("keyup", up);
  target.addEventListener("blur", letGo);
  return () => {
    target.removeEventListener("keydown", down);
    target.removeEventListener("keyup", up);
    target.removeEventListener("blur", letGo);
    letGo();
  };
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, select, textarea") !== null;
}
