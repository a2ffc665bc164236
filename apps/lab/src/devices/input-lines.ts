/** Lines that somebody types while a command runs. */
import { createInterface } from "node:readline";

/** Calls back with each line of the terminal until the returned function is called; without one, never. */
export function onInputLine(listener: (line: string) => void): () => void {
  if (process.stdin.isTTY !== true) return () => {};
  const lines = createInterface({ input: process.stdin });
  lines.on("line", listener);
  return () => lines.close();
}
