/**
 * An account of the shop's own, that badges charge to: payroll, cost centre, patient account. Stream
 * `account-<accountId>`. Each payment reserves, posts and reverses under its own id, once. All of it
 * counts in the one period in which the payment was first asked for.
 */

export type AccountEvent =
  | {
      readonly type: "AmountReserved";
      readonly paymentId: string;
      readonly amountMinor: number;
      /** Beginning of the period that the payment counts in, Unix milliseconds. */
      readonly periodMs: number;
    }
  | { readonly type: "AmountPosted"; readonly paymentId: string; readonly amountMinor: number }
  | { readonly type: "ReservationReleased"; readonly paymentId: string }
  | {
      readonly type: "AmountReversed";
      readonly paymentId: string;
      readonly refundId: string;
      readonly amountMinor: number;
    };
