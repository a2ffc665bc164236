/** Kills a cart again and again while somebody shops with it, and compares what is there with what was acknowledged. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createRandom } from "@saunter/numerics/random";
import type { ScreenState } from "@saunter/protocol/smart-cart/screen";
import { act, makeCartFolder, OATS, put, readState, SOUP } from "./cart-fixture.ts";

export interface Kills {
  readonly kills: number;
  /** Acts that were acknowledged. */
  readonly acts: number;
  /** From the start of a process to the state as it was; its weight, too. */
  readonly shownMs: readonly number[];
  readonly weighedMs: readonly number[];
  /** What was otherwise than it had been. */
  readonly faults: readonly string[];
}

const PROGRAM = fileURLToPath(new URL("../../shop/bin/saunter.mjs", import.meta.url));
const { flags }: { flags: Record<string, string[]> } = JSON.parse(
  readFileSync(new URL("../../shop/bin/long-running.json", import.meta.url), "utf8"),
);
const LINES_MOST = 40;
const WEIGHED_MS_MAX = 20_000;
/** The noise of the simulated scale, averaged. */
const SAME_G = 2;
/** From so much on things are taken out in place of put in: the drawn scale's capacity is not much more. */
const FULL_G = 20_000;

/** The command as somebody starts it, in a process of its own. */
export async function startCartProcess(folder: string) {
  const args = [...flags.cart!, PROGRAM, "cart", "--simulate", "--port", "0", "--data", folder];
  // Who ignores the signal of a file that has grown too large hears of it as an error, as of a full disk.
  const command = `trap "" XFSZ; exec "$0" "$@"`;
  const child = spawn("sh", ["-c", command, process.execPath, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return { child, url: line.split(" ").at(-1)! };
}

export async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** @param seed of what is done, and when it is killed. */
export async function killCart(kills: number, seed: number): Promise<Kills> {
  const random = createRandom(seed);
  const folder = makeCartFolder();
  const [shownMs, weighedMs, faults]: [number[], number[], string[]] = [[], [], []];
  let acts = 0;
  /** As acknowledged last. */
  let known: ScreenState | null = null;
  let heldG = 0;
  let at = 0;
  for (let round = 0; round <= kills; round++) {
    const startedMs = performance.now();
    const { child, url } = await startCartProcess(folder);
    const first = await readState(url);
    shownMs.push(performance.now() - startedMs);
    if (known !== null) {
      const [was, is] = [known, first].map(summarise);
      // The act that was on its way may have been taken without being acknowledged: one line more.
      if (!is!.startsWith(was!)) faults.push(`round ${round}: ${was} became ${is}`);
    }
    heldG = sumInside(first);
    const isWeighed = async (): Promise<boolean> =>
      Math.abs(((await readState(url)).scale.weightG ?? Number.NaN) - heldG) <= SAME_G;
    while (!(await isWeighed())) {
      if (performance.now() - startedMs > WEIGHED_MS_MAX) {
        faults.push(
          `round ${round}: it weighs ${(await readState(url)).scale.weightG}, not ${heldG}`,
        );
        break;
      }
      await sleep(50);
    }
    weighedMs.push(performance.now() - startedMs);
    const killAtMs = performance.now() + random.uniform(50, 1500);
    known = await readState(url);
    let isKilled = false;
    const killing = sleep(Math.max(0, killAtMs - performance.now())).then(async () => {
      isKilled = true;
      await kill(child);
    });
    while (!isKilled) {
      const thingId = `thing-${at++}`;
      const code = random.uniform(0, 1) < 0.5 ? OATS! : SOUP!;
      const weightG = Math.round(random.uniform(100, 900));
      try {
        if (known.lines.length < LINES_MOST)
          ({ state: known } = await act(url, { kind: "scan", code: code }));
        const [oldest] = known.simulated ?? [];
        ({ state: known } = await act(
          url,
          oldest !== undefined && sumInside(known) > FULL_G
            ? { kind: "simulate-take", thingId: oldest.thingId }
            : put(thingId, weightG),
        ));
        acts += 2;
      } catch (error) {
        // It was killed meanwhile.
        if (!(error instanceof TypeError)) throw error;
        break;
      }
      await sleep(random.uniform(0, 150));
    }
    await killing;
  }
  return { kills, acts, shownMs, weighedMs, faults };
}

/** Lines by their ids, and what lies on the drawn scale. */
function summarise({ lines }: ScreenState): string {
  return lines.map(({ lineId }) => lineId).join(" ");
}

function sumInside({ simulated }: ScreenState): number {
  return (simulated ?? []).reduce((sum, { weightG }) => sum + weightG, 0);
}
