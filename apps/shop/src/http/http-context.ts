/** What every route of the HTTP API has at hand, and what a capability adds to the API. */

import type { GET_SHOP } from "@saunter/protocol/http/shop-routes";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Static } from "typebox";
import type { ShopIdentity } from "../config/shop-config.ts";
import type { ChargeRunner } from "../domain/charge-runner.ts";
import type { Shop } from "../domain/shop-context.ts";
import type { SecondFactors } from "../people/second-factor.ts";
import type { SignIn } from "../people/sign-in.ts";
import type { Rates } from "./http-limits.ts";
import type { Idempotency } from "./idempotency.ts";
import type { ShopMetrics } from "./metrics.ts";
import type { OpenStreams } from "./open-streams.ts";
import type { ScreenFolders } from "./screens.ts";

export interface HttpDeps {
  readonly shop: Shop;
  readonly runner: ChargeRunner;
  readonly identity: ShopIdentity;
  readonly signIn: SignIn;
  readonly secondFactors: SecondFactors;
  /** What capabilities add: routes, pages, what the API says of the shop. */
  readonly extensions: readonly HttpExtension[];
  /** Where the built pages are; null: the API alone. */
  readonly screens: ScreenFolders | null;
  /** Where the shop is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
  readonly metrics: ShopMetrics;
  readonly logger: FastifyBaseLogger;
  /** Proxies before us, by address or network: they tell the address of whoever asks. */
  readonly trustedProxies: readonly string[];
  /** Whether requests from the machine itself may be somebody else's. */
  readonly isBehindProxy: boolean;
  readonly rates: Rates;
}

/** `Services` are what the routes of a capability need beyond what all routes have. */
export interface HttpContext<Services = unknown> {
  readonly app: FastifyInstance;
  readonly deps: HttpDeps & Services;
  readonly idempotency: Idempotency;
  /** Given when the process closes: what goes on for long ends then. */
  readonly closing: AbortSignal;
  readonly streams: OpenStreams;
  /** When each user was last active since the process started, Unix ms. */
  readonly lastActiveMs: ReadonlyMap<string, number>;
}

export interface HttpExtension {
  readonly addRoutes?: (context: HttpContext) => void;
  /** Pages outside the API. */
  readonly addPages?: (app: FastifyInstance) => void | Promise<void>;
  /** Who everybody may sign in as. */
  readonly signInHint?: { readonly name: string; readonly password: string };
  /** What every page has to know before anybody is signed in, as `GET /shop` tells it. */
  readonly shopInfo?: Partial<ShopInfo>;
  /** Whose field for card numbers stands in the shopper's page. */
  readonly cardField?: "stripe";
  /** The shop is a demonstration: its screens say so. */
  readonly isDemonstration?: boolean;
  /** Who comes in by an entry that is shown to the API in place of a gate; null: nobody. */
  readonly prepareArrival?: () => PreparedArrival | null;
}

/** Somebody before the gate, who walks about as they are told once they are admitted. */
export interface PreparedArrival {
  readonly shopperId: string;
  /** The gate has admitted them. */
  comeIn(): void;
}

export type ShopInfo = Static<(typeof GET_SHOP)["answers"][200]["schema"]>;
