import type { Role } from "@saunter/protocol/roles";
import type { Scope } from "@saunter/protocol/scopes";

/** Whoever a request comes from, once it has been checked. */
export interface Principal {
  /** A user's, device's or customer's id; never a name. */
  readonly id: string;
  readonly roles: readonly Role[];
  /** Of a shopper: whose visits and receipts they may see. */
  readonly customerId: string | null;
  /** Of the key of an integrator: what that role may do with it. */
  readonly scopes?: readonly Scope[];
  /** They have to set up a second factor, and may do nothing else before. */
  readonly isConfined?: true;
}
