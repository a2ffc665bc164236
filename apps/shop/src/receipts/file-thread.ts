/**
 * Files that take their time, made in a thread of their own: a PDF takes some 70 ms, and the shop has gates to open
 * meanwhile. One is made at a time, others wait; whoever comes when too many wait is sent away.
 */
import { Worker } from "node:worker_threads";

export interface FileThread<Input> {
  /** Rejects with a `FilesBusyError` where too many wait. */
  render(input: Input): Promise<Uint8Array>;
  /** Ends the thread once the file is made that it makes now; those that wait are rejected. */
  close(): Promise<void>;
}

/** Too many files are being made. */
export class FilesBusyError extends Error {
  override readonly name = "FilesBusyError";
}

export type FileAnswer =
  | { readonly kind: "made"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "failed"; readonly message: string };

interface Job<Input> {
  readonly input: Input;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

export interface FileThreadOptions {
  /** The module that the thread runs, and what it is given once. */
  readonly worker: URL;
  readonly workerData: unknown;
  /** What a file is called in messages: "receipt". */
  readonly what: string;
  readonly waitingMax: number;
  /** One that takes longer is given up. */
  readonly msMax: number;
}

/** Nothing is started before the first file. */
export function createFileThread<Input>(options: FileThreadOptions): FileThread<Input> {
  const { worker, workerData, what, waitingMax, msMax } = options;
  const waiting: Job<Input>[] = [];
  let thread: Worker | null = null;
  let current: Job<Input> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let onIdle = (): void => {};

  /** The one that is made now has come to its end. */
  function settle(act: (job: Job<Input>) => void): void {
    clearTimeout(timer);
    const job = current;
    current = null;
    if (job !== null) act(job);
    onIdle();
    goOn();
  }

  /** Takes the thread with it: another is started for the next. */
  function giveUp(lost: Worker, why: string): void {
    if (thread !== lost) return;
    thread = null;
    void lost.terminate();
    settle(({ reject }) => reject(new Error(`the ${what} could not be made: ${why}`)));
  }

  function start(): Worker {
    const started = new Worker(worker, { workerData });
    // It keeps no process from ending.
    started.unref();
    started.on("message", (answer: FileAnswer) => {
      if (thread !== started) return;
      settle(({ resolve, reject }) => {
        if (answer.kind === "made") resolve(answer.bytes);
        else reject(new Error(`the ${what} could not be made: ${answer.message}`));
      });
    });
    started.on("error", (error: unknown) =>
      giveUp(started, error instanceof Error ? error.message : String(error)),
    );
    started.on("exit", (code) => giveUp(started, `its thread ended with ${code}`));
    return started;
  }

  function goOn(): void {
    if (current !== null || isClosed) return;
    const next = waiting.shift();
    if (next === undefined) return;
    current = next;
    try {
      thread ??= start();
      const used = thread;
      timer = setTimeout(() => giveUp(used, `it took longer than ${msMax} ms`), msMax);
      timer.unref();
      used.postMessage(next.input);
    } catch (error) {
      // What cannot be handed over, or no thread: nothing is under way.
      settle(({ reject }) => reject(error instanceof Error ? error : new Error(String(error))));
    }
  }

  return {
    render: (input) =>
      new Promise((resolve, reject) => {
        if (isClosed) reject(new Error("the shop is closing"));
        else if (waiting.length >= waitingMax) {
          reject(new FilesBusyError(`${waitingMax} ${what}s are waiting to be made`));
        } else {
          waiting.push({ input, resolve, reject });
          goOn();
        }
      }),
    close: async () => {
      isClosed = true;
      for (const { reject } of waiting.splice(0)) reject(new Error("the shop is closing"));
      if (current !== null) {
        const idle = Promise.withResolvers<void>();
        onIdle = idle.resolve;
        await idle.promise;
      }
      await thread?.terminate();
    },
  };
}
