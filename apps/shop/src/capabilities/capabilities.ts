/** All that a shop can do. A new capability is a folder beside these, and a line here. */
import type { Capability } from "../process/capability.ts";
import { ALERTS } from "./alerts/alerts.ts";
import { CAMERAS } from "./cameras/cameras.ts";
import { CHAIN } from "./chain/chain.ts";
import { CUSTOMERS } from "./customers/customers.ts";
import { DEVICES } from "./devices/devices.ts";
import { ENTRY } from "./entry/entry.ts";
import { EVENTS } from "./events/events.ts";
import { createEvidence } from "./evidence/evidence.ts";
import { FISCAL } from "./fiscal/fiscal.ts";
import { GATES } from "./gates/gates.ts";
import { GOODS } from "./goods/goods.ts";
import { HEALTH } from "./health/health.ts";
import { LIVE } from "./live/live.ts";
import { MAIL } from "./mail/mail.ts";
import { MONEY } from "./money/money.ts";
import { NOTICE } from "./notice/notice.ts";
import { RECEIPTS } from "./receipts/receipts.ts";
import { RECORDINGS } from "./recordings/recordings.ts";
import { REVIEWS } from "./reviews/reviews.ts";
import { SALES } from "./sales/sales.ts";
import { SECURITY } from "./security/security.ts";
import { SHOP_INFO } from "./shop-info/shop-info.ts";
import { SIGN_IN } from "./sign-in/sign-in.ts";
import { SMART_CARTS } from "./smart-carts/smart-carts.ts";
import { VISITS } from "./visits/visits.ts";
import { WEBHOOKS } from "./webhooks/webhooks.ts";

export const SHOP_CAPABILITIES: readonly Capability[] = [
  HEALTH,
  SHOP_INFO,
  SIGN_IN,
  ENTRY,
  NOTICE,
  LIVE,
  VISITS,
  CUSTOMERS,
  RECEIPTS,
  MAIL,
  REVIEWS,
  MONEY,
  FISCAL,
  SALES,
  GOODS,
  CAMERAS,
  DEVICES,
  GATES,
  RECORDINGS,
  SMART_CARTS,
  WEBHOOKS,
  CHAIN,
  ALERTS,
  EVENTS,
  SECURITY,
  createEvidence(),
];
