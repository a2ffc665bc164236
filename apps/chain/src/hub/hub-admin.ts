/** What the hub's servers know of credentials: whose were withdrawn, and who is connected by which. */

import { decode } from "@nats-io/jwt";
import { fromSeed } from "@nats-io/nkeys";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";
import { type HubKeys, signChainAccount, signSystemUser, type Withdrawn } from "./hub-keys.ts";
import { signInWith } from "./sign-in.ts";

const ANSWER_WITHIN_MS = 5000;
/** After an answer others are waited for as long: each server of the hub has its own. */
const NEXT_WITHIN_MS = 300;
const UPDATE_SUBJECT = "$SYS.REQ.CLAIMS.UPDATE";
const CONNECTIONS_AT_ONCE = 500;

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
 * Whoever uses them is cut off at once, at each server. Those that the hub knows of stay withdrawn, named here or not:
 * a chain whose database is an older copy gives nothing back. Rejects where no server has taken it.
 */
export async function tellWithdrawn(
  servers: string[],
  keys: HubKeys,
  withdrawn: Withdrawn,
): Promise<void> {
  await askServers(servers, keys, async (connection) => {
    const all = joinWithdrawn([withdrawn, await askWithdrawn(connection, keys)]);
    const account = await signChainAccount(keys, all);
    const timeout = { timeout: ANSWER_WITHIN_MS };
    const answer = await connection.request(UPDATE_SUBJECT, account, timeout);
    const { error } = answer.json<{ readonly error?: { readonly description: string } }>();
    if (error !== undefined) throw new Error(`the hub refuses: ${error.description}`);
  });
}

/** Of each user the latest time. */
export function joinWithdrawn(some: readonly Withdrawn[]): Withdrawn {
  const all = new Map<string, number>();
  for (const [user, atS] of some.flatMap((one) => Object.entries(one))) {
    all.set(user, Math.max(atS, all.get(user) ?? 0));
  }
  return Object.fromEntries([...all].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const nameAccount = ({ chain }: HubKeys): string =>
  fromSeed(new TextEncoder().encode(chain)).getPublicKey();

/** As each server has the account that was signed last. */
async function askWithdrawn(connection: NatsConnection, keys: HubKeys): Promise<Withdrawn> {
  const subject = `$SYS.REQ.ACCOUNT.${nameAccount(keys)}.CLAIMS.LOOKUP`;
  const some: Withdrawn[] = [];
  for (const text of await askAll(connection, subject, "")) {
    const { nats } = decode<{ readonly revocations?: Withdrawn }>(text);
    some.push(nats.revocations ?? {});
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

/** One of the chain's account that is connected, as its credentials say it. */
export interface ConnectedUser {
  readonly userKey: string;
  /** A shop's id, or "chain". */
  readonly name: string;
  /** When its credentials were signed. */
  readonly signedMs: number;
}

export interface HubKnowledge {
  readonly withdrawn: Withdrawn;
  readonly connected: readonly ConnectedUser[];
}

/** By all servers of the hub: clients, and leaf nodes. */
export async function readHub(servers: string[], keys: HubKeys): Promise<HubKnowledge> {
  return askServers(servers, keys, async (connection) => {
    const connected = new Map<string, ConnectedUser>();
    let hasMore = true;
    for (let offset = 0; hasMore; offset += CONNECTIONS_AT_ONCE) {
      hasMore = false;
      const subject = `$SYS.REQ.ACCOUNT.${nameAccount(keys)}.CONNZ`;
      const body = JSON.stringify({ auth: true, limit: CONNECTIONS_AT_ONCE, offset });
      for (const text of await askAll(connection, subject, body)) {
        const answer: unknown = JSON.parse(text);
        if (!Check(CONNECTIONS, answer)) continue;
        const { connections, total } = answer.data;
        hasMore ||= total > offset + CONNECTIONS_AT_ONCE;
        for (const one of connections) {
          if (!Check(CONNECTION, one)) continue;
          connected.set(one.authorized_user, describeUser(one));
        }
      }
    }
    return { withdrawn: await askWithdrawn(connection, keys), connected: [...connected.values()] };
  });
}

const MS_PER_S = 1000;

function describeUser({ authorized_user, jwt }: Static<typeof CONNECTION>): ConnectedUser {
  const { iat, name } = decode(jwt);
  return { userKey: authorized_user, name, signedMs: iat * MS_PER_S };
}
