/** What torture adds to the sample shop: cards that fail, and shelves to count. */
import type { ShopModel } from "@saunter/engine/shop-model";

/** 2026-03-02, 09:00 UTC. */
export const START_MS = 1_772_442_000_000;

export const CARD_TOKENS: readonly string[] = [
  "pm_sim_ok",
  "pm_sim_ok",
  "pm_sim_ok",
  "pm_sim_no_increments",
  "pm_sim_funds_2200",
  "pm_sim_on_session",
  "pm_sim_present",
  "pm_sim_declined_once",
  "pm_sim_declined",
  "pm_sim_expired",
  "pm_sim_sca",
];

/** Shelves with some of the products, where staff count. */
export const TORTURE_MODEL: ShopModel = {
  facings: ["01", "02", "03"].map((barcode, at) => ({
    gondola: 1,
    shelf: 1,
    plates: [at + 1],
    barcode,
    place: null,
  })),
  products: new Map(),
};
