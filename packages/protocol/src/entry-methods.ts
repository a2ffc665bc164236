/** What a shopper may show at a gate. */
export const ENTRY_METHODS = ["qr", "card", "badge", "passkey"] as const;

export type EntryMethod = (typeof ENTRY_METHODS)[number];
