/**
 * Writes into each package.json what other workspaces import of it:
 *
 *     node scripts/exports.ts
 */
import { fileURLToPath } from "node:url";
import { listExports, readExports, writeExports } from "./exports/list-exports.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

for (const [folder, exports] of listExports(root)) {
  const before = readExports(root, folder);
  const added = Object.keys(exports).filter((name) => before[name] === undefined);
  const removed = Object.keys(before).filter((name) => exports[name] === undefined);
  if (JSON.stringify(before) === JSON.stringify(exports)) continue;
  writeExports(root, folder, exports);
  console.log(
    [folder, ...added.map((name) => `  + ${name}`), ...removed.map((name) => `  - ${name}`)].join(
      "\n",
    ),
  );
}
