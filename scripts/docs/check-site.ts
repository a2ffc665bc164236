/** What has to hold of the built site: no script within a page, and all that a page loads is a file of the site. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const BASE = "/docs/";

/** Files of a built site by their paths in it. */
export function listSite(folder: string): string[] {
  const entries = globSync("**/*", { cwd: folder, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((file) => file.replaceAll("\\", "/"))
    .sort();
}

/** One line a problem; none where the site is as it should be. */
export function findProblems(folder: string, files: readonly string[]): string[] {
  const pages = files.filter((file) => file.endsWith(".html"));
  if (pages.length === 0) return [`${folder} has no pages`];
  const isThere = (url: string): boolean => {
    const [path] = url.slice(BASE.length).split(/[?#]/) as [string];
    const file = path === "" || path.endsWith("/") ? `${path}index` : path;
    return existsSync(join(folder, file)) || existsSync(join(folder, `${file}.html`));
  };
  return [
    ...pages.flatMap((page) => checkPage(page, readFileSync(join(folder, page), "utf8"), isThere)),
    ...files
      .filter((file) => file.endsWith(".css"))
      .flatMap((file) => checkStyle(file, readFileSync(join(folder, file), "utf8"), isThere)),
  ];
}

type IsThere = (url: string) => boolean;

export function checkPage(page: string, html: string, isThere: IsThere): string[] {
  const problems: string[] = [];
  for (const [, attributes, body] of html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)) {
    if (/\bsrc="/.test(attributes!) && body === "") continue;
    problems.push(`${page}: a script within the page: ${body!.trim().slice(0, 60)}`);
  }
  for (const [tag] of html.matchAll(/<[a-z][^>]*\son[a-z]+="[^>]*>/g)) {
    problems.push(`${page}: a handler within the page: ${tag.slice(0, 60)}`);
  }
  for (const [, tag, url] of html.matchAll(/<(\w+)\b[^>]*?\s(?:src|href)="([^"]*)"/g)) {
    const isFollowed = tag === "a" && !url!.startsWith(BASE);
    if (isFollowed || url!.startsWith("data:") || (url!.startsWith(BASE) && isThere(url!)))
      continue;
    problems.push(`${page}: <${tag}> has ${url}, which is no file of the site`);
  }
  return problems;
}

export function checkStyle(file: string, css: string, isThere: IsThere): string[] {
  return [...css.matchAll(/url\(\s*["']?([^"')]+)/g)].flatMap(([, url]) =>
    url!.startsWith("data:") || (url!.startsWith(BASE) && isThere(url!))
      ? []
      : [`${file}: ${url} is no file of the site`],
  );
}
