/** Runs the sensors of a world that has them, and what is checked as they begin. */

import { getCart } from "@saunter/engine/belief/hypotheses";
import type { Engine } from "@saunter/engine/engine";
import type { ShopProcess } from "@saunter/shop/process/shop-process";
import type { SensorHooks } from "@saunter/shop/sensors/sensor-run";
import { prepared } from "@saunter/shop/store/prepared";
import type { Store } from "@saunter/shop/store/store";

/**
 * Processes the sensors' data until the process dies.
 *
 * @param onLost a cart that the journal has of somebody inside, and the engine has otherwise
 */
export async function runFloor(
  process: ShopProcess,
  hooks: SensorHooks,
  onLost: (words: string) => void,
): Promise<void> {
  const { store } = process;
  let restored: Engine | null = null;
  await process.runSensors(
    {
      ...hooks,
      onEngine: (engine) => {
        restored = engine;
        hooks.onEngine?.(engine);
      },
      onObservation: (observation) => {
        if (restored !== null) compareCarts(store, restored, onLost);
        restored = null;
        hooks.onObservation?.(observation);
      },
    },
    () => {},
    new AbortController().signal,
  );
}

/** Before the first observation the engine has the carts that the journal has, and no others. */
function compareCarts(store: Store, engine: Engine, onLost: (words: string) => void): void {
  const told = listTold(store);
  for (const { hypotheses, shoppers } of engine.belief.clusters) {
    for (const shopperId of shoppers) {
      if (shopperId === null) continue;
      const counts = new Map<string, number>();
      for (const { barcode } of getCart(hypotheses[0]!, shopperId)) {
        if (barcode !== null) counts.set(barcode, (counts.get(barcode) ?? 0) + 1);
      }
      const cart = describe([...counts]);
      if (told.get(shopperId) !== cart) {
        onLost(`the cart of ${shopperId} is ${cart}, and was ${told.get(shopperId)}`);
      }
      told.delete(shopperId);
    }
  }
  for (const [shopperId, cart] of told) onLost(`the cart of ${shopperId}, ${cart}, is forgotten`);
}

/** What the last event of each cart says, of those who are inside. */
function listTold({ db }: Store): Map<string, string> {
  const rows = prepared(
    db,
    `SELECT shopper_id, (SELECT body FROM journal WHERE stream = 'shopper-' || shopper_id
         AND type = 'CartTold' ORDER BY version DESC LIMIT 1) AS body
       FROM shoppers WHERE status = 'inside'`,
  ).all();
  return new Map(
    rows.map(({ shopper_id, body }) => {
      const lines = body === null ? [] : (JSON.parse(body as string).lines as Line[]);
      const counts = lines.map(({ gtin, quantity }) => [gtin, quantity] as const);
      return [shopper_id as string, describe(counts)];
    }),
  );
}

interface Line {
  readonly gtin: string;
  readonly quantity: number;
}

function describe(counts: readonly (readonly [string, number])[]): string {
  const words = counts.map(([gtin, quantity]) => `${quantity} x ${gtin}`);
  return words.length === 0 ? "empty" : words.sort().join(", ");
}
