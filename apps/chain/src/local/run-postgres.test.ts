import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { placePostgres } from "./run-postgres.ts";

it("root's PostgreSQL has its data outside of a folder that only root can enter", () => {
  const folder = mkdtempSync(join(tmpdir(), "saunter-closed-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const isInside = placePostgres(folder).startsWith(folder);
  expect(isInside).toBe(process.getuid?.() !== 0);
  expect(placePostgres(folder)).toBe(placePostgres(folder));
});
