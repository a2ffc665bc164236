/**
 * The walls between packages are held by tools: the compiler, the linter and Node's resolution. A
 * tool that reads nothing passes, so each wall is tried here: what it forbids is planted in a copy
 * of the workspace, and has to be refused by name.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The whole workspace is compiled and linted twice, beside other tests. */
const CHECKS_MS_MAX = 600_000;

interface Planted {
  readonly title: string;
  readonly file: string;
  readonly text: string;
  /** What the compiler or the linter has to say of the file. */
  readonly refusal: RegExp;
}

const COMPILER: readonly Planted[] = [
  {
    title: "process in a pure package",
    file: "packages/numerics/src/planted-process.ts",
    text: "export const folder = process.cwd();\n",
    refusal: /TS2591: Cannot find name 'process'|TS2580: Cannot find name 'process'/,
  },
  {
    title: "console in a pure package",
    file: "packages/engine/src/planted-console.ts",
    text: 'export function tell(): void {\n  console.log("told");\n}\n',
    refusal: /TS2584: Cannot find name 'console'/,
  },
  {
    title: "a timer in a pure package",
    file: "packages/sim/src/planted-timer.ts",
    text: "export const timer = setTimeout(() => {}, 1);\n",
    refusal: /Cannot find name 'setTimeout'/,
  },
  {
    title: "a deep import past a package's exports",
    file: "packages/engine/src/planted-deep.ts",
    text: 'export { createRandom } from "@saunter/numerics/src/random.ts";\n',
    refusal: /TS2307: Cannot find module '@saunter\/numerics\/src\/random.ts'/,
  },
  {
    title: "a file of a package that its exports do not list",
    file: "apps/lab/src/planted-unlisted.ts",
    text: 'export { updateCluster } from "@saunter/engine/belief/updater";\n',
    refusal: /TS2307: Cannot find module '@saunter\/engine\/belief\/updater'/,
  },
  {
    title: "process in commerce",
    file: "packages/commerce/src/planted-process.ts",
    text: "export const folder = process.cwd();\n",
    refusal: /TS2591: Cannot find name 'process'|TS2580: Cannot find name 'process'/,
  },
  {
    title: "a relative import out of a package",
    file: "packages/numerics/src/planted-relative.ts",
    text: 'export type { PlateBatch } from "../../engine/src/observation.ts";\n',
    refusal: /TS6307|TS6059/,
  },
  {
    title: "syntax that does not run as it stands",
    file: "packages/numerics/src/planted-enum.ts",
    text: "export enum Mode {\n  Quiet,\n}\n",
    refusal: /TS1294/,
  },
];

const LINTER: readonly Planted[] = [
  {
    title: "a module of Node in a pure package",
    file: "packages/numerics/src/planted-node.ts",
    text: 'import { readFileSync } from "node:fs";\n\nexport const read = readFileSync;\n',
    refusal: /^lint\/correctness\/noNodejsModules$/,
  },
  {
    title: "Date in a pure package",
    file: "packages/engine/src/planted-date.ts",
    text: "export const nowMs = (): number => Date.now();\n",
    refusal: /^lint\/style\/noRestrictedGlobals$/,
  },
  {
    title: "a package import from numerics",
    file: "packages/numerics/src/planted-import.ts",
    text: 'import type { Product } from "@saunter/engine/shop-model";\n\nexport type Thing = Product;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "the simulator imported by the engine",
    file: "packages/engine/src/planted-sim.ts",
    text: 'import { SCENARIOS } from "@saunter/sim/scenarios";\n\nexport const all = SCENARIOS;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "attribution imported by sensing",
    file: "packages/engine/src/sensing/planted-attribution.ts",
    text: 'import { createTracks } from "../attribution/tracks.ts";\n\nexport const made = createTracks;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "belief imported by attribution",
    file: "packages/engine/src/attribution/planted-belief.ts",
    text: 'import { createCluster } from "../belief/hypotheses.ts";\n\nexport const made = createCluster;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "reporting imported by belief",
    file: "packages/engine/src/belief/planted-reporting.ts",
    text: 'import { joinReceipts } from "../reporting/receipts.ts";\n\nexport const made = joinReceipts;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "the engine imported by reporting",
    file: "packages/engine/src/reporting/planted-engine.ts",
    text: 'import { createEngine } from "../engine.ts";\n\nexport const made = createEngine;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "the engine's loop imported by vision",
    file: "packages/vision/src/planted-engine.ts",
    text: 'import { createEngine } from "@saunter/engine/engine";\n\nexport const made = createEngine;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "vision imported by the engine",
    file: "packages/engine/src/planted-vision.ts",
    text: 'import { makeBody } from "@saunter/vision/fusion/body";\n\nexport const made = makeBody;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "numerics imported by commerce",
    file: "packages/commerce/src/planted-import.ts",
    text: 'import { createRandom } from "@saunter/numerics/random";\n\nexport const draw = createRandom;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "commerce imported by the engine",
    file: "packages/engine/src/planted-commerce.ts",
    text: 'import { accept } from "@saunter/commerce/refusal";\n\nexport const take = accept;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "Date in commerce",
    file: "packages/commerce/src/planted-date.ts",
    text: "export const nowMs = (): number => Date.now();\n",
    refusal: /^lint\/style\/noRestrictedGlobals$/,
  },
  {
    title: "an app imported by the simulator",
    file: "packages/sim/src/planted-app.ts",
    text: 'import { loadConfig } from "@saunter/shop/config/load-config";\n\nexport const run = loadConfig;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "another package imported by ui",
    file: "packages/ui/src/planted-import.ts",
    text: 'import { accept } from "@saunter/commerce/refusal";\n\nexport const take = accept;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "another package imported by the protocol",
    file: "packages/protocol/src/planted-import.ts",
    text: 'import { accept } from "@saunter/commerce/refusal";\n\nexport const take = accept;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "the shop's process imported by what servers share",
    file: "packages/server/src/planted-shop.ts",
    text: 'import { openStore } from "@saunter/shop/store/store";\n\nexport const open = openStore;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "the chain's rights imported by what servers share",
    file: "packages/server/src/planted-rights.ts",
    text: 'import { CHAIN_RIGHTS } from "@saunter/protocol/chain/rights";\n\nexport const all = CHAIN_RIGHTS;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "the screens' parts imported by the client",
    file: "packages/client/src/planted-import.ts",
    text: 'import { formatMoney } from "@saunter/ui/format";\n\nexport const format = formatMoney;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "the client imported by the shop's process",
    file: "apps/shop/src/planted-client.ts",
    text: 'import { createApi } from "@saunter/client/api";\n\nexport const create = createApi;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "the lab imported by a test of the shop",
    file: "apps/shop/src/planted-lab.test.ts",
    text: 'import { SIMULATOR } from "@saunter/lab/simulator/simulator";\n\nexport const simulator = SIMULATOR;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "an app imported by a test of a package",
    file: "packages/ingest/src/planted-app.test.ts",
    text: 'import { loadConfig } from "@saunter/shop/config/load-config";\n\nexport const run = loadConfig;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "the shop's process imported by a screen",
    file: "apps/console/src/planted-edge.ts",
    text: 'import { loadConfig } from "@saunter/shop/config/load-config";\n\nexport const run = loadConfig;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "a module of Node in a screen",
    file: "apps/shopper/src/planted-node.ts",
    text: 'import { readFileSync } from "node:fs";\n\nexport const read = readFileSync;\n',
    refusal: /^lint\/correctness\/noNodejsModules$/,
  },
  {
    title: "a screen's parts imported by the shop's process",
    file: "apps/shop/src/planted-ui.ts",
    text: 'import { formatMoney } from "@saunter/ui/format";\n\nexport const format = formatMoney;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "a simulated world imported by the cart's process",
    file: "apps/cart/src/planted-sim.ts",
    text: 'import { createKernel } from "@saunter/sim/kernel";\n\nexport const create = createKernel;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "the shop's process imported by the chain",
    file: "apps/chain/src/planted-shop.ts",
    text: 'import { openStore } from "@saunter/shop/store/store";\n\nexport const open = openStore;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "the shop's process imported by a test of the chain",
    file: "apps/chain/src/planted-shop.test.ts",
    text: 'import { openStore } from "@saunter/shop/store/store";\n\nexport const open = openStore;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "the lab imported by a fixture of the chain",
    file: "apps/chain/src/planted-lab-fixture.ts",
    text: 'import { runLab } from "@saunter/lab/app";\n\nexport const run = runLab;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "the chain imported by a test of the cart",
    file: "apps/cart/src/planted-chain.test.ts",
    text: 'import { startChain } from "@saunter/chain/chain-fixture";\n\nexport const start = startChain;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "an app imported by shared fixtures",
    file: "packages/testing/src/planted-app.ts",
    text: 'import { openStore } from "@saunter/shop/store/store";\n\nexport const open = openStore;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "a function of a page that is too long",
    file: "apps/console/src/planted-long.tsx",
    text: `export function Long() {\n${"  console.log(1);\n".repeat(80)}  return <p>long</p>;\n}\n`,
    refusal: /^lint\/complexity\/noExcessiveLinesPerFunction$/,
  },
  {
    title: "another package by its path",
    file: "packages/engine/src/planted-path.ts",
    text: 'import { logSumExp } from "../../numerics/src/statistics.ts";\n\nexport const sum = logSumExp;\n',
    refusal: /^lint\/style\/noRestrictedImports$/,
  },
  {
    title: "a promise that nobody waits for",
    file: "apps/shop/src/planted-promise.ts",
    text: "async function write(): Promise<void> {}\n\nexport function go(): void {\n  write();\n}\n",
    refusal: /^lint\/nursery\/noFloatingPromises$/,
  },
  {
    title: "two files that import each other",
    file: "packages/sim/src/planted-cycle.ts",
    text: 'import { two } from "./planted-other.ts";\n\nexport const one = (): number => two();\n',
    refusal: /^lint\/suspicious\/noImportCycles$/,
  },
  {
    title: "a barrel file",
    file: "packages/numerics/src/planted-barrel.ts",
    text: 'export { createRandom } from "./random.ts";\nexport { logSumExp } from "./statistics.ts";\n',
    refusal: /^lint\/performance\/noBarrelFile$/,
  },
  {
    title: "export *",
    file: "apps/shop/src/planted-star.ts",
    text: 'export * from "./command-io.ts";\n',
    refusal: /^lint\/performance\/noReExportAll$/,
  },
];

const CYCLE_END = {
  file: "packages/sim/src/planted-other.ts",
  text: 'import { one } from "./planted-cycle.ts";\n\nexport const two = (): number => one();\n',
};

/** Allowed, at the same places: a tool that refuses everything is no wall either. */
const INNOCENT = [
  {
    title: "numerics in the engine",
    file: "packages/engine/src/planted-innocent.ts",
    text: 'import { logSumExp } from "@saunter/numerics/statistics";\n\nexport const sum = logSumExp;\n',
  },
  {
    title: "sensing in reporting",
    file: "packages/engine/src/reporting/planted-innocent.ts",
    text: 'import { findSickPlates } from "../sensing/plate-states.ts";\n\nexport const find = findSickPlates;\n',
  },
  {
    title: "commerce in the simulator",
    file: "packages/sim/src/planted-innocent.ts",
    text: 'import { accept } from "@saunter/commerce/refusal";\n\nexport const take = accept;\n',
  },
  {
    title: "what servers share in the chain",
    file: "apps/chain/src/planted-innocent.ts",
    text: 'import { findTracer } from "@saunter/server/tracing/find-tracer";\n\nexport const find = findTracer;\n',
  },
  {
    title: "the screens' parts in a screen",
    file: "apps/console/src/planted-innocent.ts",
    text: 'import { formatMoney } from "@saunter/ui/format";\n\nexport const format = formatMoney;\n',
  },
  {
    title: "the client in a screen",
    file: "apps/console/src/planted-client.ts",
    text: 'import { createApi } from "@saunter/client/api";\n\nexport const create = createApi;\n',
  },
  {
    title: "a module of Node in an app",
    file: "apps/shop/src/planted-innocent.ts",
    text: 'import { readFileSync } from "node:fs";\n\nexport const read = readFileSync;\n',
  },
];

/** A copy of the sources with its own workspace links; third parties' packages are shared. */
function copyWorkspace(): string {
  const copy = mkdtempSync(join(tmpdir(), "saunter-walls-"));
  const names = readdirSync(root).filter((name) => /\.(json|ts)$/.test(name));
  for (const name of [...names, ".gitignore", "packages", "apps"]) {
    cpSync(join(root, name), join(copy, name), {
      recursive: true,
      filter: (path) => !/node_modules|[\\/]dist$/.test(path),
    });
  }
  const modules = join(copy, "node_modules");
  mkdirSync(join(modules, "@saunter"), { recursive: true });
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name.startsWith(".") || name === "@saunter") continue;
    symlinkSync(join(root, "node_modules", name), join(modules, name), "junction");
  }
  for (const folder of ["packages", "apps"]) {
    for (const name of readdirSync(join(copy, folder))) {
      symlinkSync(join(copy, folder, name), join(modules, "@saunter", name), "junction");
    }
  }
  return copy;
}

function runTool(copy: string, path: string, args: readonly string[]) {
  const tool = join(root, "node_modules", path);
  const run = spawnSync(process.execPath, [tool, ...args], { cwd: copy, encoding: "utf8" });
  return { code: run.status, out: run.stdout };
}

/** What the linter says, by file: the rules broken. */
function lint(copy: string, files: readonly string[]) {
  const args = ["lint", "--reporter=json", "--max-diagnostics=none", ...files];
  const { code, out } = runTool(copy, "@biomejs/biome/bin/biome", args);
  const report: {
    summary: { unchanged: number; changed: number };
    diagnostics: { category: string; severity: string; location: { path: string } }[];
  } = JSON.parse(out);
  const errors = report.diagnostics.filter(({ severity }) => severity === "error");
  const rulesOf = (file: string): string[] =>
    errors.filter(({ location }) => location.path === file).map(({ category }) => category);
  return { code, rulesOf, checkedFiles: report.summary.unchanged + report.summary.changed };
}

const planted = [...COMPILER, ...LINTER, CYCLE_END, ...INNOCENT];

function compile(copy: string) {
  return runTool(copy, "typescript/bin/tsc", ["-b", "--pretty", "false"]);
}

describe("walls", () => {
  let copy = "";
  let before: { compiled: ReturnType<typeof compile>; linted: ReturnType<typeof lint> };
  let compiled: ReturnType<typeof compile>;
  let linted: ReturnType<typeof lint>;

  beforeAll(() => {
    copy = copyWorkspace();
    before = { compiled: compile(copy), linted: lint(copy, ["packages", "apps"]) };
    const plant = (files: readonly Pick<Planted, "file" | "text">[]): void => {
      for (const { file, text } of files) writeFileSync(join(copy, file), text);
    };
    // Imports that the linter refuses pull sources of one project into another.
    plant(COMPILER);
    compiled = compile(copy);
    plant(planted);
    linted = lint(
      copy,
      planted.map(({ file }) => file),
    );
  }, CHECKS_MS_MAX);

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  const linesOf = (file: string): string[] =>
    compiled.out.split("\n").filter((line) => line.startsWith(file));

  it("let the sources pass, having read them", () => {
    expect(before.compiled).toEqual({ code: 0, out: "" });
    expect(before.linted.checkedFiles).toBeGreaterThan(100);
    expect(before.linted.code).toBe(0);
  });

  it("make both tools fail, having read every planted file", () => {
    expect(compiled.code).not.toBe(0);
    expect(linted.code).not.toBe(0);
    expect(linted.checkedFiles).toBe(planted.length);
  });

  it.each(COMPILER)("of the compiler refuse $title", ({ file, refusal }) => {
    expect(linesOf(file).join("\n")).toMatch(refusal);
  });

  it.each(LINTER)("of the linter refuse $title", ({ file, refusal }) => {
    expect(linted.rulesOf(file)).toContainEqual(expect.stringMatching(refusal));
  });

  it.each(INNOCENT)("let $title pass", ({ file }) => {
    expect(linesOf(file)).toEqual([]);
    expect(linted.rulesOf(file)).toEqual([]);
  });

  it("of Node refuse a deep import and let the named one pass", () => {
    const load = (name: string) => {
      const script = `await import("@saunter/numerics/${name}")`;
      const args = ["--input-type=module", "--eval", script];
      return spawnSync(process.execPath, args, { cwd: copy, encoding: "utf8" });
    };
    expect(load("random").status).toBe(0);
    const deep = load("src/random.ts");
    expect(deep.status).not.toBe(0);
    expect(deep.stderr).toMatch(/ERR_MODULE_NOT_FOUND|ERR_PACKAGE_PATH_NOT_EXPORTED/);
  });
});
