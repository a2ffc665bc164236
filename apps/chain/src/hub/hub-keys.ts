/**
 * Who may do what at the hub: signed by the chain, held by whom it is about, and checked by the hub's servers without
 * asking anybody. So a shop joins without a change of theirs.
 * NATS calls this decentralized JWT authentication: docs.nats.io, "JWTs for security".
 */
import { randomBytes } from "node:crypto";
import { encodeAccount, encodeOperator, encodeUser, fmtCreds, type User } from "@nats-io/jwt";
import { createAccount, createOperator, createUser, fromSeed, type KeyPair } from "@nats-io/nkeys";
import { listShopRights } from "@saunter/protocol/chain/subjects";
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";

/** 32 bytes, base64url. */
const KEY = Type.String({ pattern: "^[A-Za-z0-9_-]{43}$" });
const SEED = Type.String({ pattern: "^S[OA][A-Z2-7]{56}$" });

/** Seeds of the keys that sign; whoever has them is the chain. */
const HUB_KEYS = Type.Object({
  /** Signs accounts. */
  operator: SEED,
  /** The servers' own. */
  system: SEED,
  /** Of the chain and its shops; signs their users. */
  chain: SEED,
  /** By which the servers know one another. */
  cluster: KEY,
  /** Seal secrets in the database: the first does, those after it still open. */
  sealing: Type.Optional(Type.Array(KEY, { minItems: 1 })),
});
export type HubKeys = Static<typeof HUB_KEYS>;

/** Null where a text is none. */
export function parseHubKeys(text: string): HubKeys | null {
  let keys: unknown;
  try {
    keys = JSON.parse(text);
  } catch {
    return null;
  }
  return Check(HUB_KEYS, keys) ? keys : null;
}

const readSeed = (key: KeyPair): string => new TextDecoder().decode(key.getSeed());
const toKey = (seed: string): KeyPair => fromSeed(new TextEncoder().encode(seed));

const CLUSTER_SECRET_BYTES = 32;

/** Draws new ones. */
export function createHubKeys(): HubKeys {
  return {
    operator: readSeed(createOperator()),
    system: readSeed(createAccount()),
    chain: readSeed(createAccount()),
    cluster: randomBytes(CLUSTER_SECRET_BYTES).toString("base64url"),
  };
}

/** What the hub's servers have in their configuration. */
export interface HubTrust {
  readonly operatorJwt: string;
  readonly systemAccount: string;
  /** JWTs by public key. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly clusterSecret: string;
}

/** When a user's credentials were withdrawn, seconds since 1970, by its public key; those issued until then are void. */
export type Withdrawn = Readonly<Record<string, number>>;

const NO_LIMIT = -1;
/** What is left out of an account's limits is none at all. */
const UNLIMITED = {
  ...{ subs: NO_LIMIT, data: NO_LIMIT, payload: NO_LIMIT },
  ...{ conn: NO_LIMIT, leaf: NO_LIMIT, imports: NO_LIMIT, exports: NO_LIMIT, wildcards: true },
};
const ALL_OF_JETSTREAM = {
  ...{ mem_storage: NO_LIMIT, disk_storage: NO_LIMIT, streams: NO_LIMIT, consumer: NO_LIMIT },
};

export async function signTrust(keys: HubKeys, withdrawn: Withdrawn = {}): Promise<HubTrust> {
  const operator = toKey(keys.operator);
  const system = toKey(keys.system);
  const systemAccount = system.getPublicKey();
  const chain = toKey(keys.chain).getPublicKey();
  return {
    clusterSecret: keys.cluster,
    operatorJwt: await encodeOperator("saunter", operator, { system_account: systemAccount }),
    systemAccount,
    accounts: {
      [systemAccount]: await encodeAccount(
        "SYSTEM",
        system,
        { limits: UNLIMITED },
        { signer: operator },
      ),
      [chain]: await signChainAccount(keys, withdrawn),
    },
  };
}

/** The account of the chain and its shops. */
export async function signChainAccount(keys: HubKeys, withdrawn: Withdrawn): Promise<string> {
  return encodeAccount(
    "CHAIN",
    toKey(keys.chain),
    {
      limits: { ...UNLIMITED, ...ALL_OF_JETSTREAM },
      revocations: { ...withdrawn },
    },
    { signer: toKey(keys.operator) },
  );
}

export interface HubCredentials {
  /** The user's public key, by which it is withdrawn. */
  readonly userKey: string;
  /** What it signs in with, as the text of a NATS credentials file. A secret. */
  readonly credentials: string;
}

async function signUser(
  name: string,
  account: string,
  rights: Partial<User>,
): Promise<HubCredentials> {
  const user = createUser();
  const limits = { subs: NO_LIMIT, data: NO_LIMIT, payload: NO_LIMIT };
  const token = await encodeUser(name, user, toKey(account), { ...limits, ...rights });
  const credentials = new TextDecoder().decode(fmtCreds(token, user));
  return { userKey: user.getPublicKey(), credentials };
}

/** The chain server's own: all subjects of the account. */
export function signChainUser({ chain }: HubKeys): Promise<HubCredentials> {
  return signUser("chain", chain, {});
}

/** Of the chain server, too: it tells the servers of changes of accounts. */
export function signSystemUser({ system }: HubKeys): Promise<HubCredentials> {
  return signUser("system", system, {});
}

/** A shop's, for its process or its leaf node: its own subjects alone. */
export function signShopUser(
  { chain }: HubKeys,
  { shopId, shard }: { readonly shopId: string; readonly shard: number },
): Promise<HubCredentials> {
  const { publish, subscribe } = listShopRights(shard, shopId);
  return signUser(shopId, chain, {
    pub: { allow: [...publish] },
    sub: { allow: [...subscribe] },
  });
}
