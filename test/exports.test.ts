/** What workspaces export is what others import. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { listExports, readExports, writeExports } from "../scripts/exports/list-exports.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

describe("exports", () => {
  const found = listExports(root);

  it("are read of every workspace", () => {
    expect(found.size).toBeGreaterThan(12);
    expect(Object.keys(found.get("packages/engine")!).length).toBeGreaterThan(10);
  });

  it.each([...found])("of %s are what others import of it, and no more", (folder, exports) => {
    const listed = readExports(root, folder);
    const unused = Object.keys(listed).filter((name) => exports[name] !== listed[name]);
    const missing = Object.keys(exports).filter((name) => listed[name] === undefined);
    expect({ unused, missing }, "npm run exports writes them").toEqual({ unused: [], missing: [] });
  });

  it("keep everything else from being imported", async () => {
    const unlisted = "@saunter/engine/belief/updater";
    expect(existsSync(join(root, "packages/engine/src/belief/updater.ts"))).toBe(true);
    const resolve = (name: string) => import.meta.resolve(name);
    expect(resolve("@saunter/engine/engine")).toContain("packages/engine/src/engine.ts");
    expect(() => resolve(unlisted)).toThrow(/is not defined by "exports"/);
  });
});

describe("a list of exports", () => {
  const folder = mkdtempSync(join(tmpdir(), "saunter-exports-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  for (const name of ["test", "scripts", "examples", "docs/.vitepress"]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  const manifest = { name: "@saunter/one", version: "1.0.0", exports: { "./old": "./src/old.ts" } };
  write("packages/one/package.json", JSON.stringify(manifest));
  write("packages/one/src/used.ts", "");
  write("packages/one/src/parts/button.tsx", "");
  write("packages/one/src/own.ts", 'import "./used.ts";');
  write("packages/one/styles/look.css", "");
  write("apps/two/package.json", JSON.stringify({ name: "@saunter/two" }));
  write(
    "apps/two/src/main.ts",
    'import { a } from "@saunter/one/used";\nimport "@saunter/one/gone";',
  );
  write("apps/two/src/look.css", '@import "@saunter/one/styles/look.css";');
  write("apps/two/dist/main.js", 'import "@saunter/one/own";');
  write("test/page.test.ts", 'await import("@saunter/one/parts/button");');

  it("has sources and styles that code of others names, and are there", () => {
    expect(listExports(folder)).toEqual(
      new Map([
        [
          "packages/one",
          {
            "./parts/button": "./src/parts/button.tsx",
            "./styles/look.css": "./styles/look.css",
            "./used": "./src/used.ts",
          },
        ],
        ["apps/two", {}],
      ]),
    );
  });

  it("takes the place of the one before, and leaves all else", () => {
    expect(readExports(folder, "packages/one")).toEqual(manifest.exports);
    writeExports(folder, "packages/one", { "./used": "./src/used.ts" });
    const text = readFileSync(join(folder, "packages/one/package.json"), "utf8");
    expect(JSON.parse(text)).toEqual({ ...manifest, exports: { "./used": "./src/used.ts" } });
  });
});
