/** Which alerts reach whom, by which way, and when. */

/** Ways by which an alert reaches somebody. */
export const ALERT_CHANNELS = ["push", "mail", "webhook", "mqtt"] as const;

/** Who may get alerts: operators and reviewers of any kind, clerks of theirs. */
export const ALERT_ROLES = ["operator", "reviewer", "clerk"] as const;

export type AlertRole = (typeof ALERT_ROLES)[number];

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
