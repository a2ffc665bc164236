/** The chain's API as its configuration says it, listening. */
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { prepareFirstOwner } from "../access/users.ts";
import type { ChainConfig } from "../config/load-chain-config.ts";
import type { ChainDatabase } from "../database/open-database.ts";
import { findBackupAgeMs } from "../keep/backup-schedule.ts";
import { listSealingKeys } from "../secrets/sealing-keys.ts";
import type { ChainHttpOptions } from "./http-context.ts";
import { openChainHttp } from "./open-chain-http.ts";

export interface ServedHttp {
  readonly port: number;
  readonly metricsPort: number;
  close(): Promise<void>;
}

export type ServeOptions = Pick<
  ChainHttpOptions,
  "logger" | "hubUsers" | "distribution" | "releases" | "askShop" | "consoleFolder" | "taking"
> & {
  readonly db: ChainDatabase;
  /** Shows a line to whoever has started the process; what is in it is in no log. */
  readonly print: (line: string) => void;
};

/** At the first start of all it prints by which address the first owner sets a password. */
export async function serveHttp(config: ChainConfig, options: ServeOptions): Promise<ServedHttp> {
  const { db, print, ...more } = options;
  const { publicUrl, ownerEmail, hub, sessionLife, addressKeepDays, providers, groups, http } =
    config;
  const { allowPrivateWebhooks, forecast } = config;
  const nowMs = () => Date.now();
  const { backup = null } = config;
  const chain = await openChainHttp({
    ...{ db, nowMs, random: randomBytes, publicUrl, sessionLife, addressKeepDays, ...more },
    ...{ shards: hub.shards, sealingKeys: listSealingKeys(hub.keys) },
    findBackupAgeMs: () => (backup === null ? null : findBackupAgeMs(backup.folder, nowMs())),
    ...{ allowPrivateWebhooks, forecast },
    ...{ sso: providers, scimGroups: groups, trustedProxies: http.trustedProxies },
  });
  try {
    await chain.app.listen({ host: http.host, port: http.port });
    await chain.metrics.listen({ host: http.metricsHost, port: http.metricsPort });
    const invitation = await prepareFirstOwner(db, ownerEmail, nowMs(), randomBytes);
    if (invitation !== null) {
      print(`The first owner is ${ownerEmail}. Within seven days, open`);
      print(`${publicUrl}/console/invitation#${invitation}`);
    }
    return {
      port: findPort(chain.app),
      metricsPort: findPort(chain.metrics),
      close: () => chain.close(),
    };
  } catch (error) {
    await chain.close();
    throw error;
  }
}

const findPort = ({ server }: FastifyInstance): number => (server.address() as AddressInfo).port;
