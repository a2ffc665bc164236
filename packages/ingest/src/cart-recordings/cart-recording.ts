/** A recording of a smart cart's trip: a folder, described in docs/reference/cart-recordings.md. */
import type { Product } from "@saunter/engine/shop-model";
import type { CartObservation } from "@saunter/engine/smart-cart/cart-observation";

export const CART_FILE = "cart.json";
export const READINGS_FILE = "readings.json";
export const ACTS_FILE = "acts.json";
export const CART_TRUTH_FILE = "truth.json";

/** Of the format: another one where what is written could no longer be read. */
export const CART_RECORDING_VERSION = 1;

export interface CartTruth {
  /** What the shopper did, such as `honest`: a name of the recorder's own. */
  readonly habit: string;
  /** GTINs of goods in the cart at the end, one a unit. */
  readonly goods: readonly string[];
}

export interface CartRecording {
  readonly cartId: string;
  readonly products: ReadonlyMap<string, Product>;
  /** In the order in which the cart took them. */
  readonly observations: readonly CartObservation[];
  /** Null where nobody has written down what was true. */
  readonly truth: CartTruth | null;
}
