/** Where nothing is charged no card is asked for: whoever begins has one that stands for it. */
import type { CardSetups } from "../domain/card-setups.ts";

export const FREE_CARD_SETUPS: CardSetups = {
  begin: async () => ({ reference: "free", clientSecret: "free" }),
  verify: async () => ({
    kind: "verified",
    card: { token: "free", lastFour: "0000", cardHash: null },
  }),
};
