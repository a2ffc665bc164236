/**
 * The shop's own accounts, which people are charged to in place of a card: payroll, cost centre,
 * patient account. What a book has answered is on the disk.
 */
import type { Result } from "@saunter/commerce/refusal";

/** What a book knows of one payment, minor units. */
export interface AccountEntry {
  readonly paymentId: string;
  readonly accountId: string;
  readonly currency: string;
  readonly state: "reserved" | "posted" | "released";
  readonly reservedMinor: number;
  readonly postedMinor: number;
  readonly reversals: readonly { readonly refundId: string; readonly amountMinor: number }[];
}

export interface AccountStep {
  /**
   * A step asked again with its key changes nothing, and is answered as it was; another step with
   * the key is refused with `idempotency-key-reused`.
   */
  readonly key: string;
  readonly paymentId: string;
}

export interface AccountCharge extends AccountStep {
  readonly accountId: string;
  readonly amountMinor: number;
  readonly currency: string;
}

export interface AccountBook {
  /**
   * Sets an amount of the account aside for a payment; where one is set aside already, this is the
   * new whole amount, and not less. Refused with `account-limit-exceeded`, `account-unknown`,
   * `currency-mismatch`, `charge-not-open`, `amount-invalid`.
   */
  reserve(step: AccountCharge): Promise<Result<AccountEntry>>;
  /** Takes an amount at once, with nothing set aside before. Refused as `reserve` is. */
  take(step: AccountCharge): Promise<Result<AccountEntry>>;
  /**
   * Takes at most what is set aside, once, and lets go of the rest. Refused with `not-found`,
   * `charge-not-open`, `amount-invalid`.
   */
  post(step: AccountStep & { readonly amountMinor: number }): Promise<Result<AccountEntry>>;
  /** Lets go of what is set aside. Refused with `not-found`, `charge-not-open`. */
  release(step: AccountStep): Promise<Result<AccountEntry>>;
  /**
   * Gives back part or all of what was taken, a refund id once. Refused with `not-found`,
   * `charge-not-open`, `refund-exceeds-captured`.
   */
  reverse(
    step: AccountStep & { readonly refundId: string; readonly amountMinor: number },
  ): Promise<Result<AccountEntry>>;
  find(paymentId: string): Promise<AccountEntry | null>;
}

export function sumReversals({ reversals }: AccountEntry): number {
  return reversals.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
