/** From entry to exit of one paying party. Stream `visit-<visitId>`. */

export type VisitPayer =
  | { readonly kind: "customer"; readonly customerId: string }
  | { readonly kind: "card"; readonly token: string; readonly lastFour: string }
  | { readonly kind: "account"; readonly accountId: string }
  /** Settled by staff at a till. */
  | { readonly kind: "cash" }
  /** Works here: not charged. */
  | { readonly kind: "staff"; readonly staffId: string };

/** Why a visit's receipt has to be looked at, whatever the engine believes. */
export type VisitFlag = "bound-by-guess" | "track-lost" | "sensors-restarted" | "party-larger";

/**
 * What speaks for a person's being of a visit: they crossed the gate that it had opened; they crossed
 * it between the showing and the answer; nobody else is left who could be meant; or staff say so.
 */
export type BoundHow = "gate" | "late" | "guess" | "attendant";

export type VisitEvent =
  | {
      readonly type: "VisitOpened";
      readonly visitId: string;
      readonly method: string;
      readonly payer: VisitPayer;
      readonly partySize: number;
      readonly gateId: string;
      readonly isMember: boolean;
      readonly currency: string;
      /** Amount held at entry, and whether the provider could not be asked yet. */
      readonly holdMinor: number;
      readonly isHoldPending: boolean;
      /** Who knows it may see the receipt, as soon as there is one; none of staff. */
      readonly lookupToken?: string;
    }
  | { readonly type: "ShopperBound"; readonly shopperId: string; readonly how: BoundHow }
  | { readonly type: "ShopperUnbound"; readonly shopperId: string; readonly by: string }
  /** Staff have said who is in this visit: nothing of it is a guess any more. */
  | { readonly type: "BindingConfirmed"; readonly by: string }
  | { readonly type: "ShopperLeft"; readonly shopperId: string }
  /** They had not left: where the visit had ended with them, it goes on. */
  | { readonly type: "ShopperCameBack"; readonly shopperId: string }
  | { readonly type: "VisitFlagged"; readonly flag: VisitFlag; readonly detail: string }
  | {
      readonly type: "AgeCheckRaised";
      readonly evidenceId: string;
      readonly gtin: string;
      readonly ageMin: number;
    }
  /** The interaction was retracted, or was another shopper's or another product's. */
  | { readonly type: "AgeCheckWithdrawn"; readonly evidenceId: string }
  | {
      readonly type: "AgeChecked";
      readonly isOldEnough: boolean;
      readonly by: string;
    }
  | { readonly type: "VisitClosed"; readonly cause: "exit" | "lost" | "attendant" };
