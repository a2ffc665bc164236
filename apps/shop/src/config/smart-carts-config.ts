/** What a shop's smart carts are run with. */
import type { FloorZone } from "@saunter/ingest/cameras/cameras-config";
import type { VariableCode } from "@saunter/protocol/smart-cart/trip";

export interface SmartCartsConfig {
  readonly lanes: readonly {
    readonly id: string;
    readonly name: string;
    /** Null: carts say when they are there. */
    readonly zone: FloorZone | null;
  }[];
  readonly variableCodes: readonly VariableCode[];
  readonly silentMin: number;
  readonly abandonedMin: number;
  readonly glanceFrom: number;
  readonly weighFrom: number;
  readonly spotCheckShare: number;
}
