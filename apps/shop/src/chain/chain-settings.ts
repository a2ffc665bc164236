/**
 * Settings of the running shop that the chain has decided: policies, and parameters of the engine. They take the
 * place of the configuration's from the moment they are in force; the engine has its own once nobody is in the
 * shop.
 */
import { getDecimals } from "@saunter/commerce/money/currency";
import { findPolicyFault } from "@saunter/commerce/shop/chain-policy-bounds";
import {
  ENGINE_TABLES,
  type ParameterChanges,
  withParameters,
} from "@saunter/engine/parameters/engine";
import { formatProblem } from "../config/config-problem.ts";
import type { OtherPolicies } from "../config/load-config.ts";
import type { PoliciesConfig, ShopConfig } from "../config/shop-config.ts";
import { RefusedError } from "../domain/shop-context.ts";
import type { LoadGoods } from "../goods/live-goods.ts";
import type { Store } from "../store/store.ts";
import { readItems } from "./chain-versions.ts";

/** What services ask for each time: others are read once, at the start, or promise how long something is kept. */
export const RUN_TIME_POLICIES = [
  "reviewWithinMin",
  "finalWithinMs",
  "autoRefundMax",
  "clerkRefundMax",
  "clerkRefundsDayMax",
  "withoutReview",
  "acceptProbability",
] as const;

export interface ChainSettings {
  /** The configuration's, where the chain has not decided otherwise. */
  policies(): PoliciesConfig;
  /** By topic and name. */
  parameters(): ParameterChanges;
  /** Whether the engine has others than these. */
  isEngineAwaited(): boolean;
  /** The engine has these. */
  reportEngine(): void;
  /** Throw a `RefusedError` with what is wrong. */
  checkPolicies(items: OtherPolicies): void;
  checkParameters(items: Readonly<Record<string, unknown>>): void;
}

export interface ChainSettingsOptions {
  readonly config: ShopConfig;
  readonly store: Pick<Store, "db" | "onCommitted">;
  /** Null where there is no file that they could be read with. */
  readonly load: LoadGoods | null;
  /** What is in force has changed. */
  readonly onChanged: (policies: PoliciesConfig) => void;
}

/** @param options of a store that is open; what was in force in a former run is so from the start. */
export function createChainSettings(options: ChainSettingsOptions): ChainSettings {
  const { config, store, load, onChanged } = options;
  let policies = config.policies;
  let parameters: ParameterChanges = {};
  let isEngineAwaited = false;

  function loadPolicies(items: OtherPolicies): PoliciesConfig {
    if (Object.keys(items).length === 0) return config.policies;
    const names: readonly string[] = RUN_TIME_POLICIES;
    const other = Object.keys(items).find((name) => !names.includes(name));
    if (other !== undefined) {
      throw new RefusedError("input-invalid", `the policy ${other} is the shop's own to configure`);
    }
    if (load === null) {
      throw new RefusedError("input-invalid", "the shop has no configuration file");
    }
    const fault = findPolicyFault("policies", items, getDecimals(config.shop.currency));
    if (fault !== null) throw new RefusedError("input-invalid", fault);
    const loaded = load(null, items);
    if (loaded.ok) return loaded.config.policies;
    throw new RefusedError("input-invalid", loaded.problems.map(formatProblem).join("; "));
  }

  function read(): void {
    policies = orElse(config.policies, () => loadPolicies(readItems(store, "policies")));
    parameters = orElse({}, () => takeParameters(readItems(store, "engine")));
  }

  if (config.chain !== null) {
    read();
    onChanged(policies);
    store.onCommitted((events) => {
      if (!events.some(({ event }) => event.type === "ChainVersionApplied")) return;
      const before = JSON.stringify([policies.acceptProbability, parameters]);
      read();
      isEngineAwaited ||= JSON.stringify([policies.acceptProbability, parameters]) !== before;
      onChanged(policies);
    });
  }
  return {
    policies: () => policies,
    parameters: () => parameters,
    isEngineAwaited: () => isEngineAwaited,
    reportEngine: () => {
      isEngineAwaited = false;
    },
    checkPolicies: (items) => void loadPolicies(items),
    checkParameters: (items) => void takeParameters(items),
  };
}

/** What no longer fits the configuration's file is as if the chain had decided nothing. */
function orElse<T>(own: T, take: () => T): T {
  try {
    return take();
  } catch (error) {
    if (error instanceof RefusedError) return own;
    throw error;
  }
}

function takeParameters(items: Readonly<Record<string, unknown>>): ParameterChanges {
  for (const [topic, values] of Object.entries(items)) {
    const isTable = Object.hasOwn(ENGINE_TABLES, topic) && values instanceof Object;
    const isRight = isTable && Object.values(values).every((value) => typeof value === "number");
    if (!isRight) throw new RefusedError("input-invalid", `${topic} is no topic with numbers`);
  }
  const fault = findPolicyFault("engine", items, null);
  if (fault !== null) throw new RefusedError("input-invalid", fault);
  const parameters = items as ParameterChanges;
  try {
    withParameters(parameters);
  } catch (error) {
    if (error instanceof RangeError) throw new RefusedError("input-invalid", error.message);
    throw error;
  }
  return parameters;
}

/** The second's values take the place of the first's. */
export function mergeParameters(
  first: ParameterChanges,
  second: ParameterChanges,
): ParameterChanges {
  const topics = Object.keys({ ...first, ...second }) as (keyof ParameterChanges)[];
  return Object.fromEntries(
    topics.map((topic) => [topic, { ...first[topic], ...second[topic] }]),
  ) as ParameterChanges;
}
