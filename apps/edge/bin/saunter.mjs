#!/usr/bin/env node
// Runs the command line on the Node that the workspace pins, whatever Node the machine has, and what
// runs for hours in little memory.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const major = Number(process.versions.node.split(".")[0]);
const main = new URL("../src/main.ts", import.meta.url);
const longRunning = JSON.parse(readFileSync(new URL("long-running.json", import.meta.url), "utf8"));
const flags = longRunning.commands.includes(process.argv[2]) ? longRunning.flags : [];
if (major >= 24 && flags.length === 0) {
  await import(main.href);
} else {
  const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
  const pinned = join(root, "node_modules/node/bin/node");
  const node = major >= 24 ? process.execPath : pinned;
  if (!existsSync(node)) {
    console.error(
      "saunter needs Node 24. Run `npm ci` in the project's folder: it brings its own.",
    );
    process.exit(1);
  }
  const args = [...flags, fileURLToPath(main), ...process.argv.slice(2)];
  const run = spawnSync(node, args, { stdio: "inherit" });
  process.exit(run.status ?? 1);
}
