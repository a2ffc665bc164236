import { createBaseline, finishBaseline, stepBaseline } from "@saunter/engine/baseline-2020";
import { createEngine, type EngineOptions, finishEngine, stepEngine } from "@saunter/engine/engine";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { SteppedEngine } from "./run-engine.ts";

export type CreateSteppedEngine = (shop: ShopModel) => SteppedEngine;

export function createSteppedEngine(
  shop: ShopModel,
  options: Partial<EngineOptions> = {},
): SteppedEngine {
  const engine = createEngine(shop, options);
  return {
    step: (observation) => stepEngine(engine, observation),
    finish: () => finishEngine(engine),
  };
}

/** The rules of the program that won in 2020. */
export function createSteppedBaseline(shop: ShopModel): SteppedEngine {
  const baseline = createBaseline(shop);
  return {
    step: (observation) => stepBaseline(baseline, observation),
    finish: () => finishBaseline(baseline),
  };
}
