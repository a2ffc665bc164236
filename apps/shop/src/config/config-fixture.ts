/** Configurations for tests: files that stand nowhere, and the least that a shop needs. */
import { formatProblem } from "./config-problem.ts";
import { type ConfigLoad, loadConfig } from "./load-config.ts";
import type { ReadText } from "./read-text-file.ts";
import type { ShopConfig } from "./shop-config.ts";
import type { Environment } from "./take-secret.ts";

export const SHOP_LINES = `shop:
  id: corner
  name: Corner Shop
  address: [1 Market Street]
  legalName: Corner Shop Ltd
  timeZone: Europe/London
  locale: en-GB
  currency: GBP
`;

export const REST_LINES = `source: { kind: simulated }
tax: { jurisdiction: UK }
payment: { gateway: { kind: none } }
`;

/** The least that is a shop: all else has defaults or comes from the source. */
export const LEAST_LINES = SHOP_LINES + REST_LINES;

/** Two gondolas of two boards and four plates, and two products on them. */
export const GOODS_LINES = `fixtures:
  - { id: 1, x: 0, y: 0, depthM: 0.4, plateWidthM: 0.1, plates: 4, shelfHeightsM: [0.3, 0.9] }
  - { id: 2, x: 1, y: 0, yawDeg: 90, depthM: 0.4, plateWidthM: 0.1, plates: 4, shelfHeightsM: [0.3] }
planogram:
  - { gondola: 1, shelf: 1, plates: 1-2, gtin: 5000001000011 }
  - { gondola: 2, shelf: 1, plates: [3, 4], gtin: 5000001000028 }
catalogue:
  - { gtin: 5000001000011, name: Oat biscuits, weightG: 320, price: 2.49, category: biscuits }
  - { gtin: 5000001000028, name: Tomato soup, weightG: 415, price: 1.89 }
`;

export interface LoadTextOptions {
  /** Texts of files beside the configuration, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Environment;
}

/** Loads a text as the file "shop.yaml". */
export function loadText(text: string, options: LoadTextOptions = {}): ConfigLoad {
  const files: Readonly<Record<string, string>> = { ...options.files, "shop.yaml": text };
  const readText: ReadText = (path) => {
    const name = path.split(/[\\/]/).at(-1)!;
    return Object.hasOwn(files, name)
      ? { ok: true, text: files[name]! }
      : { ok: false, line: null, message: "there is no such file" };
  };
  return loadConfig("shop.yaml", options.environment ?? {}, readText);
}

/** Its problems as they are printed; none where it is good. */
export function listProblems(text: string, options: LoadTextOptions = {}): string[] {
  const loaded = loadText(text, options);
  return loaded.ok ? [] : loaded.problems.map(formatProblem);
}

/** What a good configuration is. Throws with its problems where it is not. */
export function loadGood(text: string, options: LoadTextOptions = {}): ShopConfig {
  const loaded = loadText(text, options);
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join("\n"));
  return loaded.config;
}
