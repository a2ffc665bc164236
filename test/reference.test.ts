/** The reference pages name all that there is to name. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { RECORDING_ERRORS, RECORDING_WARNINGS } from "@saunter/ingest/recordings/recording-codes";
import { SCENARIO_NAMES } from "@saunter/sim/scenarios";
import { describe, expect, it } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const main = new URL("../apps/shop/src/main.ts", import.meta.url).href;
const cli = read("docs/reference/cli.md");

/** Runs the program's own file again for each command, in one process that has loaded the rest once. */
const SHOW_HELP = `
  const [node, main, lists] = process.argv;
  const write = process.stdout.write;
  process.stdout.setMaxListeners(0);
  process.stderr.setMaxListeners(0);
  const texts = [];
  for (const [at, args] of JSON.parse(lists).entries()) {
    let text = "";
    process.stdout.write = (piece) => (text += piece) !== "";
    process.argv = [node, main, ...args, "--help"];
    await import(main + "?" + at);
    texts.push(text);
  }
  process.stdout.write = write;
  process.stdout.write(JSON.stringify(texts));
`;

/** What `--help` shows after each of these. */
function showHelp(lists: readonly (readonly string[])[]): readonly string[] {
  const args = ["--input-type=module", "--eval", SHOW_HELP, main, JSON.stringify(lists)];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

/** Commands as a program's help lists them. */
function listCommands(help: string): string[] {
  const [, listed = ""] = help.split("Commands:\n");
  const names = [...listed.matchAll(/^ {2}([a-z][a-z-]*)(?: |$)/gm)].map(([, name]) => name!);
  return names.filter((name) => name !== "help");
}

function listOptions(help: string): string[] {
  return [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, name]) => name!);
}

/** What may be given after each command, those of its own commands among it. */
function findOptions(): ReadonlyMap<string, readonly string[]> {
  const names = listCommands(showHelp([[]])[0]!);
  const helps = showHelp(names.map((name) => [name]));
  const below = names.flatMap((name, at) => listCommands(helps[at]!).map((own) => [name, own]));
  const helpsBelow = showHelp(below);
  return new Map(
    names.map((name, at) => {
      const own = helpsBelow.filter((_, index) => below[index]![0] === name);
      return [name, [helps[at]!, ...own].flatMap(listOptions)];
    }),
  );
}

const options = findOptions();
const commands = [...options.keys()];

describe("docs/reference", () => {
  it("has a section for every command", () => {
    expect(commands).toEqual(expect.arrayContaining(["replay", "evaluate", "simulate", "serve"]));
    const sections = [...cli.matchAll(/^## ([\w-]+)$/gm)].map(([, name]) => name!);
    expect(sections.sort()).toEqual([...commands].sort());
  });

  it.each(commands)("names every option of %s, and no other", (command) => {
    const section = cli.split(`\n## ${command}\n`)[1]!.split("\n## ")[0]!;
    const usage = section.split("```")[1]!;
    const told = new Set(options.get(command)!.filter((option) => option !== "--help"));
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
