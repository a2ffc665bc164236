/**
 * Loads a shop's configuration: one YAML file, one schema, and what has to fit together across its
 * sections. All that is wrong is reported at once, with lines; what is right is ready to use.
 */
import { dirname, resolve } from "node:path";
import { isCurrency } from "@saunter/commerce/money/currency";
import { Check } from "typebox/value";
import { findFormatFault } from "./config-formats.ts";
import { ProblemLog } from "./config-problem.ts";
import { CONFIG_SCHEMA, type Settings } from "./config-schema.ts";
import { GOODS_SECTIONS, type GoodsLists, nameList } from "./goods-lists.ts";
import { endLoad, type LoadResult } from "./load-result.ts";
import { makeConfig } from "./make-config.ts";
import { readKeysBySchema, SourcePlaces } from "./read-by-schema.ts";
import { readConfigRoot } from "./read-config-root.ts";
import { type ReadText, readTextFile } from "./read-text-file.ts";
import { readYamlTree } from "./read-yaml-tree.ts";
import type { ShopConfig } from "./shop-config.ts";
import type { MapNode } from "./source-tree.ts";
import type { Environment, LookupContext } from "./take-secret.ts";

export type ConfigLoad = LoadResult<ShopConfig>;

/** Values of the section `policies`, by name, as JSON has them. */
export type OtherPolicies = Readonly<Record<string, unknown>>;

/**
 * Loads the configuration at `path`. Files that it names are looked for beside it, secrets in
 * `environment`. Whatever the file holds, problems are returned and not thrown. `lists` take the
 * place of those of the file; of their problems the line is that of the item, from 1. So do `policies`,
 * each for itself.
 */
export function loadConfig(
  path: string,
  environment: Environment,
  readText: ReadText = readTextFile,
  lists: GoodsLists | null = null,
  policies: OtherPolicies = {},
): ConfigLoad {
  const problems = new ProblemLog();
  const warnings = new ProblemLog();
  const file = readConfigRoot(path, readText, problems, Object.keys(CONFIG_SCHEMA.properties));
  const isReload = lists !== null || Object.keys(policies).length > 0;
  const withLists = file === null || lists === null ? file : replaceLists(file, lists, problems);
  const root = withLists === null ? null : replacePolicies(withLists, policies, problems);
  const config =
    root === null
      ? null
      : readConfig(root, {
          ...createContext(path, root, environment, readText, problems, warnings),
          isReload,
        });
  return endLoad(path, config, problems, warnings);
}

function replaceLists(root: MapNode, lists: GoodsLists, problems: ProblemLog): MapNode {
  const entries = GOODS_SECTIONS.flatMap((key) => {
    const items = lists[key].map((item) => JSON.stringify(item));
    // An item a line, so that a problem's line says which it is.
    const value = readYamlTree(`[${items.join(",\n")}]`, nameList(key), problems);
    return value === null ? [] : [{ key, keyAt: root.at, value }];
  });
  const others = root.entries.filter(({ key }) => !entries.some((entry) => entry.key === key));
  return { ...root, entries: [...others, ...entries] };
}

function replacePolicies(root: MapNode, policies: OtherPolicies, problems: ProblemLog): MapNode {
  if (Object.keys(policies).length === 0) return root;
  const others = readYamlTree(JSON.stringify(policies), "the chain's policies", problems);
  if (others?.kind !== "map") return root;
  const own = root.entries.find(({ key }) => key === "policies");
  const kept = own?.value.kind === "map" ? own.value.entries : [];
  const entries = [
    ...kept.filter(({ key }) => !others.entries.some((entry) => entry.key === key)),
    ...others.entries,
  ];
  const section = { key: "policies", keyAt: root.at, value: { ...others, entries } };
  return { ...root, entries: [...root.entries.filter((entry) => entry !== own), section] };
}

function createContext(
  path: string,
  root: MapNode,
  environment: Environment,
  readText: ReadText,
  problems: ProblemLog,
  warnings: ProblemLog,
): Omit<LookupContext, "isReload"> {
  // Amounts and moments have their meaning from these two, wherever in the file they stand.
  const currency = findText(root, "shop", "currency");
  const timeZone = findText(root, "shop", "timeZone");
  const isZone =
    timeZone !== null && findFormatFault("time-zone", timeZone, { currency: null }) === null;
  return {
    problems,
    warnings,
    places: new SourcePlaces(),
    currency: currency !== null && isCurrency(currency) ? currency : null,
    timeZone: isZone ? timeZone : "UTC",
    environment,
    readText,
    folder: dirname(path),
  };
}

function findText(root: MapNode, section: string, key: string): string | null {
  const map = root.entries.find((entry) => entry.key === section)?.value;
  if (map?.kind !== "map") return null;
  const value = map.entries.find((entry) => entry.key === key)?.value;
  return value?.kind === "text" ? value.text : null;
}

function readConfig(root: MapNode, context: LookupContext): ShopConfig | null {
  const settings = readKeysBySchema(CONFIG_SCHEMA, root, "", context);
  const given = new Set(
    root.entries.flatMap(({ key, value }) => (value.kind === "empty" ? [] : [key])),
  );
  const config = makeConfig(settings, given, resolve(root.at.file), context);
  // What was read key by key has to be what the schema says as a whole.
  if (config !== null && !Check(CONFIG_SCHEMA, settings as Settings)) {
    throw new Error("the configuration was read, and does not fit its schema");
  }
  return config;
}
