#!/usr/bin/env node
// Runs the chain's command line on the Node that the workspace pins, whatever Node the machine has.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const MODERN = 24;
if (Number(process.versions.node.split(".")[0]) >= MODERN) {
  await import(new URL("../src/main.ts", import.meta.url).href);
} else {
  const self = fileURLToPath(import.meta.url);
  const node = join(dirname(self), "../../../node_modules/node/bin/node");
  if (!existsSync(node)) {
    console.error(
      "saunter-chain needs Node 24. Run `npm ci` in the project's folder: it brings its own.",
    );
    process.exit(1);
  }
  const run = spawn(node, [self, ...process.argv.slice(2)], { stdio: "inherit" });
  // A terminal tells both of Ctrl-C; whoever stops this process means the other one.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => run.kill(signal));
  run.on("close", (code) => process.exit(code ?? 1));
}
