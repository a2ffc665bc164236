/** Pictures of the screens in the documentation: all pages have theirs, and they stay small. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { nameFile, SCHEMES, SHOTS } from "../scripts/screenshots/shots.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "docs/screens");
const BYTES_MAX = 3_500_000;

const files = SHOTS.flatMap((shot) =>
  shot.sizes.flatMap((size) => SCHEMES.map((scheme) => nameFile(shot, size, scheme))),
);

describe("pictures of the screens", () => {
  it("are made of each page of the console", () => {
    const pages = readFileSync(join(root, "apps/console/src/shell/pages.ts"), "utf8");
    const paths = [...pages.matchAll(/^ {4}path: "([^"]+)"/gm)].map(([, path]) => path!);
    expect(paths.length).toBeGreaterThan(12);
    const shown = SHOTS.map(({ path }) => path.replace(/^\/console/, "").split(/[?]/)[0]);
    const missing = paths.filter((path) => {
      const pattern = new RegExp(`^${path.replace(/\/:\w+\??/g, "(/[\\w-]+)?")}$`);
      return !shown.some((one) => pattern.test(one!));
    });
    expect(missing).toEqual([]);
  });

  it("are made of each page of the phone, and of one of them from right to left", () => {
    const frame = readFileSync(join(root, "apps/shopper/src/shop/frame.tsx"), "utf8");
    const paths = [...frame.matchAll(/<Route path="([^"]+)"/g)].map(([, path]) => path!);
    expect(paths.length).toBeGreaterThan(8);
    const shown = SHOTS.map(({ path }) => path.split("?")[0]!);
    // A receipt by its link is the same as in a visit; members are of a chain.
    const unshown = ["/shop/r/:token", "/shop/member"];
    const missing = paths.filter((path) => {
      const pattern = new RegExp(`^${path.replace(/:\w+/g, "\\w+")}$`);
      return !unshown.includes(path) && !shown.some((one) => pattern.test(one));
    });
    expect(missing).toEqual([]);
    expect(SHOTS.some(({ locale }) => locale?.startsWith("ar"))).toBe(true);
  });

  it("are taken once the page has what they wait for", () => {
    const readSources = (place: string): string[] =>
      readdirSync(join(root, place), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".tsx"))
        .map((name) => readFileSync(join(root, place, name), "utf8"));
    const shared = readSources("packages/ui/src");
    const [console, shopper] = ["apps/console/src", "apps/shopper/src"].map(readSources);
    const missing = SHOTS.flatMap(({ name, path, ready }) => {
      const sources = [...shared, ...(path.startsWith("/console") ? console! : shopper!)];
      const classes = ready.match(/(?<=\.)[\w-]+/g) ?? [];
      return classes
        .filter((one) => !sources.some((text) => new RegExp(`["\`\\s]${one}["\`\\s]`).test(text)))
        .map((one) => `${name}: ${one}`);
    });
    expect(missing).toEqual([]);
  });

  it("are all there, and no others, each on the page that shows them", () => {
    const made = readdirSync(folder).filter((name) => name !== "README.md");
    expect(made.sort()).toEqual([...files].sort());
    const page = readFileSync(join(folder, "README.md"), "utf8");
    expect(files.filter((name) => !page.includes(`"${name}"`))).toEqual([]);
  });

  it("take 3.5 MB at most", () => {
    const bytes = files
      .filter((name) => existsSync(join(folder, name)))
      .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(BYTES_MAX);
  });
});
