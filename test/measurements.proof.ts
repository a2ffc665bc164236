/** The commands that measure run, and write what they are there to write. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const LAB = "apps/lab/src";
const PROGRAMS = {
  accuracy: `${LAB}/accuracy/accuracy.ts`,
  bench: `${LAB}/bench/bench.ts`,
  calibrate: `${LAB}/fit/calibrate.ts`,
  vision: `${LAB}/vision/vision.ts`,
  signals: `${LAB}/signals.ts`,
  screenshots: "scripts/screenshots.ts",
  screens: "scripts/screens.ts",
} as const;
type Program = keyof typeof PROGRAMS;

const script = (name: Program): string =>
  fileURLToPath(new URL(`../${PROGRAMS[name]}`, import.meta.url));

function runAlone(name: Program, ...args: string[]) {
  const command = [script(name), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
  return { status, stdout, stderr };
}

const run = (name: Program, ...args: string[]) => runAlone(name, "--quick", ...args);

interface Bench {
  readonly groups: readonly {
    readonly title: string;
    readonly figures: readonly {
      readonly name: string;
      readonly value: number | null;
      readonly limit: object | null;
    }[];
  }[];
}

// Processes of their own that simulate minutes.
describe("measuring", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "saunter-measured-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("of speed, latency and memory gives each figure a value", () => {
    const page = join(folder, "speed.md");
    const { status, stdout, stderr } = run("bench", "--json", "--out", page);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const { groups }: Bench = JSON.parse(stdout);
    const titles = groups.map(({ title }) => title).join("\n");
    for (const word of [
      ...["reading", "warm", "Crowd", "Latency", "memory", "bodies", "Front end", "Assign"],
    ]) {
      expect(titles).toContain(word);
    }
    const figures = groups.flatMap(({ figures }) => figures);
    expect(figures.length).toBeGreaterThan(20);
    expect(figures.filter(({ value }) => value === null || value < 0)).toEqual([]);
    // It measures too little for them.
    expect(figures.filter(({ limit }) => limit !== null)).toEqual([]);
    const written = readFileSync(page, "utf8");
    expect(written).toMatch(
      /^Saunter \d+\.\d+\.\d+( of commit \w+(, changed since)?)?, measured on /m,
    );
    for (const { title } of groups) expect(written).toContain(`\n## ${title}\n`);
    const rows = written.match(/^\| .* \|$/gm);
    expect(rows).toHaveLength(figures.length + groups.length);
    expect(written).not.toContain("NaN");
  });

  it("of accuracy writes a page with both engines and a picture beside it", () => {
    const page = join(folder, "accuracy.md");
    const { status, stderr } = run("accuracy", "--date", "2026-03-04", "--out", page);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const text = readFileSync(page, "utf8");
    expect(text).toContain("measured on 2026-03-04");
    expect(text).toContain("| all ordinary days | at most 5 % flagged |");
    expect(text).toContain("](accuracy.svg)");
    expect(text).toContain("## The rules of 2020");
    expect(text).toMatch(
      /\n\| set \| found \| missed \| phantom \|.* \|\n.*\n\| everyday, seed 1 \|/,
    );
    expect(text).toMatch(/\n### Ordinary days\n\n\| events \| found .*\n.*\n\| picks \| [1-9]/);
    expect(text).toMatch(/\n\| families \| held-out \| [1-9]/);
    expect(text).toMatch(/\n\| poor-cameras \| picks \| [1-9]/);
    expect(text).toMatch(/[1-9]\d* parameters ran on [1-9]/);
    expect(text).toMatch(/\n\| \w+\.\w+ \| assumed \| /);
    expect(text).toMatch(/\n\| none of these \| [1-9]/);
    expect(text).not.toContain("NaN");
    expect(readFileSync(join(folder, "accuracy.svg"), "utf8")).toContain("</svg>");
  });

  it("of what cameras make of people gives each figure a value, and a page", () => {
    const page = join(folder, "vision.md");
    const { status, stdout, stderr } = run("vision", "--out", page);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toMatch(/\n {2}attributed to who took them, of those taken +\d+\.\d %/);
    const written = readFileSync(page, "utf8");
    expect(written).toMatch(
      /^# Cameras\n\nSaunter \d+\.\d+\.\d+( of commit \w+(, changed since)?)?, measured on /,
    );
    expect(written).toContain("\n## Simulated shop, busy, 4 cameras at 2.4 m, seed 1\n");
    expect(written).not.toContain("NaN");
  });

  it("of signals writes a column for each kind of stream", () => {
    const page = join(folder, "signals.md");
    const { status, stderr } = run("signals", "--out", page);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const text = readFileSync(page, "utf8");
    expect(text).toContain("simulated busy, median of 1");
    expect(text).toContain("simulated crowd, median of 1");
    expect(text).toContain("| noise (1 s std, median plate), gondola 1 | g |");
  });

  it("refuses names and dates that make no sense", () => {
    for (const args of [
      ["--out", "page.txt"],
      ["--date", "yesterday"],
    ]) {
      const { status, stderr } = run("accuracy", ...args);
      expect(status).toBe(2);
      expect(stderr).toMatch(new RegExp(`^--[a-z]+ ${args[1]}: .+\\n$`));
    }
    expect(existsSync("page.txt")).toBe(false);
  });

  it.each(["accuracy", "signals", "bench", "screenshots", "calibrate", "screens"] as const)(
    "refuses in one sentence what %s does not know, and says what it does",
    (name) => {
      for (const [args, said] of [
        [["extra"], "Unexpected argument 'extra'"],
        [["--nothing"], "Unknown option '--nothing'"],
      ] as const) {
        const { status, stdout, stderr } = runAlone(name, ...args);
        expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
        expect(stderr.startsWith(`${said}; allowed: --`), stderr).toBe(true);
        expect(stderr.trimEnd().split("\n")).toHaveLength(1);
      }
    },
  );

  it("refuses an option without its value", () => {
    const { status, stderr } = runAlone("bench", "--only");
    expect(status).toBe(2);
    expect(stderr).toMatch(/^Option '--only <value>' argument missing; allowed: .*--only TEXT/);
  });
});
