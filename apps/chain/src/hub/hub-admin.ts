/** The hub's accounts, as its servers have them: which there are, whose credentials were withdrawn, who is connected. */

import { decode } from "@nats-io/jwt";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";
import {
  findRowKey,
  type HubKeys,
  type HubShop,
  nameChainAccount,
  nameOperator,
  nameShopAccount,
  signChainAccount,
  signShopAccount,
  signSystemUser,
  type UserClaims,
  type Withdrawn,
} from "./hub-keys.ts";
import { signInWith } from "./sign-in.ts";

const ANSWER_WITHIN_MS = 5000;
/** After an answer others are waited for as long: each server of the hub has its own. */
const NEXT_WITHIN_MS = 300;
const UPDATE_SUBJECT = "$SYS.REQ.CLAIMS.UPDATE";
const CONNECTIONS_AT_ONCE = 500;
/** Of a thousand shops, each waits for all servers of the hub. */
const ACCOUNTS_AT_ONCE = 100;

/** An account of the hub: a shop's, or the chain's own if `shop` is null. */
export interface HubAccount {
  readonly shop: HubShop | null;
  readonly withdrawn: Withdrawn;
}

const nameAccount = (keys: HubKeys, shop: HubShop | null): string =>
  shop === null ? nameChainAccount(keys) : nameShopAccount(keys, shop.shopId);

/** Signs in as the servers' own user. */
async function askServers<T>(
  servers: string[],
  keys: HubKeys,
  work: (connection: NatsConnection) => Promise<T>,
): Promise<T> {
  const { credentials } = await signSystemUser(keys);
  const authenticator = signInWith(credentials);
  const connection = await connect({ servers, authenticator, reconnect: false });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/**
 * Sends accounts to the hub: their shops can sign in from then on, and those whose credentials are withdrawn are cut off
 * at once, at each server. What the hub has as withdrawn stays so, named here or not: a chain whose database is an older
 * copy gives nothing back. Rejects if a server refuses one, or none answers.
 */
export async function sendAccounts(
  servers: string[],
  keys: HubKeys,
  accounts: readonly HubAccount[],
): Promise<void> {
  await askServers(servers, keys, (connection) =>
    forEachAtOnce(accounts, async ({ shop, withdrawn }) => {
      const all = joinWithdrawn([withdrawn, await askWithdrawn(connection, keys, shop)]);
      const account =
        shop === null ? await signChainAccount(keys, all) : await signShopAccount(keys, shop, all);
      const timeout = { timeout: ANSWER_WITHIN_MS };
      const answer = await connection.request(UPDATE_SUBJECT, account, timeout);
      const { error } = answer.json<{ readonly error?: { readonly description: string } }>();
      if (error !== undefined) throw new Error(`the hub refuses: ${error.description}`);
    }),
  );
}

async function forEachAtOnce<T>(items: readonly T[], work: (item: T) => Promise<void>) {
  const left = items.values();
  const workOnLeft = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: ACCOUNTS_AT_ONCE }, workOnLeft));
}

/** Of each user the latest time. */
export function joinWithdrawn(some: readonly Withdrawn[]): Withdrawn {
  const all = new Map<string, number>();
  for (const [user, atS] of some.flatMap((one) => Object.entries(one))) {
    all.set(user, Math.max(atS, all.get(user) ?? 0));
  }
  return Object.fromEntries([...all].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** As each server has the account that was signed last. */
async function askWithdrawn(
  connection: NatsConnection,
  keys: HubKeys,
  shop: HubShop | null,
): Promise<Withdrawn> {
  const subject = `$SYS.REQ.ACCOUNT.${nameAccount(keys, shop)}.CLAIMS.LOOKUP`;
  const some: Withdrawn[] = [];
  for (const text of await askAll(connection, subject, "")) {
    // An account that a server does not have yet.
    if (text === "") continue;
    const { iss, nats } = decode<{ readonly revocations?: Withdrawn }>(text);
    // The hub's servers could withdraw the credentials of any shop.
    if (iss === nameOperator(keys)) some.push(nats.revocations ?? {});
  }
  return joinWithdrawn(some);
}

async function askAll(
  connection: NatsConnection,
  subject: string,
  body: string,
): Promise<string[]> {
  const answers = await connection.requestMany(subject, body, {
    ...{ strategy: "stall", stall: NEXT_WITHIN_MS, maxWait: ANSWER_WITHIN_MS },
  });
  const texts: string[] = [];
  for await (const answer of answers) texts.push(answer.string());
  return texts;
}

const CONNECTION = Type.Object({
  authorized_user: Type.String(),
  jwt: Type.String(),
});
const CONNECTIONS = Type.Object({
  data: Type.Object({ connections: Type.Array(Type.Unknown()), total: Type.Integer() }),
});

/** A user that is connected, as its credentials say it. */
export interface ConnectedUser {
  readonly userKey: string;
  /** A shop's id, or "chain". */
  readonly name: string;
  /** Public key of what signs its shop's rows; null if it's none of a shop's account. */
  readonly rowKey: string | null;
  /** When its credentials were signed. */
  readonly signedMs: number;
}

export interface HubKnowledge {
  /** Of all accounts. */
  readonly withdrawn: Withdrawn;
  readonly connected: readonly ConnectedUser[];
}

/**
 * By all servers of the hub: clients, and leaf nodes.
 *
 * @param shops whose accounts are asked for, besides the chain's own
 */
export async function readHub(
  servers: string[],
  keys: HubKeys,
  shops: readonly HubShop[],
): Promise<HubKnowledge> {
  return askServers(servers, keys, async (connection) => {
    const connected = new Map<string, ConnectedUser>();
    const withdrawn: Withdrawn[] = [];
    await forEachAtOnce([null, ...shops], async (shop) => {
      for (const user of await askConnected(connection, keys, shop)) {
        connected.set(user.userKey, user);
      }
      withdrawn.push(await askWithdrawn(connection, keys, shop));
    });
    return { withdrawn: joinWithdrawn(withdrawn), connected: [...connected.values()] };
  });
}

async function askConnected(
  connection: NatsConnection,
  keys: HubKeys,
  shop: HubShop | null,
): Promise<ConnectedUser[]> {
  const connected: ConnectedUser[] = [];
  const subject = `$SYS.REQ.ACCOUNT.${nameAccount(keys, shop)}.CONNZ`;
  let hasMore = true;
  for (let offset = 0; hasMore; offset += CONNECTIONS_AT_ONCE) {
    hasMore = false;
    const body = JSON.stringify({ auth: true, limit: CONNECTIONS_AT_ONCE, offset });
    for (const text of await askAll(connection, subject, body)) {
      const answer: unknown = text === "" ? null : JSON.parse(text);
      if (!Check(CONNECTIONS, answer)) continue;
      const { connections, total } = answer.data;
      hasMore ||= total > offset + CONNECTIONS_AT_ONCE;
      for (const one of connections) {
        const user = Check(CONNECTION, one) ? describeUser(keys, one) : null;
        if (user !== null) connected.push(user);
      }
    }
  }
  return connected;
}

const MS_PER_S = 1000;

/** Null if the chain has not signed its credentials: the hub's servers could name any key for a shop. */
export function describeUser(
  keys: HubKeys,
  { authorized_user, jwt }: Static<typeof CONNECTION>,
): ConnectedUser | null {
  const { iat, iss, name, nats, sub } = decode<UserClaims>(jwt);
  if (iss !== nameChainAccount(keys) || sub !== authorized_user) return null;
  const signedMs = iat * MS_PER_S;
  return { userKey: authorized_user, name, rowKey: findRowKey(nats), signedMs };
}
