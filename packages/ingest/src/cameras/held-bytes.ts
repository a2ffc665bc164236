import type { Readable } from "node:stream";

/** A pipe whose reader may take less than there is: what is left waits, and so does the pipe. */
export interface HeldBytes {
  /** There may be room again. */
  goOn(): void;
  /** Nothing more is taken. */
  drop(): void;
  readonly isHeldUp: boolean;
  /** Resolves when nothing waits. */
  untilTaken(): Promise<void>;
}

/** @param take returns how many bytes it took; it may call `drop` and `goOn` */
export function holdBytes(pipe: Readable, take: (bytes: Uint8Array) => number): HeldBytes {
  // More than one: Node reads on when a process has ended, whatever was said to its pipe.
  let held: Uint8Array[] = [];
  let isTaking = false;
  let isDropped = false;
  let onTaken = (): void => {};

  function takeHeld(): void {
    isTaking = true;
    while (held.length > 0) {
      const first = held[0]!;
      const taken = take(first);
      if (isDropped) break;
      if (taken < first.length) {
        held[0] = first.subarray(taken);
        break;
      }
      held.shift();
    }
    isTaking = false;
    if (held.length > 0) pipe.pause();
    else {
      pipe.resume();
      onTaken();
    }
  }

  pipe.on("data", (bytes: Uint8Array) => {
    if (isDropped) return;
    held.push(bytes);
    takeHeld();
  });
  return {
    goOn: () => {
      if (held.length > 0 && !isTaking) takeHeld();
    },
    drop: () => {
      isDropped = true;
      held = [];
      onTaken();
    },
    get isHeldUp() {
      return held.length > 0;
    },
    untilTaken: () =>
      new Promise((resolve) => {
        if (held.length === 0) resolve();
        else onTaken = resolve;
      }),
  };
}
