/** Licences of what a release brings of others: whether they go with Apache-2.0, and their texts. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type LockedPackage, toReference } from "./locked-packages.ts";
import { readJson } from "./versions.ts";

/**
 * SPDX identifiers of what may be shipped with a program under Apache-2.0, as the Apache Software Foundation sorts
 * them (its categories A, and B for what is brought as it is: https://www.apache.org/legal/resolved.html).
 */
const ALLOWED = new Set([
  ...["0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC"],
  ...["MIT", "MIT-0", "Python-2.0", "Unlicense", "Zlib"],
  // Category B: an unchanged font, and files whose sources are public.
  ...["OFL-1.1", "MPL-2.0"],
]);

/** Where a package.json names no licence: what its file of that name says, read by somebody. */
const READ: Readonly<Record<string, string>> = { "png-js@2.0.0": "MIT" };

const TEXT = /^(?:licen[cs]e|copying|notice|copyright)(?!.*\.(?:js|ts|json)$)/i;

/** The licence of a package as SPDX writes it; null where nobody knows. */
export function findLicence({ name, version, licence }: LockedPackage): string | null {
  return licence ?? READ[toReference(name, version)] ?? null;
}

/** Whether an SPDX expression allows to ship what is under it: of an OR one side does, of an AND both have to. */
export function isAllowed(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, "$1");
  if (/[()]/.test(plain)) return false;
  return plain
    .split(" OR ")
    .some((side) => side.split(" AND ").every((one) => ALLOWED.has(one.trim())));
}

/** A sentence for each package that a release must not bring. */
export function findForbidden(packages: readonly LockedPackage[]): string[] {
  return packages.flatMap((one) => {
    const reference = toReference(one.name, one.version);
    const licence = findLicence(one);
    if (licence === null) {
      return [
        `${reference} names no licence. Read its licence file and add it to READ in scripts/release/licences.ts.`,
      ];
    }
    if (isAllowed(licence)) return [];
    return [
      `${reference} is under ${licence}, which may not go with Apache-2.0. Use another package.`,
    ];
  });
}

const RULE = "-".repeat(80);

/** Every package with its licence, then each text once, with the packages whose text it is. */
export function formatLicences(packages: readonly LockedPackage[]): string {
  const names = new Map<string, string[]>();
  const without: string[] = [];
  for (const one of packages) {
    const texts = readTexts(one, packages);
    const reference = toReference(one.name, one.version);
    if (texts.length === 0) without.push(reference);
    for (const text of texts) names.set(text, [...(names.get(text) ?? []), reference]);
  }
  const rows = packages.map(describe);
  const sections = [...names].map(
    ([text, of]) => `${RULE}\n${of.join("\n")}\n${RULE}\n\n${text}\n`,
  );
  return [
    "Saunter is under the Apache License 2.0 (LICENSE). It is installed with the packages below.\n",
    `${rows.join("\n")}\n`,
    "These bring no text of their licence. Their package.json names it:\n",
    `${without.join("\n")}\n`,
    ...sections,
  ].join("\n");
}

/** Its licence, and, where it is installed, where its source is. */
function describe(one: LockedPackage): string {
  const said = `${toReference(one.name, one.version)}: ${findLicence(one)}`;
  if (one.folder === null) return said;
  const { repository } = readJson<{ repository?: string | { url?: string } }>(
    one.folder,
    "package.json",
  );
  const url = typeof repository === "string" ? repository : repository?.url;
  return url === undefined ? said : `${said}, ${url.replace(/^git\+/, "")}`;
}

/**
 * Texts of a package, or, of a part of another one for some machines (such as `lightningcss-darwin-x64` of
 * `lightningcss`), of that.
 */
function readTexts(one: LockedPackage, packages: readonly LockedPackage[]): string[] {
  const own = one.folder === null ? [] : readFolder(one.folder);
  if (own.length > 0) return own;
  const whole = packages.find(
    ({ name, version, folder }) =>
      folder !== null && version === one.version && one.name.startsWith(`${name}-`),
  );
  return whole === undefined ? [] : readFolder(whole.folder!);
}

function readFolder(folder: string): string[] {
  // The package `node` brings the program in a package of its own, which npm does not lock.
  const inner = folder.endsWith("node_modules/node") ? listNodePrograms(folder) : [];
  return [folder, ...inner].flatMap((one) =>
    readdirSync(one)
      .filter((name) => TEXT.test(name))
      .sort()
      .map((name) => readFileSync(join(one, name), "utf8").replaceAll("\r\n", "\n").trim()),
  );
}

function listNodePrograms(folder: string): string[] {
  const modules = join(folder, "node_modules");
  const names = readdirSync(modules).filter((name) => /^node-(?!bin-setup$)/.test(name));
  return names.map((name) => join(modules, name));
}
