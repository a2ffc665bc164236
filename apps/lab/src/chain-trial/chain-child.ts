/** The chain of a trial with all of its services, in a process of its own: its CPU time and memory are measured alone. */
import { randomBytes } from "node:crypto";
import { openChainHttp } from "@saunter/chain/http/open-chain-http";
import { type HubKeys, openChainKey } from "@saunter/chain/hub/hub-keys";
import { createHubUsers } from "@saunter/chain/hub/hub-users";
import { type ChainOptions, openChain } from "@saunter/chain/open-chain";
import { openHubReleases } from "@saunter/chain/releases/hub-releases";
import { listSealingKeys } from "@saunter/chain/secrets/sealing-keys";
import { serveChain } from "@saunter/chain/serve-chain";
import { createHttpLogger } from "@saunter/server/http/logger";

export interface ChainRequest {
  readonly database: string;
  readonly hub: ChainOptions["hub"];
  readonly keys: HubKeys;
}

export interface ChainReport {
  readonly taken: number;
  readonly failures: number;
}

const REPORT_EVERY_MS = 1000;

process.once("message", async ({ database, hub, keys }: ChainRequest) => {
  let failures = 0;
  const printed = new Set<string>();
  const nowMs = Date.now;
  const onFailed = (what: string, error: unknown): void => {
    failures++;
    const line = `${what}: ${error instanceof Error ? error.message : error}`;
    if (!printed.has(line)) console.error(line);
    printed.add(line);
  };
  const chainKey = openChainKey(keys);
  const chain = await openChain({ database, hub, chainKey, nowMs, onFailed });
  const { connection, db, manager } = chain;
  const shared = {
    ...{ nowMs, publicUrl: "http://127.0.0.1", allowPrivateWebhooks: false },
    hubUsers: createHubUsers({ db, keys, servers: hub.servers }),
    sealingKeys: listSealingKeys(keys),
  };
  await serveChain({
    ...{ ...shared, chain, chainKey, onFailed },
    openHttp: async (distribution) => {
      const http = await openChainHttp({
        ...{ ...shared, db, distribution, shards: 1, askShop: chain.ask, random: randomBytes },
        releases: openHubReleases(connection, manager),
        logger: createHttpLogger("silent"),
      });
      await http.app.listen({ host: "127.0.0.1", port: 0 });
      return http;
    },
  });
  const report = (): void =>
    void process.send?.({ taken: chain.taken(), failures } satisfies ChainReport);
  report();
  setInterval(report, REPORT_EVERY_MS);
});
