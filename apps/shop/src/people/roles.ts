/** Who may do what: a person or program has roles, each route names the ones that may use it. */
export const ROLES = ["operator", "reviewer", "gate", "device", "shopper", "integrator"] as const;

export type Role = (typeof ROLES)[number];

/** Whoever a request comes from, once it has been checked. */
export interface Principal {
  /** A user's, device's or customer's id; never a name. */
  readonly id: string;
  readonly roles: readonly Role[];
  /** Of a shopper: whose visits and receipts they may see. */
  readonly customerId: string | null;
}
