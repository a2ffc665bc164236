/** The chain's tables, step by step: each is done once, in its order, in a transaction, and can be undone. */
import type { Migration } from "kysely/migration";
import { UP_EVENTS } from "./migrations/0001-up-events.ts";
import { ORGANISATIONS } from "./migrations/0002-organisations.ts";
import { DOWN } from "./migrations/0003-down.ts";
import { FIGURES } from "./migrations/0010-figures.ts";
import { WEBHOOKS } from "./migrations/0011-webhooks.ts";
import { ACCESS } from "./migrations/0020-access.ts";
import { AUDIT } from "./migrations/0021-audit.ts";
import { PLACES } from "./migrations/0030-places.ts";
import { REVIEW_POOL } from "./migrations/0031-review-pool.ts";
import { BALANCES, MEMBERS } from "./migrations/0034-balances.ts";
import { SEALED_TOTP } from "./migrations/0037-sealed-totp.ts";
import { FORMER_CREDENTIALS } from "./migrations/0038-former-credentials.ts";
import { ALERTS } from "./migrations/0040-alerts.ts";
import { UNSIGNED } from "./migrations/0041-unsigned.ts";
import { SHOP_DAYS } from "./migrations/0043-shop-days.ts";
import { VERSION_ANSWERS } from "./migrations/0044-version-answers.ts";
import { FORECASTS } from "./migrations/0046-forecasts.ts";
import { FLOODS } from "./migrations/0047-floods.ts";
import { FAULTS } from "./migrations/0048-faults.ts";
import { ANSWERS } from "./migrations/0050-answers.ts";
import { CARDS_AND_RULES } from "./migrations/0051-cards-and-rules.ts";
import { COPY_STRAYS } from "./migrations/0053-copy-strays.ts";
import { SCIM_NAMES } from "./migrations/0054-scim-names.ts";
import { REVIEWED_SHOPS } from "./migrations/0055-reviewed-shops.ts";
import { ROW_KEYS } from "./migrations/0056-row-keys.ts";
import { SIGNED_SHOPS } from "./migrations/0057-signed-shops.ts";
import { PROPOSALS } from "./migrations/0058-proposals.ts";

/** By their names, which are their order. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-events": UP_EVENTS,
  "0002-organisations": ORGANISATIONS,
  "0003-down": DOWN,
  "0010-figures": FIGURES,
  "0011-webhooks": WEBHOOKS,
  "0020-access": ACCESS,
  "0021-audit": AUDIT,
  "0030-places": PLACES,
  "0031-review-pool": REVIEW_POOL,
  "0034-balances": BALANCES,
  "0035-members": MEMBERS,
  "0037-sealed-totp": SEALED_TOTP,
  "0038-former-credentials": FORMER_CREDENTIALS,
  "0040-alerts": ALERTS,
  "0041-unsigned": UNSIGNED,
  "0043-shop-days": SHOP_DAYS,
  "0044-version-answers": VERSION_ANSWERS,
  "0046-forecasts": FORECASTS,
  "0047-floods": FLOODS,
  "0048-faults": FAULTS,
  "0050-answers": ANSWERS,
  "0051-cards-and-rules": CARDS_AND_RULES,
  "0053-copy-strays": COPY_STRAYS,
  "0054-scim-names": SCIM_NAMES,
  "0055-reviewed-shops": REVIEWED_SHOPS,
  "0056-row-keys": ROW_KEYS,
  "0057-signed-shops": SIGNED_SHOPS,
  "0058-proposals": PROPOSALS,
};
