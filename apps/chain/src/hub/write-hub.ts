/** Files by which a hub is set up on computers of its own: keys, each server's configuration, the chain's credentials. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type HubServer, makeHubConfig, makeLeafConfig, type TlsFiles } from "./hub-config.ts";
import {
  createHubKeys,
  type HubKeys,
  type HubTrust,
  parseHubKeys,
  signChainUser,
  signTrust,
} from "./hub-keys.ts";

/** Defaults of NATS. */
export const PORTS = { clients: 4222, cluster: 6222, leaves: 7422, monitor: 8222 };
export type HubPorts = Readonly<typeof PORTS>;
const SECRET_MODE = 0o600;
export const KEYS_FILE = "hub-keys.json";
export const CREDENTIALS_FILE = "chain.creds";

export interface HubHost {
  readonly name: string;
  /** By which the others, shops and the chain reach it. */
  readonly host: string;
}

export interface HubPlan {
  readonly servers: readonly HubHost[];
  /** Where the servers keep messages, on their own disks. */
  readonly dataFolder: string;
  readonly tls: TlsFiles | null;
  /** The same on each server. Defaults to `PORTS`. */
  readonly ports?: HubPorts;
}

/** The keys in a folder; new ones where there are none yet. Throws where the file is damaged. */
export function keepHubKeys(folder: string): HubKeys {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, KEYS_FILE);
  if (!existsSync(file)) {
    const keys = createHubKeys();
    writeSecret(file, JSON.stringify(keys, null, 2));
    return keys;
  }
  const keys = parseHubKeys(readFileSync(file, "utf8"));
  if (keys !== null) return keys;
  throw new Error(
    `${file} does not hold a hub's keys; take it back from a backup, or start over without it`,
  );
}

/**
 * Writes all of them. Keys that are there stay, and so do the credentials that they signed.
 * @returns the files, by their names
 */
export async function writeHub(
  folder: string,
  { servers, dataFolder, tls, ports = PORTS }: HubPlan,
): Promise<string[]> {
  const keys = keepHubKeys(folder);
  const trust = keepAccounts(folder, servers, await signTrust(keys));
  const placed = servers.map(
    ({ name, host }): HubServer => ({
      name,
      clients: `0.0.0.0:${ports.clients}`,
      leaves: `0.0.0.0:${ports.leaves}`,
      cluster: `${host}:${ports.cluster}`,
      monitor: `127.0.0.1:${ports.monitor}`,
      folder: dataFolder,
      isAdvertising: true,
    }),
  );
  const files = [KEYS_FILE];
  for (const server of placed) {
    const file = `${server.name}.json`;
    writeSecret(
      join(folder, file),
      JSON.stringify(makeHubConfig(server, placed, trust, tls), null, 2),
    );
    files.push(file);
  }
  if (!existsSync(join(folder, CREDENTIALS_FILE))) {
    writeSecret(join(folder, CREDENTIALS_FILE), (await signChainUser(keys)).credentials);
  }
  return [...files, CREDENTIALS_FILE];
}

/**
 * Accounts as they were written before, if they are the same: signed later, they would take the place of those that
 * say whose credentials were withdrawn.
 */
function keepAccounts(folder: string, servers: readonly HubHost[], trust: HubTrust): HubTrust {
  const files = servers.map(({ name }) => join(folder, `${name}.json`));
  const written = files.find((file) => existsSync(file));
  if (written === undefined) return trust;
  const { resolver_preload: accounts } = JSON.parse(readFileSync(written, "utf8")) as {
    readonly resolver_preload: HubTrust["accounts"];
  };
  const areSame = Object.keys(trust.accounts).every((key) => Object.hasOwn(accounts, key));
  return areSame ? { ...trust, accounts } : trust;
}

/** The configuration of a shop's leaf node, which signs in with the shop's credentials. */
export function formatLeaf(
  shopId: string,
  leaf: {
    /** Of the hub's servers, each `HOST` or `HOST:PORT`. */
    readonly hosts: readonly string[];
    /** Of the leaf node itself. Defaults to `PORTS`. */
    readonly ports?: Pick<HubPorts, "clients" | "monitor">;
    readonly isTls: boolean;
    readonly credentialsFile: string;
  },
): string {
  const { ports = PORTS } = leaf;
  const scheme = leaf.isTls ? "tls" : "nats";
  return JSON.stringify(
    makeLeafConfig({
      name: `leaf-${shopId}`,
      clients: `127.0.0.1:${ports.clients}`,
      monitor: `127.0.0.1:${ports.monitor}`,
      hubUrls: leaf.hosts.map((host) => `${scheme}://${addPort(host)}`),
      credentialsFile: leaf.credentialsFile,
    }),
    null,
    2,
  );
}

const addPort = (host: string): string => (host.includes(":") ? host : `${host}:${PORTS.leaves}`);

/** For its owner alone to read; on the disk when it returns. */
export function writeSecret(file: string, text: string): void {
  writeFileSync(file, `${text}\n`, { mode: SECRET_MODE, flush: true });
}
