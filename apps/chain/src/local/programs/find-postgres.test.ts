import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { findPostgres } from "./find-postgres.ts";
import { isOpenToAll } from "./program-cache.ts";

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "saunter-programs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it("the newest installed PostgreSQL is used, and a folder without a server is not", async () => {
  const folder = openFolder();
  const steps: string[] = [];
  const search = {
    ...{
      installed: join(folder, "*/bin"),
      usesWorkspace: false,
      cacheFolder: join(folder, "cache"),
    },
    onStep: (what: string) => void steps.push(what),
  };
  for (const version of ["15", "16", "17"])
    mkdirSync(join(folder, version, "bin"), { recursive: true });
  for (const version of ["15", "16"]) writeFileSync(join(folder, version, "bin/postgres"), "");
  expect(await findPostgres(search)).toBe(join(folder, "16/bin"));
  expect(steps).toEqual([]);
  expect(existsSync(search.cacheFolder)).toBe(false);
});

it("a folder is open to all users only if each folder above it is", () => {
  const folder = openFolder();
  mkdirSync(join(folder, "inner"), { mode: 0o755 });
  expect(isOpenToAll(join(folder, "inner"))).toBe(false);
  expect(isOpenToAll(tmpdir())).toBe(true);
});
