/** The documentation's site: the Markdown pages as they stand, for `/docs/` of the shop's process. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitepress";
import { listRewrites, ROOT, SECTIONS, toAnchor, toSitePath } from "./pages.ts";
import { addRepositoryLinks } from "./repository-links.ts";

const BASE = "/docs/";
const OUT = join(import.meta.dirname, "dist");
const MARK = readFileSync(join(ROOT, "apps/console/public/mark.svg"));
const MARK_URL = `data:image/svg+xml;base64,${MARK.toString("base64")}`;

/** Folders of the repository that have no pages of the site. */
function listOtherFolders(): string[] {
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "docs")
    .map(({ name }) => name);
}

function toLink(file: string): string {
  return `/${toSitePath(file)!}`.replace(/(?:index)?\.md$/, "");
}

/**
 * The generator writes two short scripts into each page, which choose dark or light before anything is drawn. As files
 * of their own they need no exception in the content security policy.
 */
function moveScriptsToFiles(html: string): string {
  return html.replace(/<script id="[\w-]+">([\s\S]*?)<\/script>/g, (_, script: string) => {
    const digest = createHash("sha256").update(script).digest("hex").slice(0, 8);
    const name = `assets/first.${digest}.js`;
    mkdirSync(join(OUT, "assets"), { recursive: true });
    writeFileSync(join(OUT, name), script);
    return `<script src="${BASE}${name}"></script>`;
  });
}

export default defineConfig({
  lang: "en-GB",
  title: "Saunter",
  description: "Documentation of Saunter, an open self-hosted checkout-free shop.",
  base: BASE,
  srcDir: ROOT,
  srcExclude: [...listOtherFolders().map((folder) => `${folder}/**`), "README.md"],
  rewrites: listRewrites(),
  outDir: OUT,
  cacheDir: join(ROOT, "node_modules/.cache/vitepress"),
  cleanUrls: true,
  head: [["link", { rel: "icon", href: MARK_URL }]],
  transformHtml: moveScriptsToFiles,
  markdown: {
    anchor: { slugify: toAnchor },
    // Forges know neither: what looks like one is meant as it stands.
    attrs: false,
    emoji: false,
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config: addRepositoryLinks,
  },
  themeConfig: {
    logo: MARK_URL,
    outline: [2, 3],
    search: { provider: "local" },
    // On a phone there are two: of the bar above, and of the pages.
    ...{ mobileMenuLabel: "Menu", sidebarMenuLabel: "Pages" },
    notFound: {
      title: "There is no such page",
      quote: "The address may be mistyped, or the page may have gone.",
      linkText: "Documentation by reader",
    },
    nav: [
      { text: "First steps", link: toLink("docs/start.md") },
      { text: "Command line", link: toLink("docs/reference/cli.md") },
      { text: "HTTP API", link: toLink("docs/reference/http-api.md") },
    ],
    sidebar: SECTIONS.map(({ title, pages, isCollapsed = false }) => ({
      text: title,
      ...(isCollapsed ? { collapsed: true } : {}),
      items: pages.map((page) => ({ text: page.title, link: toLink(page.file) })),
    })),
  },
  vite: { build: { assetsInlineLimit: 0, reportCompressedSize: false } },
});
