/** Boards on which something happens are washed, and dry when it is over. */
import { onBeat } from "../../parts/beat.ts";

/** Number of steps in which a highlight fades: each frame of a smooth fade would repaint the floor. */
export const WASH_STEPS = 4;

interface Wash {
  /** Takes the boards that are busy in the next snapshot; they are washed with the next beat. */
  take(busy: readonly string[]): void;
  /** Washes these at once, and nothing else is wet: another time is shown. */
  begin(busy: readonly string[]): void;
  close(): void;
}

type Washed = Pick<Element, "setAttribute" | "removeAttribute">;

export function createWash(boards: ReadonlyMap<string, Washed>): Wash {
  /** How wet each is that is not dry. */
  const wet = new Map<string, number>();
  const busy = new Set<string>();
  const show = (key: string, step: number): void => {
    const board = boards.get(key);
    if (step === 0) board?.removeAttribute("data-wash");
    else board?.setAttribute("data-wash", String(step));
  };
  const washBusy = (): void => {
    for (const key of busy) {
      if (wet.get(key) !== WASH_STEPS) show(key, WASH_STEPS);
      wet.set(key, WASH_STEPS);
    }
    busy.clear();
  };
  const dry = (): void => {
    for (const [key, step] of wet) {
      if (busy.has(key)) continue;
      show(key, step - 1);
      if (step === 1) wet.delete(key);
      else wet.set(key, step - 1);
    }
  };
  const take = (now: readonly string[]): void => {
    for (const key of now) busy.add(key);
  };
  return {
    take,
    begin: (now) => {
      for (const key of wet.keys()) if (!now.includes(key)) show(key, 0);
      wet.clear();
      busy.clear();
      take(now);
      washBusy();
    },
    close: onBeat(() => {
      dry();
      washBusy();
    }),
  };
}
