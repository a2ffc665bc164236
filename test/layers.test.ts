/**
 * Imports run one way: between packages, and between the folders of the shop's process. Imports of types count,
 * and so do those that are made as the program runs. What breaks the order is planted, and has to be found.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What each package may import. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  numerics: [],
  vision: ["numerics", "engine"],
  engine: ["numerics"],
  commerce: ["protocol"],
  sim: ["numerics", "vision", "engine", "commerce"],
  "stand-ins": ["engine", "sim", "ingest"],
  protocol: [],
  ingest: ["numerics", "vision", "engine", "protocol"],
  server: ["protocol"],
  client: ["protocol"],
  ui: ["client", "protocol"],
  testing: [],
  shop: ["numerics", "vision", "engine", "commerce", "protocol", "ingest", "server"],
  lab: [
    "numerics",
    "vision",
    "engine",
    "commerce",
    "sim",
    "stand-ins",
    "protocol",
    "ingest",
    "server",
    "shop",
    "cart",
    "chain",
  ],
  cart: ["engine", "commerce", "protocol", "ingest", "shop"],
  chain: ["commerce", "protocol", "server"],
  "chain-console": ["ui", "client", "protocol"],
  console: ["ui", "client", "protocol"],
  shopper: ["ui", "client", "protocol"],
};

/** The only files that one package may import of another: formats, codes and bounds that both speak of. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  "vision engine": ["observation"],
  "commerce protocol": [
    ...["alert-kinds", "limits", "problem-codes", "refund-reasons", "roles"],
    ...["balance-kinds", "drawer-moves", "security-event-kinds", "stock-kinds"],
    ...["public-event", "public-event-schema"],
  ],
  "server protocol": [
    ...["http/problem-schema", "http/route-spec", "http/sample-schema"],
    ...["limits", "strict-json", "webhooks/signature", "webhooks/webhook-limits"],
  ],
};

/** Folders of the shop's process: each may import those above it. Files that lie in none come last. */
const SHOP_FOLDERS = [
  ...["command-line", "config", "store", "network", "tracing", "projections", "security", "domain"],
  ...["habits", "goods", "brand"],
  ...["payments", "entry", "people", "fiscal", "receipts", "sales", "evidence", "publish"],
  ...["releases", "chain", "live", "notice", "supervise"],
  ...["sensors", "gates", "http", "process", "capabilities", "serve"],
  ...["calibrate-cameras", "commands", "", "testing"],
];

interface Import {
  readonly file: string;
  readonly specifier: string;
}

type Sources = ReadonlyMap<string, string>;

/** What is built for tests. */
const FOR_TESTS = /(?:\.test|\.bench|-fixture|-suite|-example|-builders)\.tsx?$/;

/** Sources of a folder by path, without tests and what is built for them. */
function readSources(folder: string): Map<string, string> {
  const files = readdirSync(join(root, folder), { recursive: true }) as string[];
  return new Map(
    files
      .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
      .filter((file) => /\.tsx?$/.test(file))
      .filter((file) => !FOR_TESTS.test(file))
      .map((file) => [file, readFileSync(join(root, file), "utf8")]),
  );
}

function listImports(sources: Sources): Import[] {
  const pattern = /(?:\bfrom|\bimport\(|\bimport|\brequire\()\s*["'`]([^"'`]+)["'`]/g;
  return [...sources].flatMap(([file, text]) =>
    [...text.matchAll(pattern)].map(([, specifier]) => ({ file, specifier: specifier! })),
  );
}

/** Apps that are installed beside the process are found while it runs, and plug-ins named by a shop. */
const UNNAMED: readonly string[] = [
  "apps/shop/src/commands/installed-app.ts",
  "packages/ingest/src/scales/plugin/scale-plugin.ts",
];

/** Files with an import whose path is worked out. */
function listUnnamedImports(sources: Sources): string[] {
  return [...sources]
    .filter(([, text]) => /\bimport\((?!\s*["'`][^$"'`]+["'`]\s*\))/.test(text))
    .map(([file]) => file);
}

const nameOf = (file: string): string => file.split("/")[1]!;

function findForbiddenArrows(sources: Sources): string[] {
  return listImports(sources)
    .filter(({ file, specifier }) => {
      const target = /^@saunter\/([^/]+)/.exec(specifier)?.[1];
      if (target === undefined) return false;
      // By its own name a package could be reached past the order of its folders.
      if (target === nameOf(file)) return true;
      if (!ARROWS[nameOf(file)]!.includes(target)) return true;
      const only = ONLY[`${nameOf(file)} ${target}`];
      return only !== undefined && !only.includes(specifier.replace(/^@saunter\/[^/]+\//, ""));
    })
    .map(({ file, specifier }) => `${file}: ${specifier}`);
}

const SHOP = "apps/shop/src";

/** Where imports of a folder's own files go round: the first circle that is found, by the names given to files. */
function findCircle(sources: Sources, nameFile: (file: string) => string): readonly string[] {
  const next = new Map<string, Set<string>>();
  for (const { file, specifier } of listImports(sources)) {
    if (!specifier.startsWith(".")) continue;
    const target = normalize(join(dirname(file), specifier)).replaceAll("\\", "/");
    const [from, to] = [nameFile(file), nameFile(target)];
    if (from !== to) next.set(from, (next.get(from) ?? new Set()).add(to));
  }
  const done = new Set<string>();
  const follow = (name: string, way: readonly string[]): readonly string[] => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
    if (done.has(name)) return [];
    for (const to of next.get(name) ?? []) {
      const circle = follow(to, [...way, name]);
      if (circle.length > 0) return circle;
    }
    done.add(name);
    return [];
  };
  for (const name of next.keys()) {
    const circle = follow(name, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

/** The folder of a file of the shop, "" of one that lies in none. */
function findFolder(file: string): string {
  const [first, ...rest] = file.slice(SHOP.length + 1).split("/");
  return rest.length === 0 ? "" : first!;
}

function findUpwardImports(sources: Sources): string[] {
  return listImports(sources).flatMap(({ file, specifier }) => {
    if (!specifier.startsWith(".")) return [];
    const target = normalize(join(dirname(file), specifier)).replaceAll("\\", "/");
    const [from, to] = [findFolder(file), findFolder(target)];
    const ranks = [SHOP_FOLDERS.indexOf(from), SHOP_FOLDERS.indexOf(to)] as const;
    if (!ranks.includes(-1) && ranks[1] <= ranks[0]) return [];
    return [`${file}: ${specifier}`];
  });
}

const packages = Object.keys(ARROWS).map((name) => {
  const apps = ["shop", "lab", "cart", "chain", "chain-console", "console", "shopper"];
  const folder = apps.includes(name) ? "apps" : "packages";
  return [name, readSources(`${folder}/${name}/src`)] as const;
});
const shop = new Map(packages).get("shop")!;

describe("packages", () => {
  it("are all that there are, and are read", () => {
    const there = ["packages", "apps"].flatMap((folder) => readdirSync(join(root, folder)));
    expect(there.sort()).toEqual(Object.keys(ARROWS).sort());
    for (const [name, sources] of packages) {
      expect.soft(sources.size, name).toBeGreaterThan(0);
    }
    expect(listImports(shop).length).toBeGreaterThan(1000);
  });

  it.each(packages)("%s imports what it may alone", (_, sources) => {
    expect(findForbiddenArrows(sources)).toEqual([]);
  });

  it.each(packages)(
    "%s has no two files that import one another, however far around",
    (_, sources) => {
      expect(findCircle(sources, (file) => file)).toEqual([]);
    },
  );

  it("are refused files in a circle, of types, too", () => {
    const circle = new Map([
      ["packages/engine/src/a.ts", 'import { b } from "./b.ts";'],
      ["packages/engine/src/b.ts", 'import type { C } from "./c/c.ts";'],
      ["packages/engine/src/c/c.ts", 'const a = await import("../a.ts");'],
    ]);
    expect(findCircle(circle, (file) => file)).toHaveLength(4);
  });

  it.each(packages)(
    "%s imports nothing that is built for tests, and names what it imports",
    (_, sources) => {
      const forTests = listImports(sources).filter(
        ({ specifier }) => FOR_TESTS.test(specifier) || FOR_TESTS.test(`${specifier}.ts`),
      );
      expect(forTests).toEqual([]);
      expect(listUnnamedImports(sources)).toEqual(UNNAMED.filter((file) => sources.has(file)));
    },
  );

  it("would be found out: what is built for tests, and paths that are worked out", () => {
    const text = 'import { a } from "./world-fixture.ts";\nawait import(join("..", name));';
    const planted = new Map([["apps/shop/src/a.ts", text]]);
    expect(listImports(planted).filter(({ specifier }) => FOR_TESTS.test(specifier))).toHaveLength(
      1,
    );
    expect(listUnnamedImports(planted)).toHaveLength(1);
    const named = new Map([
      ["apps/shop/src/a.ts", 'await import("./a.ts"); await import("typebox");'],
    ]);
    expect(listUnnamedImports(named)).toEqual([]);
  });

  it("leave the generator of the documentation's site to developers: a shop runs without it", () => {
    const generator = packages.flatMap(([, sources]) =>
      listImports(sources).filter(({ specifier }) => /^(?:vitepress|vue)\b/.test(specifier)),
    );
    expect(generator).toEqual([]);
  });

  it.each([
    ["packages/engine/src/a.ts", 'import type { Body } from "@saunter/vision/fusion/body";'],
    ["packages/vision/src/a.ts", 'import { createEngine } from "@saunter/engine/engine";'],
    [
      "packages/commerce/src/a.ts",
      'import { REVIEW } from "@saunter/protocol/http/review-schemas";',
    ],
    ["packages/ingest/src/a.ts", 'import { accept } from "@saunter/commerce/refusal";'],
    ["packages/protocol/src/a.ts", 'import { accept } from "@saunter/commerce/refusal";'],
    ["packages/server/src/a.ts", 'import { openStore } from "@saunter/shop/store/store";'],
    ["packages/server/src/a.ts", 'import type { Shop } from "@saunter/protocol/chain/http/shops";'],
    ["packages/client/src/a.ts", 'import { formatMoney } from "@saunter/ui/format";'],
    ["apps/shop/src/a.ts", 'import type { ScenarioName } from "@saunter/sim/scenarios";'],
    ["apps/shop/src/a.ts", 'const lab = await import("@saunter/lab/app");'],
    ["apps/shop/src/a.ts", "const lab = await import(`@saunter/lab/app`);"],
    [
      "apps/shop/src/a.ts",
      'import { createScratchFolders } from "@saunter/testing/scratch-folders";',
    ],
    ["apps/shop/src/domain/a.ts", 'import { runShop } from "@saunter/shop/serve/run-shop";'],
    ["apps/chain/src/a.ts", 'import { loadConfig } from "@saunter/shop/config/load-config";'],
    ["apps/console/src/a.tsx", 'import type { Shop } from "@saunter/shop/domain/shop-context";'],
  ])("are refused what they may not: %s, %s", (file, text) => {
    expect(findForbiddenArrows(new Map([[file, text]]))).toHaveLength(1);
  });
});

/** Values that a package imports of the schemas: types alone are no part of a page. */
function listSchemaValues(sources: Sources): string[] {
  const pattern =
    /(?:^(?:import|export) (?!type )[^;]*?from |\bimport\()"(@saunter\/protocol\/http\/[^"]+)"/gm;
  return [...sources].flatMap(([file, text]) =>
    [...text.matchAll(pattern)].map(([, specifier]) => `${file}: ${specifier}`),
  );
}

describe("pages", () => {
  const onPages = packages.filter(([name]) =>
    ["client", "ui", "console", "shopper"].includes(name),
  );

  it.each(onPages)("%s takes types alone of the API's schemas", (_, sources) => {
    expect(listSchemaValues(sources)).toEqual([]);
  });

  it("are refused the schemas themselves", () => {
    const files = [
      ["a.ts", 'import { GET_VISIT } from "@saunter/protocol/http/visit-routes";'],
      ["b.ts", 'import { type Routes, route } from "@saunter/protocol/http/routes";'],
      ["c.ts", 'import type { Routes } from "@saunter/protocol/http/routes";'],
      ["d.ts", 'export { GET_VISIT } from "@saunter/protocol/http/visit-routes";'],
      ["e.ts", 'await import("@saunter/protocol/http/visit-routes");'],
    ] as const;
    expect(listSchemaValues(new Map(files))).toHaveLength(4);
  });
});

describe("folders of the shop's process", () => {
  it("all have their place in the order", () => {
    const folders = new Set([...shop.keys()].map(findFolder));
    expect([...folders].sort()).toEqual([...SHOP_FOLDERS].sort());
  });

  it("import those above them alone, so that none of them is in a circle", () => {
    expect(findUpwardImports(shop)).toEqual([]);
  });

  it.each([
    ["config/a.ts", 'import type { Store } from "../store/store.ts";'],
    ["domain/a.ts", 'import { createStripeGateway } from "../payments/stripe-gateway.ts";'],
    ["http/a.ts", 'const process = await import("../process/run-shop.ts");'],
    ["store/a.ts", 'import type { Main } from "../main.ts";'],
    ["payments/a.ts", 'import { other } from "../elsewhere/other.ts";'],
  ])("refuse what leads up: %s, %s", (file, text) => {
    expect(findUpwardImports(new Map([[`${SHOP}/${file}`, text]]))).toHaveLength(1);
  });

  it("hold capabilities that import others in one direction", () => {
    const capabilities = new Map(
      [...shop].filter(([file]) => /\/capabilities\/[^/]+\//.test(file)),
    );
    expect(capabilities.size).toBeGreaterThan(50);
    expect(findCircle(capabilities, dirname)).toEqual([]);
  });

  it("may import what is above them, and one another within a folder", () => {
    const fine = 'import "../store/store.ts";\nimport type { A } from "./b.ts";';
    expect(findUpwardImports(new Map([[`${SHOP}/domain/a.ts`, fine]]))).toEqual([]);
  });
});

/** Stages of the engine: each knows those above it alone, by whatever file between them. */
const STAGES = ["sensing", "attribution", "belief", "reporting"];
const ENGINE = "packages/engine/src";

function listBackwardPaths(sources: Sources): string[] {
  const next = new Map<string, string[]>();
  for (const { file, specifier } of listImports(sources)) {
    if (!specifier.startsWith(".")) continue;
    const target = normalize(join(dirname(file), specifier)).replaceAll("\\", "/");
    next.set(file, [...(next.get(file) ?? []), target]);
  }
  const rankOf = (file: string) => STAGES.indexOf(file.slice(ENGINE.length + 1).split("/")[0]!);
  return [...sources.keys()].flatMap((file) => {
    const rank = rankOf(file);
    if (rank < 0) return [];
    const reached = new Set([file]);
    for (const from of reached) for (const to of next.get(from) ?? []) reached.add(to);
    return [...reached].filter((to) => rankOf(to) > rank).map((to) => `${file} … ${to}`);
  });
}

describe("stages of the engine", () => {
  it("import those before them alone, by whatever way", () => {
    expect(listBackwardPaths(new Map(packages).get("engine")!)).toEqual([]);
  });

  it("are refused a way back through a file that lies in none", () => {
    const way = new Map([
      [`${ENGINE}/sensing/a.ts`, 'import { tool } from "../tools.ts";'],
      [`${ENGINE}/tools.ts`, 'import { belief } from "./belief/b.ts";'],
      [`${ENGINE}/belief/b.ts`, ""],
    ]);
    expect(listBackwardPaths(way)).toHaveLength(1);
  });
});
