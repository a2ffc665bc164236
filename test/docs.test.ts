/** Whoever reads the documentation, on its site or as files, finds every page of it. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import {
  INDEX,
  listDocs,
  listRewrites,
  ROOT,
  SECTIONS,
  toAnchor,
  toSitePath,
} from "../docs/.vitepress/pages.ts";
import { markPicturesAsRelative, resolveLink } from "../docs/.vitepress/repository-links.ts";
import { checkPage, checkStyle } from "../scripts/docs/check-site.ts";

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

const inSidebar = SECTIONS.flatMap(({ pages }) => pages.map(({ file }) => file));

describe("the documentation's sidebar", () => {
  it("names every page in docs, and none twice", () => {
    expect(listDocs().length).toBeGreaterThan(40);
    expect(inSidebar.filter((file) => file.startsWith("docs/")).sort()).toEqual(listDocs());
    expect(new Set(inSidebar).size).toBe(inSidebar.length);
  });

  it("names every other page of the site", () => {
    expect(Object.keys(listRewrites()).sort()).toEqual([...inSidebar].sort());
  });

  it("has a section for each reader", () => {
    const titles = SECTIONS.map(({ title }) => title);
    const readers = ["Operators", "Shoppers", "Integrators", "Researchers", "Contributors"];
    expect(titles).toEqual(["Start", ...readers, "Decisions"]);
  });
});

describe("the documentation's index", () => {
  const linked = [...read(INDEX).matchAll(/\]\(([^)#\s]+)/g)].map(([, target]) =>
    normalize(join(dirname(INDEX), target!)).replaceAll("\\", "/"),
  );

  it("links to every page in docs, and to the first decision for all of them", () => {
    const isNamed = (file: string): boolean =>
      file === INDEX || linked.includes(file) || file.startsWith("docs/decisions/");
    expect(listDocs().filter((file) => !isNamed(file))).toEqual([]);
    expect(linked).toContain("docs/decisions/0001-workspace-and-walls.md");
  });

  it("has a heading for each reader", () => {
    const headings = [...read(INDEX).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(SECTIONS.slice(0, -1).map(({ title }) => title));
  });
});

/** Files and folders of a page that are in the repository: names in backticks with a slash, or of TypeScript. */
function listPaths(page: string): string[] {
  const names = [...read(page).matchAll(/`([^`\s<>*]+)`/g)].map(([, name]) => name!);
  return names.filter((name) =>
    /^[\w./-]+\.tsx?$|^(?:apps|packages|test|scripts|docs)\//.test(name),
  );
}

describe("a page on where things are", () => {
  const files = ["apps", "packages", "test", "scripts", "docs"].flatMap((folder) =>
    (readdirSync(join(ROOT, folder), { recursive: true }) as string[])
      .filter((file) => !file.includes("node_modules"))
      .map((file) => `/${folder}/${file.replaceAll("\\", "/")}`)
      // The pages say `engine/reporting` of packages/engine/src/reporting.
      .flatMap((file) => [file, file.replace("/src/", "/")]),
  );
  const find = (paths: readonly string[]): string[] =>
    paths.filter((path) => !files.some((file) => file.endsWith(`/${path.replace(/\/$/, "")}`)));

  it.each(["CONTRIBUTING.md", "docs/architecture.md"])("%s names what is there", (page) => {
    expect(listPaths(page).length).toBeGreaterThan(20);
    expect(find(listPaths(page))).toEqual([]);
  });

  it("would be found out", () => {
    expect(find(["apps/shop/src/nowhere", "engine.ts", "no-such-file.ts"])).toEqual([
      ...["apps/shop/src/nowhere", "no-such-file.ts"],
    ]);
  });
});

describe("a page of the site", () => {
  it.each([
    ["docs/start.md", "start.md"],
    ["docs/reference/cli.md", "reference/cli.md"],
    ["docs/screens/README.md", "screens/index.md"],
    ["CONTRIBUTING.md", "contributing.md"],
    ["README.md", "index.md"],
    ["docs/images/visit.svg", null],
    ["apps/shop/src/main.ts", null],
    ["examples/notes.md", null],
  ])("made of %s is %s", (file, path) => {
    expect(toSitePath(file)).toBe(path);
  });

  it.each([
    ["glossary.md#the-shop", { kind: "page", href: "/glossary.md#the-shop" }],
    ["screens/README.md", { kind: "page", href: "/screens/index.md" }],
    ["../CONTRIBUTING.md", { kind: "page", href: "/contributing.md" }],
    ["../examples/shop.yaml", { kind: "source", path: "examples/shop.yaml" }],
    ["https://www.gs1.org/", { kind: "as-written" }],
    ["#next", { kind: "as-written" }],
    ["nowhere.yaml", { kind: "as-written" }],
  ])("leads from docs/start.md by %s to what a forge shows there", (href, target) => {
    expect(resolveLink(join(ROOT, "docs/start.md"), href)).toEqual(target);
  });

  it("has its headings' anchors where forges have them", () => {
    expect(toAnchor("3. What the engine makes of it")).toBe("3-what-the-engine-makes-of-it");
    expect(toAnchor("A session's `--out`, in short")).toBe("a-sessions---out-in-short");
  });

  it("has the pictures that lie beside it", () => {
    const html = '<img src="floor.webp" alt=""> <img width="9" src="../a.svg">';
    expect(markPicturesAsRelative(html)).toBe(
      '<img src="./floor.webp" alt=""> <img width="9" src="../a.svg">',
    );
    expect(markPicturesAsRelative('<img src="data:,">')).toBe('<img src="data:,">');
  });
});

describe("a built page is refused", () => {
  const isThere = (url: string): boolean => url === "/docs/assets/app.js";

  it.each([
    ["a script within it", "<script>alert()</script>"],
    ["a handler within it", '<button onclick="alert()">'],
    ["a script from elsewhere", '<script src="https://cdn.example/app.js"></script>'],
    ["a picture from elsewhere", '<img alt="" src="https://cdn.example/a.png">'],
    ["an asset that is not there", '<script type="module" src="/docs/assets/b.js"></script>'],
    ["a link to a page that is not there", '<a class="link" href="/docs/nowhere">'],
  ])("for %s", (_, html) => {
    expect(checkPage("a.html", html, isThere)).toHaveLength(1);
  });

  it("for a font from elsewhere in its style", () => {
    const css = '@font-face { src: url("https://fonts.example/a.woff2"); } a { b: url(data:,) }';
    expect(checkStyle("a.css", css, isThere)).toHaveLength(1);
  });

  it("for nothing else", () => {
    const html =
      '<script src="/docs/assets/app.js"></script><a href="https://www.gs1.org/"><a href="#x">';
    expect(checkPage("a.html", html, isThere)).toEqual([]);
  });
});
