/**
 * Entry methods. Each module turns what was shown at the gate into a credential, or says why not; one
 * suite of tests runs against every one of them (`entry-method-suite.ts`). A credential names who
 * pays. That a code is used once is held by the journal, by the credential's `onceKey`.
 */

import type { Result } from "@saunter/commerce/refusal";
import type { EntryMethod as ShownMethod } from "@saunter/protocol/entry-methods";

export type EntryPayer =
  /** A returning shopper, known by their passkey or code; their card is the provider's token. */
  | { readonly kind: "customer"; readonly customerId: string }
  /** Whoever holds this card: the provider's token, and the digits that a receipt may show. */
  | { readonly kind: "card"; readonly token: string; readonly lastFour: string }
  /** An account of the shop's own: payroll, cost centre, patient account. */
  | { readonly kind: "account"; readonly accountId: string }
  /** Works here: the visit is not charged. */
  | { readonly kind: "staff"; readonly staffId: string };

export interface EntryCredential {
  readonly method: EntryMethodName;
  readonly payer: EntryPayer;
  /** Which card it is, however it was read, as `HashCard` makes it; left out where that is not known. */
  readonly cardHash?: string;
  /** What was shown cannot be shown again: unique to this showing. */
  readonly onceKey: string;
  /** People who come in on it, where what was shown says so. */
  readonly partySize?: number;
}

/** How somebody came in: by what they showed, or an attendant admitted them. */
export type EntryMethodName = ShownMethod | "attendant";

export interface EntryContext {
  readonly gateId: string;
  readonly nowMs: number;
}

/** An entry method, whatever it is shown: it looks at that itself. */
export type AnyEntryMethod = Pick<EntryMethod<unknown>, "isOffline" | "verify">;

export interface EntryMethod<Shown> {
  readonly name: EntryMethodName;
  /** Whether it works without a network. */
  readonly isOffline: boolean;
  /** Never throws for what was shown, whatever it is: bad input is a refusal. */
  verify(shown: Shown, context: EntryContext): Promise<Result<EntryCredential>>;
}
