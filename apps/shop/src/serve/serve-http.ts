/** The HTTP side of a shop's process: the API and the pages, of what its capabilities bring. */
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { findPublicUrl } from "../config/find-public-url.ts";
import { createHttpApp } from "../http/create-app.ts";
import { DESCRIPTORS_RESERVED, fitSockets, readDescriptorLimit } from "../http/fit-sockets.ts";
import type { HttpExtension } from "../http/http-context.ts";
import { RATES, type Rates, SOCKETS, type SocketLimits } from "../http/http-limits.ts";
import type { ShopMetrics } from "../http/metrics.ts";
import type { ScreenFolders } from "../http/screens.ts";
import { createSecondFactors } from "../people/second-factor.ts";
import { createSignIn, deriveSignInKeys } from "../people/sign-in.ts";
import { createTokens } from "../people/tokens.ts";
import { openKey, openSecondFactorKey } from "../process/process-keys.ts";
import type { ShopProcess } from "../process/shop-process.ts";

/** Bounds in place of the usual ones, for tests that reach them. */
export interface HttpLimits {
  readonly rates?: Rates;
  readonly sockets?: Partial<SocketLimits>;
}

export interface HttpSideOptions {
  readonly process: ShopProcess;
  /** What capabilities add. */
  readonly extensions: readonly HttpExtension[];
  readonly screens: ScreenFolders | null;
  readonly logger: FastifyBaseLogger;
  readonly metrics: ShopMetrics;
  readonly limits?: HttpLimits;
}

/** Nothing listens until it is told to. */
export function openHttpSide({
  process: { clock, config, shop, store, runner, entry },
  limits: { rates = RATES, sockets: otherSockets = {} } = {},
  ...serving
}: HttpSideOptions): Promise<FastifyInstance> {
  const publicUrl = findPublicUrl(config);
  const privateKey = openKey(config.dataFolder, "sessions");
  const tokens = createTokens({ privateKey, issuer: config.shop.id, audience: publicUrl });
  const { passkeys } = entry;
  const isDemonstration = serving.extensions.some(
    (one) => one.isDemonstration === true || one.signInHint !== undefined,
  );
  const secondFactors = createSecondFactors({
    privateKey: openSecondFactorKey(config.dataFolder),
    shopName: config.shop.name,
    policy: isDemonstration ? "optional" : config.policies.secondFactor,
    machineAheadMs: clock.machineAheadMs,
  });
  const { connectionsPerAddressMax, trustedProxies } = config.http;
  const deps = {
    ...serving,
    shop,
    runner,
    publicUrl,
    identity: config.shop,
    secondFactors,
    signIn: createSignIn({
      store,
      tokens,
      passkeys,
      secondFactors,
      keys: deriveSignInKeys(privateKey),
    }),
    trustedProxies,
    isBehindProxy: config.http.publicUrl !== null || trustedProxies.length > 0,
    rates,
  };
  const files = readDescriptorLimit();
  const sockets = fitSockets({ ...SOCKETS, connectionsPerAddressMax, ...otherSockets }, files);
  if (sockets.connectionsMax < SOCKETS.connectionsMax) {
    const { connectionsMax: all, connectionsPerAddressMax: each } = sockets;
    serving.logger.warn(
      `this process may have ${files} files open, and so accepts ${all} connections at once, ${each} of one ` +
        `address: raise the limit of open files to ${SOCKETS.connectionsMax + DESCRIPTORS_RESERVED}`,
    );
  }
  return createHttpApp(deps, sockets);
}
