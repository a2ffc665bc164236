import type { EngineOutput, EngineResult } from "./engine-types.ts";
import type { Observation } from "./observation.ts";
import type { ShopModel } from "./shop-model.ts";

export interface EngineOptions {
  /** How many undercharges one overcharge costs. */
  readonly overchargeCost: number;
}

export interface Engine {
  readonly shop: ShopModel;
}

export function createEngine(shop: ShopModel, _options: Partial<EngineOptions> = {}): Engine {
  return { shop };
}

/** Takes one observation; returns what is new. State is changed in place. */
export function stepEngine(_engine: Engine, _observation: Observation): EngineOutput[] {
  return [];
}

/** The stream has ended: whatever is open is decided. */
export function finishEngine(_engine: Engine): EngineResult {
  return { receipts: [], interactions: [], warnings: [], findings: [] };
}
