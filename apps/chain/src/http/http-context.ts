/** What the routes are made with. */
import type { PostOptions } from "@saunter/server/webhooks/post-webhook";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { SessionLife } from "../access/access-limits.ts";
import type { GroupMapping, SsoProvider } from "../access/sso/sso-provider.ts";
import type { RandomBytes } from "../access/tokens.ts";
import type { ChainDatabase } from "../database/open-database.ts";
import type { Distribution } from "../down/distribution.ts";
import type { ForecastSettings } from "../forecasts/forecast-settings.ts";
import type { AskShop } from "../hub/ask-shop.ts";
import type { HubUsers } from "../hub/hub-users.ts";
import type { HubReleases } from "../releases/hub-releases.ts";
import type { Rates } from "./http-limits.ts";
import type { TakingProcess } from "./metrics.ts";

export interface ChainHttpOptions {
  readonly db: ChainDatabase;
  readonly nowMs: () => number;
  readonly random: RandomBytes;
  readonly logger: FastifyBaseLogger;
  /** Where browsers and identity providers find it, without a slash at the end: "https://chain.example". */
  readonly publicUrl: string;
  /** Addresses and networks of proxies whose word on the caller's address counts. */
  readonly trustedProxies?: readonly string[];
  /** Of the hub: shops are spread over so many. */
  readonly shards: number;
  readonly sessionLife?: SessionLife;
  readonly rates?: Rates;
  /** How long the audit trail says from which address something was done. */
  readonly addressKeepDays?: number;
  /** Identity providers, each with an id of its own. */
  readonly sso?: readonly SsoProvider[];
  /** What groups of directories that provision users may do. */
  readonly scimGroups?: readonly GroupMapping[];
  readonly hubUsers: Pick<HubUsers, "sign" | "sendAccounts">;
  /** Of secrets in the database: the first seals, all of them open. 32 bytes each. */
  readonly sealingKeys: readonly Uint8Array[];
  /** Tells shops what is decided for them; null: nothing can be decided here. */
  readonly distribution?: Pick<Distribution, "put" | "publish" | "setRollOut"> | null;
  /** Of Saunter, at the hub; null: they cannot be seen here. */
  readonly releases?: Pick<HubReleases, "list"> | null;
  /** Asks shops over the hub; null: none can be asked here. */
  readonly askShop?: AskShop | null;
  /** Whether webhooks may lead into the chain's own network. */
  readonly allowPrivateWebhooks?: boolean;
  /** Sends tests of webhooks. */
  readonly fetch?: PostOptions["fetch"];
  /** What a roll-out may make worse, as forecasts say. */
  readonly forecast?: ForecastSettings;
  /** Whom one click signs in, of a demonstration alone; null: nobody. */
  readonly demoUserId?: string | null;
  /** Since the last backup that the process has made; null: there is none. */
  readonly findBackupAgeMs?: () => number | null;
  /** What takes events of shops in this process, for its metrics; null: nothing does. */
  readonly taking?: TakingProcess | null;
  /** Folder of the built console; null: without it. */
  readonly consoleFolder?: string | null;
}

export interface HttpContext {
  readonly app: FastifyInstance;
  readonly options: Required<ChainHttpOptions>;
}
