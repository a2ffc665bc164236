/** How a shop reaches the chain that it belongs to. */
import type { Secret } from "./secret.ts";

export interface ChainConfig {
  /** Of the shop's leaf node, or of a server of the hub: `nats://127.0.0.1:4222`. */
  readonly server: string;
  /** Which of the hub's streams takes the shop's events. */
  readonly shard: number;
  /** A NATS credentials file's text; null where the leaf node signs in for the shop. */
  readonly credentials: Secret | null;
  /** Whether reviewers of the chain decide reviews of the shop, and see their evidence. */
  readonly hasReviewers: boolean;
  /** Of those who make releases, `ed25519:…`; null where releases are installed by hand. */
  readonly releaseKey: string | null;
}

/** All that the line needs. */
export type ChainLineConfig = Pick<ChainConfig, "server" | "shard" | "credentials">;
