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

/** RFC 1918, 3927 and 4193, loopback and link-local. */
const isLocalAddress = createAddressList([
  ...["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"],
  ...["::1", "fc00::/7", "fe80::/10"],
]);
/** A name without a dot, or below a domain that no public name is in (RFC 6762, 8375, and ICANN's .internal). */
const LOCAL_NAME = /^[^.:]+$|\.(?:local|lan|home\.arpa|internal)$/i;

/** Whether whoever listens there listens on all addresses of the machine. */
export function isAnyAddress(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

/** Whether a host is this machine or of its own network, as far as its name or address says. */
export function isLocalHost(host: string): boolean {
  return isIP(host) === 0 ? LOCAL_NAME.test(host) : isLocalAddress(host);
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
