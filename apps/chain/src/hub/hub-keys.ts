/**
 * Who may do what at the hub: signed by the chain, and checked by the hub's servers. The chain has an account, and so
 * has each shop: NATS keeps accounts apart, also in the replies that its servers send, which permissions do not.
 * NATS calls this decentralized JWT authentication: docs.nats.io, "JWTs for security" and "Multi-tenancy using accounts".
 */
import { hash, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import { encodeAccount, encodeOperator, encodeUser, fmtCreds, type User } from "@nats-io/jwt";
import {
  createAccount,
  createOperator,
  createUser,
  fromSeed,
  type KeyPair,
  Prefix,
} from "@nats-io/nkeys";
import { Codec } from "@nats-io/nkeys/lib/codec.js";
import { formatShopKeys } from "@saunter/protocol/chain/shop-keys";
import {
  CHAIN_EXPORTS,
  listShopImports,
  listShopRights,
  type SubjectImport,
} from "@saunter/protocol/chain/subjects";
import { formatPublicKey, makeSeed, openSigningKey } from "@saunter/server/signatures/ed25519";
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
  /** The chain's account; signs its users, and those of all shops' accounts. */
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
/**
 * Of a shop's account: without JetStream, and nothing for others. A shop has a process, a leaf node, and for a while
 * those of the computer before.
 */
const SHOP_LIMITS = {
  ...{ ...UNLIMITED, exports: 0, wildcards: false },
  ...{ subs: 1000, conn: 20, leaf: 20 },
};

/** A shop at the hub. */
export interface HubShop {
  readonly shopId: string;
  /** Of the streams that take its rows. */
  readonly shard: number;
}

/** @param shops whose accounts the servers have from the start; others are sent to them, see `sendAccounts` */
export async function signTrust(keys: HubKeys, shops: readonly HubShop[] = []): Promise<HubTrust> {
  const ofShops = shops.map(
    async (shop) =>
      [nameShopAccount(keys, shop.shopId), await signShopAccount(keys, shop, {})] as const,
  );
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
      [chain]: await signChainAccount(keys, {}),
      ...Object.fromEntries(await Promise.all(ofShops)),
    },
  };
}

/** The chain's account. Shops whose credentials are of an earlier version are in it, too. */
export async function signChainAccount(keys: HubKeys, withdrawn: Withdrawn): Promise<string> {
  const toExport = (type: "service" | "stream") => (subject: string) => ({
    ...{ name: subject, subject, type },
  });
  return encodeAccount(
    "CHAIN",
    toKey(keys.chain),
    {
      limits: { ...UNLIMITED, ...ALL_OF_JETSTREAM },
      exports: [
        ...CHAIN_EXPORTS.services.map(toExport("service")),
        ...CHAIN_EXPORTS.streams.map(toExport("stream")),
      ],
      revocations: { ...withdrawn },
    },
    { signer: toKey(keys.operator) },
  );
}

export function nameChainAccount({ chain }: HubKeys): string {
  return toKey(chain).getPublicKey();
}

/** Signs accounts. */
export function nameOperator({ operator }: HubKeys): string {
  return toKey(operator).getPublicKey();
}

/**
 * The public key by which the hub knows a shop's account. Its private key does not exist: the chain's key signs the
 * account's users, and the operator's the account.
 */
export function nameShopAccount(keys: HubKeys, shopId: string): string {
  const bytes = hash("sha256", `saunter account\n${nameChainAccount(keys)}\n${shopId}`, "buffer");
  return new TextDecoder().decode(Codec.encode(Prefix.Account, bytes));
}

/** A shop's account: it has the chain's subjects with the shop's id, and no others. */
export async function signShopAccount(
  keys: HubKeys,
  { shopId, shard }: HubShop,
  withdrawn: Withdrawn,
): Promise<string> {
  const account = nameChainAccount(keys);
  const { services, streams } = listShopImports(shard, shopId);
  const toImport =
    (type: "service" | "stream") =>
    ({ subject, localSubject }: SubjectImport) => ({
      ...{ name: localSubject ?? subject, subject, account, type },
      ...(localSubject === undefined ? {} : { local_subject: localSubject }),
    });
  return encodeAccount(
    shopId,
    nameShopAccount(keys, shopId),
    {
      limits: SHOP_LIMITS,
      imports: [...services.map(toImport("service")), ...streams.map(toImport("stream"))],
      signing_keys: [account],
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

export interface ShopCredentials extends HubCredentials {
  /** Public key of what the shop signs its rows with, `ed25519:…`. The credentials have the private one. */
  readonly rowKey: string;
}

const SIGNING_SEED_BYTES = 32;

/**
 * Signs what the chain sends to shops. Made of the seed that signs users, which is not on the hub's servers (HKDF,
 * RFC 5869): all processes of a chain have the same.
 */
export function openChainKey({ chain }: HubKeys): KeyObject {
  const seed = hkdfSync("sha256", chain, "", "saunter chain messages", SIGNING_SEED_BYTES);
  return openSigningKey(new Uint8Array(seed));
}

/** What the hub's servers say of a user. */
export interface UserClaims {
  readonly tags?: readonly string[];
}

const ROW_KEY_TAG = "rows:";

/** The key that signs its shop's rows; null if it has none, as credentials of an earlier version. */
export function findRowKey({ tags = [] }: UserClaims): string | null {
  const tag = tags.find((one) => one.startsWith(ROW_KEY_TAG));
  // As hexadecimal digits: NATS does not keep capital letters of tags.
  const digits = tag?.slice(ROW_KEY_TAG.length);
  return digits === undefined ? null : Buffer.from(digits, "hex").toString("utf8");
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

/** A shop's, for its process or its leaf node: what its account imports, and the keys of `ShopKeys`. */
export async function signShopUser(
  keys: HubKeys,
  { shopId, shard }: HubShop,
): Promise<ShopCredentials> {
  const { publish, subscribe } = listShopRights(shard, shopId);
  const rowSeed = makeSeed();
  const rowKey = formatPublicKey(openSigningKey(rowSeed));
  const { userKey, credentials } = await signUser(shopId, keys.chain, {
    issuer_account: nameShopAccount(keys, shopId),
    pub: { allow: [...publish] },
    sub: { allow: [...subscribe] },
    tags: [`${ROW_KEY_TAG}${Buffer.from(rowKey).toString("hex")}`],
  });
  const chainKey = formatPublicKey(openChainKey(keys));
  const own = formatShopKeys({
    ...{ chainKey, userKey, chainSigns: true },
    rowSeed: Buffer.from(rowSeed).toString("base64url"),
  });
  return { userKey, rowKey, credentials: `${credentials.trimEnd()}\n\n${own}` };
}
