#!/usr/bin/env node
// Runs the command line on the Node that the workspace pins, whatever Node the machine has.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const major = Number(process.versions.node.split(".")[0]);
const main = new URL("../src/main.ts", import.meta.url);
if (major >= 24) {
  await import(main.href);
} else {
  const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
  const pinned = join(root, "node_modules/node/bin/node");
  if (!existsSync(pinned)) {
    console.error(
      "saunter needs Node 24. Run `npm ci` in the project's folder: it brings its own.",
    );
    process.exit(1);
  }
  const run = spawnSync(pinned, [fileURLToPath(main), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  process.exit(run.status ?? 1);
}
