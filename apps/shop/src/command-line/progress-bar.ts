import { SingleBar } from "cli-progress";
import type { Progress } from "./command-io.ts";

/** A bar on stderr where that is a terminal, else nothing. */
export function startProgressBar(label: string, total: number): Progress {
  if (process.stderr.isTTY !== true) return { update() {}, stop() {} };
  const bar = new SingleBar({
    format: `{bar} {value} of {total} ${label}`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}
