/** What of others a shop or its pages run with, as package-lock.json has it: no tools of developers. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "./versions.ts";

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
}

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** As its package.json says it; null where that says nothing. */
  readonly licence: string | null;
  /** Its folder; null where it is for other machines, and not installed on this one. */
  readonly folder: string | null;
}

const MODULES = "node_modules/";

/** Each name and version once, in order of their names. */
export function listLockedPackages(root: string): LockedPackage[] {
  const { packages } = readJson<{ packages: Record<string, Locked> }>(root, "package-lock.json");
  const found = new Map<string, LockedPackage>();
  for (const [path, { version, license, dev, devOptional, link }] of Object.entries(packages)) {
    const at = path.lastIndexOf(MODULES);
    if (at === -1 || link || dev || devOptional) continue;
    const name = path.slice(at + MODULES.length);
    const folder = existsSync(join(root, path)) ? join(root, path) : null;
    found.set(toReference(name, version!), {
      name,
      version: version!,
      licence: license ?? null,
      folder,
    });
  }
  return [...found.values()].sort((a, b) => compareNames(a.name, b.name));
}

/** How a bill of materials refers to a package. */
export function toReference(name: string, version: string): string {
  return `${name}@${version}`;
}

/** The same order on every machine. */
function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
