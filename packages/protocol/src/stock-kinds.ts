/** Why goods are not sold. */
export const WASTE_REASONS = ["expired", "damaged", "other"] as const;

export type WasteReason = (typeof WASTE_REASONS)[number];
