/** Limits how many tasks run at once; others wait their turn, first come, first served. */
export type Slots = <T>(work: () => Promise<T>) => Promise<T>;

export function createSlots(slotsMax: number): Slots {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return async (work) => {
    if (taken < slotsMax) taken++;
    else await new Promise<void>((go) => void waiting.push(go));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // A slot goes from hand to hand: nobody who comes now takes it from who has waited.
      if (next === undefined) taken--;
      else next();
    }
  };
}
