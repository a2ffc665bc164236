/** How a shop reaches the device that signs its receipts. */
import type { Secret } from "./secret.ts";

export interface FiscalConfig {
  /** Of the adapter: `/begin` and `/finish` are below it. */
  readonly url: string;
  /** Null where the adapter asks for none. */
  readonly secret: Secret | null;
}
