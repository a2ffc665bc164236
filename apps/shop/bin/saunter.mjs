#!/usr/bin/env node
// Runs the command line on the Node that the workspace pins, whatever Node the machine has, and what
// runs for hours in little memory.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const longRunning = JSON.parse(readFileSync(new URL("long-running.json", import.meta.url), "utf8"));
const flags = longRunning.flags[process.argv[2]] ?? [];
const isModern = Number(process.versions.node.split(".")[0]) >= 24;
if (isModern && flags.every((flag) => process.execArgv.includes(flag))) {
  // What was compiled is kept from one start to the next.
  module.enableCompileCache();
  await import(new URL("../src/main.ts", import.meta.url).href);
} else {
  const self = fileURLToPath(import.meta.url);
  const pinned = join(dirname(self), "../../../node_modules/node/bin/node");
  const node = isModern ? process.execPath : pinned;
  if (!existsSync(node)) {
    console.error(
      "saunter needs Node 24. Run `npm ci` in the project's folder: it brings its own.",
    );
    process.exit(1);
  }
  const run = spawn(node, [...flags, self, ...process.argv.slice(2)], { stdio: "inherit" });
  // A terminal tells both of Ctrl-C; whoever stops this process means the other one.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => run.kill(signal));
  run.on("close", (code) => process.exit(code ?? 1));
}
