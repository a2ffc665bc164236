/** Which alerts reach whom, by which way, and when. */

/** Ways by which an alert reaches somebody. */
export const ALERT_CHANNELS = ["push", "mail", "webhook", "mqtt"] as const;

export type AlertChannel = (typeof ALERT_CHANNELS)[number];

/** Bounds, each tested at the bound and one past it. */
export const ALERT_RULE_LIMITS = {
  rulesMax: 50,
  /** Devices of one person that receive pushes. */
  devicesMax: 10,
  repeatMinutesMax: 24 * 60,
  endpointCharsMax: 1000,
  nameCharsMax: 80,
  addressCharsMax: 254,
} as const;
