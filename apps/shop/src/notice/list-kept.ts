/** What a shop keeps of people, why, and until when: made from its configuration, and nowhere else. */
import { listClipCameras } from "../config/list-clip-cameras.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import { makeEvidencePeriods } from "../evidence/evidence-periods.ts";
import { CUSTOMER_KEPT_MS, SESSION_LIFE_MS } from "../people/people-limits.ts";
import { MAILS_KEPT_MS } from "../publish/publish-limits.ts";
import { RECEIPT_LIMITS } from "../receipts/receipt-limits.ts";

const DAY_MS = 24 * 3_600_000;

export type KeptKind =
  | "positions"
  | "evidence-positions"
  /** In place of it, where they are kept of what is uncertain alone. */
  | "evidence-doubtful"
  | "evidence-curve"
  | "evidence-clip"
  | "visit"
  | "card"
  | "account"
  | "passkey"
  | "session"
  | "badge"
  | "mail"
  | "mail-address";

export type KeptPeriod =
  /** As long as somebody is in the shop. */
  | { readonly kind: "visit" }
  | { readonly kind: "after-exit"; readonly durationMs: number }
  /** As long as the law wants books kept. */
  | { readonly kind: "books" }
  /** Until they delete it, or have been absent for this long. */
  | { readonly kind: "account"; readonly durationMs: number }
  /** Until they sign out, or have not used it for this long. */
  | { readonly kind: "session"; readonly durationMs: number }
  /** Until it is sent, or given up after this long. */
  | { readonly kind: "until-sent"; readonly durationMs: number }
  | { readonly kind: "after-sending"; readonly durationMs: number }
  /** Until whoever runs the shop takes it away. */
  | { readonly kind: "issued" };

export interface Kept {
  readonly kind: KeptKind;
  readonly until: KeptPeriod;
}

/** Time after which a mail is given up: whole days, rounded up. */
const MAIL_GIVEN_UP_MS =
  DAY_MS *
  Math.ceil(RECEIPT_LIMITS.mailRetryAfterMs.reduce((sum, afterMs) => sum + afterMs, 0) / DAY_MS);

export type NoticeConfig = Pick<ShopConfig, "entry" | "mail" | "policies" | "source">;

/** How long clips are kept from the exit, ms; null where the shop makes none, whatever its policy is. */
export function findClipsMs(config: NoticeConfig): number | null {
  if (listClipCameras(config).length === 0) return null;
  return makeEvidencePeriods(config.policies).clipsMs;
}

/** In the order in which somebody meets it. */
export function listKept(config: NoticeConfig): Kept[] {
  const { entry, mail, policies } = config;
  const { curveMs, positionsMs, keepsSurePositions } = makeEvidencePeriods(policies);
  const clipsMs = findClipsMs(config);
  const isSigningUp = entry.qr !== null || entry.passkey !== null;
  const withAccount = { kind: "account", durationMs: CUSTOMER_KEPT_MS } as const;
  const rows: readonly (Kept | false)[] = [
    { kind: "positions", until: { kind: "visit" } },
    {
      kind: keepsSurePositions ? "evidence-positions" : "evidence-doubtful",
      until: { kind: "after-exit", durationMs: positionsMs },
    },
    clipsMs !== null && {
      kind: "evidence-clip",
      until: { kind: "after-exit", durationMs: clipsMs },
    },
    { kind: "evidence-curve", until: { kind: "after-exit", durationMs: curveMs } },
    { kind: "visit", until: { kind: "books" } },
    entry.card !== null && { kind: "card", until: { kind: "books" } },
    isSigningUp && { kind: "account", until: withAccount },
    entry.passkey !== null && { kind: "passkey", until: withAccount },
    isSigningUp && {
      kind: "session",
      until: { kind: "session", durationMs: SESSION_LIFE_MS.customer.idleMs },
    },
    entry.badge !== null && { kind: "badge", until: { kind: "issued" } },
    mail !== null && {
      kind: "mail-address",
      until: { kind: "until-sent", durationMs: MAIL_GIVEN_UP_MS },
    },
    mail !== null && { kind: "mail", until: { kind: "after-sending", durationMs: MAILS_KEPT_MS } },
  ];
  return rows.filter((row) => row !== false);
}
