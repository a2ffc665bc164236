/** What holds where a configuration says nothing. A map of keys has its defaults key by key. */
export const CONFIG_DEFAULTS = {
  source: { seed: 1, scenario: "busy", speed: 1 },
  sensors: {
    ...{ unit: "g", zero: 0, prefix: "saunter", host: "127.0.0.1" },
    ...{ samplesPerSecond: 10, gain: 128, openReads: 1 },
  },
  fixtures: { kind: "shelf" },
  line: { baud: 9600, dataBits: 8, parity: "none", stopBits: 1 },
  modbus: { unitId: 1 },
  gates: {
    ...{ preset: "saunter", channel: 1, openMs: 3000, scheme: "bearer", withinMs: 15_000 },
    ...{ contactOpen: "ON", contactClosed: "OFF" },
  },
  smartCarts: {
    ...{ silentMin: 3, abandonedMin: 20 },
    ...{ emptyCartG: 20_000, glanceCostShare: 0.05, spotCheckShare: 0.02 },
  },
  variableCodes: { step: 1, valueCheckDigit: "none" },
  offers: { membersOnly: false },
  entry: {
    partyMax: 6,
    bindWithinMs: 20_000,
    barDebtors: true,
    releaseTexts: [],
    offline: { admit: "known" },
  },
  payment: { canRaiseHolds: false, debtRetryHours: [1, 6, 24, 72] },
  policies: {
    reviewWithinMin: 30,
    finalWithinMs: 5000,
    disputeDays: 30,
    evidenceKeepDays: 31,
    addressKeepDays: 90,
    positionsKept: "review",
    clips: "off",
    ageCheck: "staff",
    secondFactor: "asked",
    velocity: { disputesPerDay: 5, refundsPerDay: 3, signUpsPerAddress: 100, signUpsPerCard: 3 },
    withoutReview: { refundsMax: 3, visitsMax: 5, days: 30, decideHours: 72 },
  },
  mail: { port: 587, security: "starttls" },
  webhooks: { events: ["*"] },
  // A hall full of phones behind one address, each with its stream and a request.
  http: { host: "127.0.0.1", port: 8420, connectionsPerAddressMax: 500 },
  data: { folder: "data" },
} as const;
