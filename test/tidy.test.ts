/** What holds for every file, and no tool of the shelf checks. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

const NOT_OURS = new Set(["node_modules", "coverage", "out", "dist", ".git"]);

function listFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(dir, entry.name);
    return entry.isDirectory() ? listFiles(path) : [relative(root, path).replaceAll("\\", "/")];
  });
}

const files = listFiles(root);
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const sources = files.filter((file) => /\.(tsx?|mjs)$/.test(file));
/** What the bytes of a picture happen to spell says nothing, and what others wrote in their licences is theirs. */
const texts = files.filter((file) => !/\.webp$|^third-party-licences\.txt$/.test(file));
const pages = files.filter((file) => file.endsWith(".md"));

/** "file:line: text" of each line that a pattern is found on. */
function findLines(among: readonly string[], pattern: RegExp): string[] {
  return among.flatMap((file) =>
    read(file)
      .split("\n")
      .flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : [])),
  );
}

describe("files", () => {
  it("are found: a check that reads nothing holds nothing", () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(sources).toContain("packages/engine/src/engine.ts");
    expect(pages).toContain("README.md");
  });

  it("have names in kebab-case", () => {
    const wellKnown = new Set([
      ...["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "SECURITY.md"],
      ...["Dockerfile", "pull_request_template.md"],
    ]);
    const named = files.filter((file) => {
      const name = basename(file);
      return !wellKnown.has(name) && !/^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/.test(name);
    });
    expect(named).toEqual([]);
  });

  it("are no barrels", () => {
    // The generator of the documentation's site looks for a theme under this name.
    const indexes = sources.filter((file) => /(?:^|\/)index\.\w+$/.test(file));
    expect(indexes).toEqual(["docs/.vitepress/theme/index.ts"]);
    expect(findLines(sources, /^\s*export \*/)).toEqual([]);
  });

  it("name no folder of somebody's machine", () => {
    expect(findLines(texts, /(?:^|[^\w.])\/(?:work|root|home|Users)\/\w|\b[A-Z]:\\\\?\w/)).toEqual(
      [],
    );
  });

  it("name no package registry", () => {
    expect(findLines(texts, /https?:\/\/[^/\s"']*(?:registry|npm|mirror|artifact|nexus)/i)).toEqual(
      [],
    );
    expect(findLines(["package-lock.json"], /"resolved": "https?:/)).toEqual([]);
  });

  it("of pure packages draw no random numbers of their own", () => {
    const pure = sources.filter((file) => /^packages\/(?!ingest\/).*(?<!\.test)\.ts$/.test(file));
    expect(pure.length).toBeGreaterThan(50);
    expect(findLines(pure, /\bMath\.random\b/)).toEqual([]);
  });
});

/** Targets of links and pictures, without those in code. */
function findTargets(page: string): string[] {
  const text = read(page)
    .replace(/^```[\s\S]*?^```/gm, "")
    .replace(/`[^`\n]*`/g, "");
  const links = text.matchAll(/\]\(([^)\s]+)(?:\s"[^"]*")?\)|\b(?:src|srcset|href)="([^"]+)"/g);
  return [...links].map(([, inline, attribute]) => inline ?? attribute!);
}

/** Anchors of a page's headings, as forges make them. */
function listAnchors(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function isBroken(page: string, target: string): boolean {
  if (/^[a-z]+:/.test(target)) return false;
  const [path, anchor] = target.split("#") as [string, string | undefined];
  const file = path === "" ? page : join(dirname(page), path);
  if (!existsSync(join(root, file))) return true;
  if (anchor === undefined || statSync(join(root, file)).isDirectory()) return false;
  return !listAnchors(file).includes(anchor);
}

describe("pages", () => {
  it("link to what is there", () => {
    const links = pages.flatMap((page) => findTargets(page).map((target) => ({ page, target })));
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter(({ page, target }) => isBroken(page, target))).toEqual([]);
    expect(isBroken("README.md", "docs/nowhere.md")).toBe(true);
  });

  it("name scripts that npm knows", () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(read("package.json"));
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/\bnpm run ([\w-]+)/g)].map(([, script]) => script!),
    );
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});
