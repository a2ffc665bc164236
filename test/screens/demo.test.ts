/** A demonstration as a stranger meets it: started by its command, looked at in a browser. */
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser } from "../open-browser.ts";
import { describeScreens, findBarriers, isTooWide } from "./screens-fixture.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Demo {
  readonly url: string;
  /** Ends it as Ctrl-C does; resolves with its exit code. */
  stop(): Promise<number | null>;
}

/** Resolves when the shop is open. */
async function startDemo(...args: string[]): Promise<Demo> {
  const main = join(root, "apps/edge/src/main.ts");
  const command = [main, "demo", "--port", "0", "--no-open", "--seed", "1", ...args];
  const child = spawn(process.execPath, command, { cwd: root });
  let said = "";
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (text: string): void => {
      said += text;
      const found = said.match(/The shop is open: {2}(http:\S+)\n/);
      if (found !== null) resolve(found[1]!);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", hear);
    void ended.then(() => reject(new Error(said)));
  });
  return {
    url,
    stop: () => {
      child.kill("SIGINT");
      return ended;
    },
  };
}

describeScreens("a demonstration", () => {
  const folder = mkdtempSync(join(tmpdir(), "saunter-demo-"));
  const faults: string[] = [];
  let demo: Demo;
  let browser: Browser;
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [join(root, "scripts/screens.ts")], { cwd: root });
    [demo, browser] = await Promise.all([startDemo("--data", folder), openBrowser()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    expect(await demo?.stop()).toBe(0);
    rmSync(folder, { recursive: true });
    expect(faults).toEqual([]);
  });

  const open = async (
    path: string,
    { width = 1440, height = 900, scheme = "light" as "light" | "dark" } = {},
  ): Promise<Page> => {
    const context = await browser.newContext({
      ...{ viewport: { width, height }, colorScheme: scheme, reducedMotion: "reduce" },
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => void faults.push(`${path}: ${error.stack}`));
    await page.goto(`${demo.url}${path}`);
    return page;
  };

  it("shows the shop as it is at its own address, and is its operator's in one click", async () => {
    const page = await open("/");
    await page.getByText(/(person is|people are) in the shop now/).waitFor();
    await page.getByRole("button", { name: "Run the shop as its operator" }).click();
    await page.waitForURL("**/console/");
    await page.getByRole("heading", { name: "Floor" }).waitFor();
    await page.context().close();
  });

  it.each([
    [360, "light"],
    [360, "dark"],
    [1920, "light"],
    [1920, "dark"],
  ] as const)("welcomes everybody at %i pixels, %s", async (width, scheme) => {
    const page = await open("/", { width, scheme });
    await page.getByText(/in the shop now/).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await page.context().close();
  });
});
