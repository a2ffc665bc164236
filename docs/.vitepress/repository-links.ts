/**
 * Pages are written for a forge, where they link to each other, to sources and to pictures by path. On the
 * site, links to pages lead to the site's pages, and links to anything else become text that names the path.
 */
import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type { MarkdownRenderer } from "vitepress";
import { ROOT, toSitePath } from "./pages.ts";

export type LinkTarget =
  | { readonly kind: "as-written" }
  | { readonly kind: "page"; readonly href: string }
  | { readonly kind: "source"; readonly path: string };

/** @param page absolute path of the page that has the link. */
export function resolveLink(page: string, href: string): LinkTarget {
  if (/^(?:[a-z][a-z+.-]*:|#|\/)/i.test(href)) return { kind: "as-written" };
  const [path, anchor] = href.split("#") as [string, string | undefined];
  const target = resolve(dirname(page), path);
  const file = relative(ROOT, target).replaceAll("\\", "/");
  const sitePath = toSitePath(file);
  if (sitePath !== null) {
    return { kind: "page", href: `/${sitePath}${anchor === undefined ? "" : `#${anchor}`}` };
  }
  return existsSync(target) ? { kind: "source", path: file } : { kind: "as-written" };
}

/** Pictures beside a page, such as `<img src="floor.webp">`, as the bundler wants their paths. */
export function markPicturesAsRelative(html: string): string {
  return html.replace(/(<img\b[^>]*\bsrc=")(?![a-z]+:|[./])/gi, "$1./");
}

export function addRepositoryLinks(md: MarkdownRenderer): void {
  md.core.ruler.push("repository-links", (state) => {
    const page: string = state.env.realPath ?? state.env.path;
    for (const token of state.tokens) {
      if (token.type === "html_block") token.content = markPicturesAsRelative(token.content);
      if (token.children !== null) token.children = rewriteInline(page, token.children);
    }
  });
}

type Token = ReturnType<MarkdownRenderer["parse"]>[number];

function rewriteInline(page: string, tokens: readonly Token[]): Token[] {
  let source: { readonly path: string; text: string } | null = null;
  return tokens.flatMap((token) => {
    if (token.type === "html_inline") token.content = markPicturesAsRelative(token.content);
    if (token.type === "link_open") {
      const target = resolveLink(page, token.attrGet("href") ?? "");
      if (target.kind === "page") token.attrSet("href", target.href);
      if (target.kind !== "source") return [token];
      source = { path: target.path, text: "" };
      return [];
    }
    if (source === null) return [token];
    if (token.type !== "link_close") {
      source.text += token.content;
      return [token];
    }
    const { path, text } = source;
    source = null;
    return nameSource(token, path, text);
  });
}

/** What is only in the repository cannot be followed from the site: the path says where it is. */
function nameSource(token: Token, path: string, text: string): Token[] {
  if (text.endsWith(path)) return [];
  token.type = "text";
  token.tag = "";
  token.nesting = 0;
  token.content = ` (${path})`;
  return [token];
}
