/**
 * An account of the shop's own, that badges charge to: payroll, cost centre, patient account. Stream
 * `account-<accountId>`. Each payment reserves, posts and reverses under its own id, once.
 */

export type AccountEvent =
  | { readonly type: "AmountReserved"; readonly paymentId: string; readonly amountMinor: number }
  | { readonly type: "AmountPosted"; readonly paymentId: string; readonly amountMinor: number }
  | { readonly type: "ReservationReleased"; readonly paymentId: string }
  | {
      readonly type: "AmountReversed";
      readonly paymentId: string;
      readonly refundId: string;
      readonly amountMinor: number;
    };
