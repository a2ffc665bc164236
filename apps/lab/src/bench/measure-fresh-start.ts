/** From a fresh clone to the open shop: with nothing installed, and again once all is there. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Progress } from "@saunter/shop/command-line/command-io";
import { atMost, createFigure, type FigureGroup } from "./figure.ts";

export const FRESH_S_MAX = 90;
export const AGAIN_S_MAX = 5;
export const FRESH_STEPS = 2;

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));

/** Clones what is committed. Throws where it cannot be installed, as without a network. */
export async function measureFreshStart(progress: Progress): Promise<FigureGroup[]> {
  const folder = mkdtempSync(join(tmpdir(), "saunter-fresh-"));
  try {
    const clone = join(folder, "saunter");
    const { status, stderr } = spawnSync("git", ["clone", "-q", ROOT, clone], { encoding: "utf8" });
    if (status !== 0) throw new Error(`git clone: ${stderr}`);
    const freshS = await timeStart(clone);
    progress.update(1);
    const againS = await timeStart(clone);
    progress.update(FRESH_STEPS);
    return [
      {
        title: "npm start, until the shop is open",
        figures: [
          createFigure("in a fresh clone, installing all", freshS, "s", 1, atMost(FRESH_S_MAX)),
          createFigure("again", againS, "s", 1, atMost(AGAIN_S_MAX)),
        ],
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts it as a newcomer does, and ends it once it is open; seconds until then. */
async function timeStart(clone: string): Promise<number> {
  const startMs = performance.now();
  const child = spawn("npm", ["start", "--", "--port", "0"], {
    cwd: clone,
    // npm, its shell and the shop end together.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    if (!line.includes("The shop is open:")) continue;
    const tookS = (performance.now() - startMs) / 1000;
    lines.close();
    child.stdout.resume();
    process.kill(-child.pid!, "SIGTERM");
    await ended;
    return tookS;
  }
  throw new Error(`npm start ended before the shop was open:\n${errors}`);
}
