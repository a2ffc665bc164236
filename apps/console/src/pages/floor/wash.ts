/** Boards on which something happens are washed, and dry when it is over. */

/** A board dries in so many steps of so many pictures: each frame of a fade would paint the floor. */
const WASH_STEPS = 4;
const PICTURES_A_STEP = 4;
/** Where no more pictures come, as when a recording is over, all is dry after this. */
export const DRY_AFTER_MS = 3000;

interface Wash {
  /** Takes the boards that are busy in the next picture. */
  take(busy: readonly string[]): void;
  /** All is dry at once: what is shown next is of another time. */
  dry(): void;
  close(): void;
}

type Washed = Pick<Element, "setAttribute" | "removeAttribute">;

export function createWash(boards: ReadonlyMap<string, Washed>): Wash {
  const wet = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (key: string, step: number): void => {
    const board = boards.get(key);
    if (step === 0) board?.removeAttribute("data-wash");
    else board?.setAttribute("data-wash", String(step));
  };
  const dryAll = (): void => {
    for (const key of wet.keys()) show(key, 0);
    wet.clear();
  };
  const take = (busy: readonly string[]): void => {
    clearTimeout(timer);
    timer = setTimeout(dryAll, DRY_AFTER_MS);
    for (const [key, pictures] of wet) {
      if (busy.includes(key)) continue;
      const left = pictures - 1;
      if (left % PICTURES_A_STEP === 0) show(key, left / PICTURES_A_STEP);
      if (left === 0) wet.delete(key);
      else wet.set(key, left);
    }
    for (const key of busy) {
      if (wet.get(key) !== WASH_STEPS * PICTURES_A_STEP) show(key, WASH_STEPS);
      wet.set(key, WASH_STEPS * PICTURES_A_STEP);
    }
  };
  return { take, dry: dryAll, close: () => clearTimeout(timer) };
}
