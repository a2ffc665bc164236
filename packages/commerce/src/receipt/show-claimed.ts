import type { Dispute } from "./events.ts";

/** Of goods by weight, what each weighs as the shopper says; of others nothing. */
export const showClaimed = ({ claimedG }: Pick<Dispute, "claimedG">): { claimedG?: number } =>
  claimedG === undefined ? {} : { claimedG };
