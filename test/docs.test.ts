/** The documentation's site: where its pages are, and which built pages are refused. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT, toAnchor, toSitePath } from "../docs/.vitepress/pages.ts";
import { markPicturesAsRelative, resolveLink } from "../docs/.vitepress/repository-links.ts";
import { findChecklistFaults } from "../scripts/check-docs/asvs.ts";
import { checkPage, checkStyle } from "../scripts/docs/check-site.ts";

it("the security checklist has each requirement once, with evidence", () => {
  expect(findChecklistFaults()).toEqual([]);
  const faults = findChecklistFaults("| 1.1.1 | 2 | Decode once |  |\n| 1.6.1 | 2 | x | y |");
  expect(faults).toContain("docs/reference/asvs.md: 1.1.1 has no evidence");
  expect(faults).toContain("docs/reference/asvs.md: 1.1.2 needs one row");
  expect(faults).toContain("docs/reference/asvs.md: 1.6.1 is no requirement of levels 1 and 2");
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
