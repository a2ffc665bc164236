/** The other end of a `FileThread`: makes files one after the other. */
import { parentPort } from "node:worker_threads";
import type { FileAnswer } from "./file-thread.ts";

export function serveFiles<Input>(render: (input: Input) => Promise<Uint8Array>): void {
  const port = parentPort;
  if (port === null) throw new Error("broken invariant: this module is run as a thread");
  const make = async (input: Input): Promise<void> => {
    try {
      const bytes = Uint8Array.from(await render(input));
      port.postMessage({ kind: "made", bytes } satisfies FileAnswer, [bytes.buffer]);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      port.postMessage({ kind: "failed", message } satisfies FileAnswer);
    }
  };
  port.on("message", (input: Input) => void make(input));
}
