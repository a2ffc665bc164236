/**
 * Work that goes on where the simulation's kernel does not see it: signatures and passwords are looked
 * at on other threads, and bodies are read a turn of the loop later. Before time goes on it has to
 * come to an end.
 */
import { createHook } from "node:async_hooks";

export interface LoopWatch {
  /** Resolves when nothing waits any more for a thread, or for a turn of the loop. */
  settle(): Promise<void>;
  stop(): void;
}

/** What Node makes for a turn of the loop, for its own jobs of other threads, and for add-ons' jobs. */
const TURN = "Immediate";
const JOB = /REQUEST$|^ZLIB$/;
const ADDON_JOB = "undefined";

export function watchLoop(): LoopWatch {
  const waiting = new Set<number>();
  let isOurs = false;
  const hook = createHook({
    // Promises are most of what is made, and none of them is a job.
    trackPromises: false,
    init: (id, type, _trigger, resource) => {
      if (isOurs) return;
      if (type === TURN || type === ADDON_JOB) waiting.add(id);
      else if (JOB.test(type)) whenRun(resource, () => void waiting.add(id));
    },
    before: (id) => void waiting.delete(id),
    destroy: (id) => void waiting.delete(id),
  });
  hook.enable();
  const turn = (resolve: () => void): void => {
    isOurs = true;
    setImmediate(resolve);
    isOurs = false;
  };
  return {
    settle: async () => {
      do await new Promise<void>(turn);
      while (waiting.size > 0);
    },
    stop: () => void hook.disable(),
  };
}

/** What Node calls to send a job to another thread. */
type Send = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Jobs of cryptography that are done at once return what has come of them. Those of zlib are told to
 * write for that in another way (`writeSync`); they are let go of only when memory is collected.
 */
function whenRun(resource: object, onRun: () => void): void {
  const job = resource as { run?: Send; write?: Send };
  const name = job.run === undefined ? "write" : "run";
  const send = job[name];
  if (send === undefined) {
    onRun();
    return;
  }
  job[name] = function sendAndTell(...args) {
    const result = send.apply(this, args);
    if (!Array.isArray(result)) onRun();
    return result;
  };
}
