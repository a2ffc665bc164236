/** The chain's tables, step by step: each is done once, in its order, in a transaction. */
import type { Migration } from "kysely/migration";
import { UP_EVENTS } from "./migrations/0001-up-events.ts";
import { ORGANISATIONS } from "./migrations/0002-organisations.ts";
import { DOWN } from "./migrations/0003-down.ts";
import { FIGURES } from "./migrations/0010-figures.ts";
import { WEBHOOKS } from "./migrations/0011-webhooks.ts";
import { ACCESS } from "./migrations/0020-access.ts";
import { AUDIT } from "./migrations/0021-audit.ts";
import { PLACES } from "./migrations/0030-places.ts";
import { FORECASTS } from "./migrations/0046-forecasts.ts";

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
  "0046-forecasts": FORECASTS,
};
