/** Links, paths and commands in the documentation that lead nowhere. */
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { listDocs, ROOT, SECTIONS, toAnchor } from "../../docs/.vitepress/pages.ts";

const NOT_OURS = ["node_modules", "coverage", "out", "dist", ".git"];
/** Pages that tell contributors where things are: paths in backticks are as good as links. */
const MAPS = ["CONTRIBUTING.md", "docs/architecture.md"];
const SOURCES = ["apps", "packages", "test", "scripts", "docs"];

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** One line a problem. */
export function findDeadLinks(): string[] {
  const pages = globSync("**/*.md", { cwd: ROOT, exclude: (name) => NOT_OURS.includes(name) }).map(
    (page) => page.replaceAll("\\", "/"),
  );
  return [
    ...pages.flatMap((page) => listLinks(page).flatMap((link) => checkLink(page, link))),
    ...findUnknownScripts(pages),
    ...findMissingPaths(),
    ...findUnlistedPages(),
    ...findMissingHelp(),
  ];
}

interface Link {
  readonly target: string;
  readonly title: string | undefined;
}

/** Links and pictures outside code. */
function listLinks(page: string): Link[] {
  const text = read(page)
    .replace(/^```[\s\S]*?^```/gm, "")
    .replace(/`[^`\n]*`/g, "");
  const links = text.matchAll(/\]\(([^)\s]+)(?:\s"([^"]*)")?\)|\b(?:src|srcset|href)="([^"]+)"/g);
  return [...links].map(([, inline, title, attribute]) => ({
    target: inline ?? attribute!,
    title,
  }));
}

function checkLink(page: string, { target, title }: Link): string[] {
  if (/^[a-z]+:/.test(target)) return [];
  const [path, anchor] = target.split("#") as [string, string | undefined];
  const file = path === "" ? page : normalize(join(dirname(page), path));
  if (!existsSync(join(ROOT, file))) return [`${page}: ${target} does not exist`];
  if (anchor !== undefined && statSync(join(ROOT, file)).isFile()) {
    if (!listAnchors(file).includes(anchor)) return [`${page}: ${target} has no such heading`];
  }
  // The threat model links each defence to the test that holds it, by the test's title.
  const isTest = /\.(?:test|proof)\.ts$/.test(file);
  if (isTest && title !== undefined && !read(file).includes(`"${title}"`))
    return [`${page}: ${file} has no test "${title}"`];
  return [];
}

const listAnchors = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => toAnchor(heading!));

function findUnknownScripts(pages: readonly string[]): string[] {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(read("package.json"));
  return pages.flatMap((page) =>
    [...read(page).matchAll(/\bnpm run ([\w-]+)/g)]
      .filter(([, script]) => !(script! in scripts))
      .map(([command]) => `${page}: package.json has no script for ${command}`),
  );
}

function findMissingPaths(): string[] {
  const files = SOURCES.flatMap((folder) =>
    globSync("**/*", { cwd: join(ROOT, folder), exclude: (name) => NOT_OURS.includes(name) })
      .map((file) => `/${folder}/${file.replaceAll("\\", "/")}`)
      // The pages write engine/reporting for packages/engine/src/reporting.
      .flatMap((file) => [file, file.replace("/src/", "/")]),
  );
  return MAPS.flatMap((page) =>
    [...read(page).matchAll(/`([^`\s<>*]+)`/g)]
      .map(([, path]) => path!)
      .filter((path) => /^[\w./-]+\.tsx?$|^(?:apps|packages|test|scripts|docs)\//.test(path))
      .filter((path) => !existsSync(join(ROOT, path)))
      .filter((path) => !files.some((file) => file.endsWith(`/${path.replace(/\/$/, "")}`)))
      .map((path) => `${page}: ${path} does not exist`),
  );
}

/** Pages that the site's sidebar does not lead to. */
function findUnlistedPages(): string[] {
  const listed = SECTIONS.flatMap(({ pages }) => pages.map(({ file }) => file));
  return listDocs()
    .filter((file) => !listed.includes(file))
    .map((file) => `${file} is missing from the sidebar in docs/.vitepress/pages.ts`);
}

/** The help of a page of the console opens the guide at the heading with the page's name. */
function findMissingHelp(): string[] {
  const anchors = listAnchors("docs/console.md");
  return [...read("apps/console/src/shell/pages.ts").matchAll(/^ {4}name: "(.+)",$/gm)]
    .filter(([, name]) => !anchors.includes(toAnchor(name!)))
    .map(([, name]) => `docs/console.md has no section on the page ${name}`);
}
