import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CAMERA_PACKAGES, CameraPackagesError, installMissing } from "./install-packages.ts";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "saunter-install-"));
});

afterEach(() => rmSync(root, { recursive: true }));

function put(...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(join(root, "node_modules", name), { recursive: true });
    writeFileSync(join(root, "node_modules", name, "package.json"), "{}");
  }
}

async function install(act: () => number, said = "") {
  const told: string[] = [];
  const asked: string[][] = [];
  const place = {
    root,
    tell: (line: string) => void told.push(line),
    runNpm: async (args: readonly string[]) => {
      asked.push([...args]);
      return { code: act(), said };
    },
  };
  const failure = await installMissing(place).catch((error: unknown) => error);
  return { told, asked, failure };
}

describe("packages that cameras need", () => {
  it("are left alone where they are all there", async () => {
    put(...CAMERA_PACKAGES);
    expect(await install(() => 1)).toEqual({ told: [], asked: [], failure: undefined });
  });

  it("are installed with one line, and no tools of developers with them", async () => {
    put(...CAMERA_PACKAGES.slice(1));
    const { told, asked, failure } = await install(() => {
      put(...CAMERA_PACKAGES);
      return 0;
    });
    expect(failure).toBeUndefined();
    expect(told).toHaveLength(1);
    expect(asked).toEqual([["install", "--no-save", "--no-audit", "--no-fund", "--omit=dev"]]);
  });

  it("leave tools of developers where these are", async () => {
    put("typescript");
    const { asked } = await install(() => {
      put(...CAMERA_PACKAGES);
      return 0;
    });
    expect(asked[0]).not.toContain("--omit=dev");
  });

  it("that cannot be had are reported with what to do, and what npm said", async () => {
    for (const act of [() => 1, () => 0]) {
      const { failure } = await install(act, "no network\n");
      expect(failure).toBeInstanceOf(CameraPackagesError);
      expect((failure as Error).message).toContain("npm install --no-save");
      expect((failure as Error).message).toContain("no network");
    }
  });
});
