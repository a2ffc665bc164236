/**
 * Tokens of cards that behave in a known way. `pm_sim_NAME`, of which each may be followed by a dash
 * and anything, so that every shopper has a token of their own; and, where Stripe's test mode has a
 * card that behaves alike, its name.
 */

export type CardBehaviour =
  | "approves"
  | "declines"
  | "expired"
  /** Approves while the payer is there. */
  | "declines-off-session"
  /** Wants the payer's confirmation (SCA), and declines where they are not there. */
  | "needs-action"
  /** Declines the first attempt at a payment. */
  | "declines-once";

export interface TestCard {
  readonly kind: "online" | "present" | "brief";
  readonly behaviour: CardBehaviour;
  readonly canIncrement: boolean;
  /** More than this at once is declined for want of funds; null where there is no end. */
  readonly fundsMinor: number | null;
}

export interface Attempt {
  /** The whole amount that is to be held or taken. */
  readonly amountMinor: number;
  readonly isOffSession: boolean;
  readonly isAuthenticated: boolean;
  /** Whether this card has declined this payment before. */
  readonly hasDeclined: boolean;
}

export type Verdict =
  | { readonly kind: "approved" }
  | { readonly kind: "action" }
  | {
      readonly kind: "declined";
      readonly code: string;
      readonly declineCode: string;
      readonly message: string;
    };

/**
 * A hold lives this long: Stripe's figures for card payments online and on a terminal; and of a bank
 * that takes its word back while somebody is still in the shop.
 */
export const HOLD_MS: Readonly<Record<TestCard["kind"], number>> = {
  online: 7 * 24 * 3_600_000,
  present: 2 * 24 * 3_600_000,
  brief: 10_000,
};

const PLAIN: TestCard = {
  kind: "online",
  behaviour: "approves",
  canIncrement: true,
  fundsMinor: null,
};

const CARDS: Readonly<Record<string, TestCard>> = {
  pm_sim_ok: PLAIN,
  pm_sim_declined: { ...PLAIN, behaviour: "declines" },
  pm_sim_expired: { ...PLAIN, behaviour: "expired" },
  pm_sim_on_session: { ...PLAIN, behaviour: "declines-off-session" },
  pm_sim_sca: { ...PLAIN, behaviour: "needs-action" },
  pm_sim_declined_once: { ...PLAIN, behaviour: "declines-once" },
  pm_sim_no_increments: { ...PLAIN, canIncrement: false },
  pm_sim_brief: { ...PLAIN, kind: "brief", behaviour: "declines-off-session" },
  /** Of a phone or a watch. */
  pm_sim_wallet: PLAIN,
  pm_sim_present: { ...PLAIN, kind: "present" },
  pm_card_visa: PLAIN,
  pm_card_visa_chargeDeclined: { ...PLAIN, behaviour: "declines" },
  pm_card_visa_chargeDeclinedInsufficientFunds: { ...PLAIN, fundsMinor: 0 },
  pm_card_chargeDeclinedExpiredCard: { ...PLAIN, behaviour: "expired" },
  pm_card_authenticationRequired: { ...PLAIN, behaviour: "needs-action" },
};

/**
 * The card behind a token, null where there is none. `pm_sim_funds_5000` has 5000 minor units for
 * each payment.
 */
export function readTestCard(token: string): TestCard | null {
  const name = token.split("-", 1)[0]!;
  const funds = /^pm_sim_funds_(\d{1,8})$/.exec(name);
  if (funds !== null) return { ...PLAIN, fundsMinor: Number(funds[1]) };
  return Object.hasOwn(CARDS, name) ? CARDS[name]! : null;
}

const LAST_FOUR: Readonly<Record<string, string>> = {
  pm_sim_declined: "0002",
  pm_sim_expired: "0069",
  pm_sim_funds_2500: "0341",
  pm_sim_sca: "3155",
};

/** The digits that stand on the card behind a token. */
export function readLastFour(token: string): string {
  return LAST_FOUR[token.split("-", 1)[0]!] ?? "4242";
}

/**
 * What the provider tells a card from all others by: tokens that differ after a tilde alone,
 * `pm_sim_ok-ann~2`, are readings of the same card.
 */
export function readFingerprint(token: string): string {
  return `fp_${token.split("~", 1)[0]}`;
}

/** What the card's bank says to an attempt. */
export function judgeAttempt(card: TestCard, attempt: Attempt): Verdict {
  if (card.fundsMinor !== null && attempt.amountMinor > card.fundsMinor) {
    return decline("insufficient_funds", "Your card has insufficient funds.");
  }
  switch (card.behaviour) {
    case "approves":
      return { kind: "approved" };
    case "declines":
      return decline("generic_decline", "Your card was declined.");
    case "expired":
      return decline("expired_card", "Your card has expired.", "expired_card");
    case "declines-off-session":
      if (!attempt.isOffSession) return { kind: "approved" };
      return decline("transaction_not_allowed", "Your card does not support this purchase.");
    case "needs-action":
      if (attempt.isAuthenticated) return { kind: "approved" };
      if (!attempt.isOffSession) return { kind: "action" };
      return decline(
        "authentication_required",
        "This transaction requires authentication.",
        "authentication_required",
      );
    case "declines-once":
      if (attempt.hasDeclined) return { kind: "approved" };
      return decline("try_again_later", "Your card was declined.");
    default:
      return card.behaviour satisfies never;
  }
}

function decline(declineCode: string, message: string, code = "card_declined"): Verdict {
  return { kind: "declined", code, declineCode, message };
}
