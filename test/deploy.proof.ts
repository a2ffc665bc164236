/** The files in `deploy` start programs with commands and options that exist; Prometheus and systemd accept theirs. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../docs/.vitepress/pages.ts";

/** Of `systemd-analyze security`, where a process that may do anything has 10. */
const EXPOSURE_MAX = 4;

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const run = (program: string, args: readonly string[], cwd = ROOT) =>
  spawnSync(program, args, { cwd, encoding: "utf8" });
const isInstalled = (program: string): boolean => run(program, ["--version"]).status === 0;

const CHAIN = "apps/chain/bin/saunter-chain.mjs";

interface Service {
  readonly build?: unknown;
  readonly command?: readonly string[];
}

const composed = ["compose.yaml", "deploy/compose/chain.yaml"].flatMap((file) =>
  Object.entries(parse(read(file), { merge: true }).services as Record<string, Service>)
    .filter(([, { build }]) => build !== undefined)
    .map(([name, { command }]) => {
      const program = name === "shop" ? "apps/shop/bin/saunter.mjs" : CHAIN;
      return [`${file}: ${name}`, program, command!] as const;
    }),
);
const units = readdirSync(join(ROOT, "deploy/systemd")).map((file) => {
  const unit = read(`deploy/systemd/${file}`);
  const [, program, args] = /^ExecStart=\S+ \/opt\/saunter\/(\S+) (.+)$/m.exec(unit)!;
  return [file, program!, args!.split(" ")] as const;
});

it.each([...composed, ...units])("%s has a command and options that exist", (_, program, args) => {
  const [command] = args as [string];
  const { status, stdout } = run(process.execPath, [program, command, "--help"]);
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`^Usage: saunter(?:-chain)? ${command} `));
  const options = args.filter((arg) => arg.startsWith("--")).map((arg) => arg.split("=", 1)[0]!);
  for (const option of options) expect(stdout).toContain(option);
});

it.skipIf(!isInstalled("promtool"))("Prometheus accepts its files, and alerts fire", () => {
  const folder = join(ROOT, "deploy/prometheus");
  for (const args of [
    ["check", "config", "prometheus.yml"],
    ["test", "rules", "alerts.test.yml"],
  ]) {
    const { status, stdout, stderr } = run("promtool", args, folder);
    expect(status, stdout + stderr).toBe(0);
  }
});

describe.skipIf(!isInstalled("systemd-analyze"))("systemd", () => {
  it.each(units)("accepts %s, which may do little", (file) => {
    const folder = mkdtempSync(join(tmpdir(), "saunter-units-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const copy = join(folder, file);
    // As if Saunter were installed in the repository.
    writeFileSync(copy, read(`deploy/systemd/${file}`).replaceAll("/opt/saunter/", ROOT));
    const verified = run("systemd-analyze", ["verify", copy]);
    expect([verified.stderr, verified.status]).toEqual(["", 0]);
    const threshold = `--threshold=${EXPOSURE_MAX * 10}`;
    const security = run("systemd-analyze", ["security", "--offline=true", threshold, copy]);
    expect(security.status, security.stdout).toBe(0);
  });
});
