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

const shown = new Map<string, string>();

function showHelp(...args: string[]): string {
  const key = args.join(" ");
  const run = () => spawnSync(process.execPath, [main, ...args, "--help"], { encoding: "utf8" });
  const text = shown.get(key) ?? run().stdout;
  shown.set(key, text);
  return text;
}

/** Commands as a program's help lists them. */
function listCommands(...args: string[]): string[] {
  const [, listed = ""] = showHelp(...args).split("Commands:\n");
  const names = [...listed.matchAll(/^ {2}([a-z]+)(?: |$)/gm)].map(([, name]) => name!);
  return names.filter((name) => name !== "help");
}

const commands = listCommands();

/** What may be given after a command, those of its own commands among it. */
function listOptions(...args: string[]): string[] {
  const own = [...showHelp(...args).matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(
    ([, name]) => name!,
  );
  const below = args.length > 1 ? [] : listCommands(...args);
  return [...own, ...below.flatMap((name) => listOptions(...args, name))];
}

describe("docs/reference", () => {
  it("has a section for every command", () => {
    expect(commands).toEqual(expect.arrayContaining(["replay", "evaluate", "simulate", "serve"]));
    const sections = [...cli.matchAll(/^## (\w+)$/gm)].map(([, name]) => name!);
    expect(sections.sort()).toEqual([...commands].sort());
  });

  it.each(commands)("names every option of %s, and no other", (command) => {
    const section = cli.split(`\n## ${command}\n`)[1]!.split("\n## ")[0]!;
    const usage = section.split("```")[1]!;
    const told = new Set(listOptions(command).filter((option) => option !== "--help"));
    const named = new Set([...usage.matchAll(/--[a-z-]+/g)].map(([option]) => option));
    expect([...named].sort()).toEqual([...told].sort());
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
