/** Addresses and networks that are named in a configuration. */
import { BlockList, isIP } from "node:net";

const BITS = { 4: 32, 6: 128 } as const;

interface Network {
  readonly address: string;
  readonly family: "ipv4" | "ipv6";
  readonly bits: number;
}

/** Whether a text is an IP address, or a network such as `10.0.0.0/8`. One of all addresses names nobody. */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== null;
}

/** Whether an address is in one of the networks; what is no address is in none. */
export function createAddressList(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const text of networks) {
    const network = parseNetwork(text);
    if (network === null) throw new RangeError(`${text} is no network`);
    list.addSubnet(network.address, network.bits, network.family);
  }
  return (address) => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 4 ? "ipv4" : "ipv6");
  };
}

function parseNetwork(text: string): Network | null {
  const [address, bits, ...more] = text.split("/") as [string, ...string[]];
  const version = isIP(address);
  // Zones, such as that of fe80::1%eth0, are of this machine alone.
  if (version === 0 || address.includes("%") || more.length > 0) return null;
  const bitsMax = BITS[version as 4 | 6];
  if (bits !== undefined && !/^[1-9]\d{0,2}$/.test(bits)) return null;
  const used = bits === undefined ? bitsMax : Number(bits);
  if (used > bitsMax) return null;
  return { address, bits: used, family: version === 4 ? "ipv4" : "ipv6" };
}
