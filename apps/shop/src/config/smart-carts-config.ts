/** What a shop's smart carts are run with. */
import type { FloorZone } from "@saunter/ingest/cameras/cameras-config";
import type { VariableCode } from "@saunter/protocol/smart-cart/trip";

export interface SmartCartsConfig {
  readonly lanes: readonly {
    readonly id: string;
    readonly name: string;
    /** Null: carts say when they are there. */
    readonly zone: FloorZone | null;
    /** What its floor scale may be off by, grams; null: it has none. */
    readonly scaleErrorG: number | null;
  }[];
  /** Of an empty cart on a lane's scale. */
  readonly emptyCartG: number;
  readonly variableCodes: readonly VariableCode[];
  readonly silentMin: number;
  readonly abandonedMin: number;
  /** Where carts may be; outside it staff are alerted. Null: anywhere. */
  readonly zone: FloorZone | null;
  readonly glanceCostShare: number;
  readonly spotCheckShare: number;
}
