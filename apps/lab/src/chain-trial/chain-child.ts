/** The chain of a trial in a process of its own, so that its CPU time and memory can be told apart. */
import { type HubKeys, openChainKey } from "@saunter/chain/hub/hub-keys";
import { type ChainOptions, openChain } from "@saunter/chain/open-chain";

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
  const told = new Set<string>();
  const chain = await openChain({
    ...{ database, hub, chainKey: openChainKey(keys), nowMs: Date.now },
    onFailed: (what, error) => {
      failures++;
      const line = `${what}: ${error instanceof Error ? error.message : error}`;
      if (!told.has(line)) console.error(line);
      told.add(line);
    },
  });
  const tell = (): void =>
    void process.send?.({ taken: chain.taken(), failures } satisfies ChainReport);
  tell();
  setInterval(tell, REPORT_EVERY_MS);
});
