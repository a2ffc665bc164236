/** What is done to badges by somebody, with the security event of it. */
import type { Result } from "@saunter/commerce/refusal";
import {
  type Actor,
  forgetBadgeDetails,
  recordSecurity,
  toNew,
} from "../security/record-security.ts";
import type { Transaction } from "../store/transaction.ts";
import {
  type BadgeChange,
  removeBadge,
  type SavedCounts,
  saveBadges,
  setBlocked,
} from "./badges.ts";

export interface AuditedBadges {
  save(badges: readonly BadgeChange[], nowMs: number): SavedCounts;
  setBlocked(badgeHash: string, isBlocked: boolean, nowMs: number): Result<void>;
  remove(badgeHash: string): Result<void>;
}

const BADGE = { kind: "badge", id: null } as const;

export function auditBadges(tx: Transaction, actor: Actor): AuditedBadges {
  return {
    save: (badges, nowMs) => {
      const counts = saveBadges(tx, badges, nowMs);
      const { added, changed } = counts;
      if (added + changed === 0) return counts;
      const [only] = badges;
      recordSecurity(tx, actor, "badge.issued", {
        object: BADGE,
        changes: { added: toNew(added), changed: toNew(changed) },
        ...(badges.length === 1 ? { badgeId: only!.badgeHash } : {}),
      });
      return counts;
    },
    setBlocked: (badgeHash, isBlocked, nowMs) => {
      const set = setBlocked(tx, badgeHash, isBlocked, nowMs);
      if (!set.ok) return set;
      const kind = isBlocked ? "badge.blocked" : "badge.unblocked";
      recordSecurity(tx, actor, kind, { object: BADGE, badgeId: badgeHash });
      return set;
    },
    remove: (badgeHash) => {
      const removed = removeBadge(tx, badgeHash);
      if (!removed.ok) return removed;
      forgetBadgeDetails(tx, badgeHash);
      recordSecurity(tx, actor, "badge.removed", { object: BADGE });
      return removed;
    },
  };
}
