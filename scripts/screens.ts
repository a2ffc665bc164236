/**
 * Builds the pages that browsers get, where they are older than their sources:
 *
 *     node scripts/screens.ts           builds what has changed
 *     node scripts/screens.ts --force   builds all
 */
import { createHash } from "node:crypto";
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readOptions } from "@saunter/lab/read-options";
import { compress } from "./screens/compress.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const APPS = ["apps/console", "apps/shopper", "apps/chain-console"];
/** Whatever a page is made of. */
const SOURCES = [
  "packages/client/src/**/*",
  "packages/ui/{src,styles}/**/*",
  "scripts/screens.ts",
  "scripts/screens/**/*",
  "package-lock.json",
];
const STAMP = ".sources";

/** Two at once would write over each other. */
const LOCK = join(root, "node_modules/.cache/screens.lock");
const LOCK_MS_MAX = 120_000;
const LOOK_AGAIN_MS = 100;

// Whoever has it built, tests among them, gets the pages that shoppers get.
process.env.NODE_ENV = "production";

const options = readOptions({ force: { type: "boolean" } });
takeLock();
process.on("exit", () => rmdirSync(LOCK));
for (const app of APPS) {
  const hash = hashSources(app);
  const stamp = join(root, app, "dist", STAMP);
  const isFresh = existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
  if (isFresh && !options.force) continue;
  console.error(`setup: building the pages of ${app}`);
  // Loaded only where something is to be built: most starts build nothing.
  const { build } = await import("vite");
  await build({ configFile: join(root, app, "vite.config.ts"), logLevel: "warn" });
  compress(join(root, app, "dist"));
  writeFileSync(stamp, hash);
}

/** Waits for whoever builds already; a lock that is older than any build was left behind. */
function takeLock(): void {
  mkdirSync(join(LOCK, ".."), { recursive: true });
  for (;;) {
    try {
      mkdirSync(LOCK);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const ageMs = Date.now() - (statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (ageMs > LOCK_MS_MAX) rmdirSync(LOCK);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_AGAIN_MS);
  }
}

function hashSources(app: string): string {
  const own = [`${app}/*.{html,ts,json}`, `${app}/{src,public}/**/*`];
  const hash = createHash("sha256");
  const files = globSync([...SOURCES, ...own], { cwd: root, withFileTypes: true });
  const paths = files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name));
  for (const path of paths.sort()) hash.update(`${path}\0`).update(readFileSync(path));
  return hash.digest("hex");
}
