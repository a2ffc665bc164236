/** The configuration of the hub's NATS servers; they read JSON as a form of their own. */

import { HUB_DOMAIN } from "@saunter/protocol/chain/subjects";
import type { HubTrust } from "./hub-keys.ts";

/** How one server is reached, `HOST:PORT` each. */
export interface HubServer {
  readonly name: string;
  /** By the chain, and by shops without a leaf node. */
  readonly clients: string;
  /** By shops' leaf nodes. */
  readonly leaves: string;
  /** By the other servers. */
  readonly cluster: string;
  /** What watches it: health and figures, without a password, so on this machine alone. */
  readonly monitor: string;
  /** Messages, accounts. */
  readonly folder: string;
  /** It advertises the other servers to whoever connects; false where those addresses are of no use to them. */
  readonly isAdvertising: boolean;
}

export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

/** A journal's row may be as long: the largest evidence is far below. */
const PAYLOAD_BYTES_MAX = 8_000_000;
const RESOLVER_INTERVAL = "2m";
/** All shops come back at once after the hub was away: two seconds, as NATS has it, are too few, and each tries again. */
const SIGN_IN_WITHIN_S = 10;

/**
 * @param servers all of the hub, that one among them; 1 or 3.
 * @param tls null on one machine, or where something before it does that.
 */
export function makeHubConfig(
  server: HubServer,
  servers: readonly HubServer[],
  trust: HubTrust,
  tls: TlsFiles | null,
): Record<string, unknown> {
  const signIn = { timeout: SIGN_IN_WITHIN_S };
  const files =
    tls === null ? {} : { tls: { cert_file: tls.certificate, key_file: tls.key, ...signIn } };
  // Its own address among the routes would make it wait for a server that does not exist.
  const others = servers.filter(({ name }) => name !== server.name);
  const { clusterSecret } = trust;
  const routes = others.map(({ cluster }) => `nats-route://hub:${clusterSecret}@${cluster}`);
  const authorization = { user: "hub", password: clusterSecret };
  // One route between two servers: several at once close one another while they begin.
  const noAdvertise = { no_advertise: !server.isAdvertising };
  const cluster = {
    ...{ name: "hub", listen: server.cluster, routes, pool_size: -1, authorization },
    ...{ ...noAdvertise, ...files },
  };
  return {
    server_name: server.name,
    listen: server.clients,
    http: server.monitor,
    max_payload: PAYLOAD_BYTES_MAX,
    ...files,
    jetstream: { store_dir: `${server.folder}/jetstream`, domain: HUB_DOMAIN },
    authorization: signIn,
    leafnodes: { listen: server.leaves, authorization: signIn, ...files, ...noAdvertise },
    ...(others.length === 0 ? {} : { cluster }),
    operator: trust.operatorJwt,
    system_account: trust.systemAccount,
    resolver: {
      type: "full",
      dir: `${server.folder}/accounts`,
      allow_delete: false,
      interval: RESOLVER_INTERVAL,
    },
    resolver_preload: trust.accounts,
  };
}

/** A shop's leaf node: it keeps nothing, and hands on what comes. */
export function makeLeafConfig(leaf: {
  readonly name: string;
  readonly clients: string;
  readonly monitor: string;
  /** Of the hub: `nats://` or `tls://`. */
  readonly hubUrls: readonly string[];
  readonly credentialsFile: string;
}): Record<string, unknown> {
  return {
    server_name: leaf.name,
    listen: leaf.clients,
    http: leaf.monitor,
    max_payload: PAYLOAD_BYTES_MAX,
    leafnodes: {
      remotes: [{ urls: leaf.hubUrls, credentials: leaf.credentialsFile }],
    },
  };
}
