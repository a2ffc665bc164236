/** The reference pages name all that there is to name. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  RECORDING_ERRORS,
  RECORDING_WARNINGS,
} from "@saunter/edge/ingest/recording/recording-codes";
import { SCENARIO_NAMES } from "@saunter/sim/scenarios";
import { describe, expect, it } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const main = fileURLToPath(new URL("../apps/edge/src/main.ts", import.meta.url));
const cli = read("docs/reference/cli.md");

function showHelp(...args: string[]): string {
  return spawnSync(process.execPath, [main, ...args, "--help"], { encoding: "utf8" }).stdout;
}

/** Commands as the program's help lists them. */
const commands = [...showHelp().matchAll(/^ {2}([a-z]+) \[options\]/gm)].map(([, name]) => name!);

describe("docs/reference", () => {
  it("has a section for every command", () => {
    expect(commands).toEqual(expect.arrayContaining(["replay", "evaluate", "simulate", "shop"]));
    const sections = [...cli.matchAll(/^## (\w+)$/gm)].map(([, name]) => name!);
    expect(sections.sort()).toEqual([...commands].sort());
  });

  it.each(commands)("names every option of %s, and no other", (command) => {
    const section = cli.split(`\n## ${command}\n`)[1]!.split("\n## ")[0]!;
    const usage = section.split("```")[1]!;
    const told = [...showHelp(command).matchAll(/^ {2}(?:-\w, )?(--[a-z]+)/gm)].map(
      ([, option]) => option!,
    );
    const named = [...usage.matchAll(/--[a-z]+/g)].map(([option]) => option);
    expect(named.sort()).toEqual(told.filter((option) => option !== "--help").sort());
    const table = section.split("\n").filter((line) => line.startsWith("| `--"));
    for (const option of named) expect(table.join("\n")).toContain(`\`${option}`);
  });

  it("names every scenario", () => {
    for (const name of SCENARIO_NAMES) expect(cli).toContain(`| \`${name}\` |`);
  });

  it("names every error and warning of reading, with its meaning", () => {
    const page = read("docs/reference/recording-format.md");
    const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` \| (.*) \|$/gm)].map(
      ([, code, meaning]) => [code!, meaning!] as const,
    );
    expect(Object.fromEntries(rows)).toEqual({ ...RECORDING_ERRORS, ...RECORDING_WARNINGS });
  });
});
