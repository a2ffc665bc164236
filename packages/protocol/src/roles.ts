/** Who may do what: a person or program has roles, each route names the ones that may use it. */
export const ROLES = [
  "operator",
  "reviewer",
  "clerk",
  "gate",
  "device",
  "sensor",
  "cart",
  "shopper",
  "integrator",
] as const;

export type Role = (typeof ROLES)[number];
