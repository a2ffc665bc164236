/**
 * Keys that a shop has with its credentials for the hub, in the same file: by them the shop and the chain know what the
 * other has sent, however it came.
 */

export interface ShopKeys {
  /** Public key of what the chain signs its messages with, `ed25519:…`. */
  readonly chainKey: string;
  /** Of the private key that signs the shop's messages: 32 bytes, base64url. */
  readonly rowSeed: string;
  /** The user that the credentials are of, by which the chain finds the public key. */
  readonly userKey: string;
  /** Whether the chain that issued them signs all of its messages. Then the shop never takes an unsigned one. */
  readonly chainSigns: boolean;
}

const BLOCK =
  /-----BEGIN SAUNTER KEYS-----\s+chain: (?<chainKey>ed25519:[\w-]{43})\s+shop: (?<rowSeed>[\w-]{43})\s+user: (?<userKey>U[A-Z2-7]{55})\s+------END SAUNTER KEYS------/;

/** A block of its own: earlier releases read the keys only in the form above. */
const SIGNS_BLOCK = "-----BEGIN SAUNTER SIGNS-----\nmessages\n------END SAUNTER SIGNS------";

/** As a block to be appended to a NATS credentials file: NATS reads the first two blocks alone. */
export function formatShopKeys({ chainKey, rowSeed, userKey, chainSigns }: ShopKeys): string {
  return [
    "-----BEGIN SAUNTER KEYS-----",
    `chain: ${chainKey}`,
    `shop: ${rowSeed}`,
    `user: ${userKey}`,
    "------END SAUNTER KEYS------",
    ...(chainSigns ? [SIGNS_BLOCK] : []),
    "",
  ].join("\n");
}

/** Null if credentials have none, as those of an earlier version. */
export function readShopKeys(credentials: string): ShopKeys | null {
  const groups = BLOCK.exec(credentials)?.groups;
  if (groups === undefined) return null;
  const chainSigns = credentials.replaceAll("\r", "").includes(SIGNS_BLOCK);
  return {
    ...{ chainKey: groups.chainKey!, rowSeed: groups.rowSeed!, userKey: groups.userKey! },
    chainSigns,
  };
}
