/**
 * What the shop answers a controller: which of its frames it has taken last, as `BOOT SEQUENCE` in decimal digits, or
 * `none`. A broker that has acknowledged a frame may lose it; a controller keeps each until the shop has it.
 */

export interface TakenFrame {
  readonly bootId: number;
  readonly sequence: number;
}

const NONE = "none";
const TEXT = /^(\d{1,10}) (\d{1,10})$/;
const MOST = 0xffff_ffff;

export function formatTaken(taken: TakenFrame | null): string {
  return taken === null ? NONE : `${taken.bootId} ${taken.sequence}`;
}

/** Undefined where it is no such answer. */
export function parseTaken(text: string): TakenFrame | null | undefined {
  if (text === NONE) return null;
  const [, boot, number] = TEXT.exec(text) ?? [];
  const [bootId, sequence] = [Number(boot), Number(number)];
  return bootId <= MOST && sequence <= MOST ? { bootId, sequence } : undefined;
}

/** How far `to` is after `from`, where numbers go on at 0 after 2^32 - 1; below 0 where it is before. */
export function countBetween(from: number, to: number): number {
  return (to - from) | 0;
}
