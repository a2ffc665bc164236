/** People who come in: the gates, what they are shown there, and badges. */
import { randomBytes } from "node:crypto";
import { findPublicUrl } from "../../config/find-public-url.ts";
import type { ShopConfig } from "../../config/shop-config.ts";
import { createGateInvitations } from "../../entry/gate-invitation.ts";
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import { openNotice } from "../notice/notice.ts";
import { addBadgeRoutes, type BadgeKeeping } from "./badge-routes.ts";
import { addEntryRoutes } from "./entry-routes.ts";
import { addGateRoutes } from "./gate-routes.ts";

const INVITATION_KEY_BYTES = 32;

export const ENTRY: Capability = {
  name: "entry",
  open: ({ process: { config, entry } }) => {
    const services = {
      entryService: entry.service,
      entryMethods: entry.methods,
      passkeys: entry.passkeys,
      // They are good for a minute: none has to outlive the process.
      invitations: createGateInvitations(randomBytes(INVITATION_KEY_BYTES)),
      notice: openNotice(config, findPublicUrl(config)),
      terms: {
        releaseText: config.entry.hold?.releaseText ?? "",
        releaseTexts: config.entry.hold?.releaseTexts ?? [],
      },
      badges: openBadges(config),
    };
    return {
      http: {
        addRoutes: (context) => {
          const own = withServices(context, services);
          addEntryRoutes(own);
          addGateRoutes(own);
          addBadgeRoutes(own);
        },
      },
    };
  },
};

function openBadges({ entry, payment, shop }: ShopConfig): BadgeKeeping | null {
  if (entry.badge === null) return null;
  const hashKey = Buffer.from(entry.badge.hashKey.reveal());
  const accountIds = new Set(payment.accounts.map(({ id }) => id));
  return { hashKey, accountIds, timeZone: shop.timeZone };
}
