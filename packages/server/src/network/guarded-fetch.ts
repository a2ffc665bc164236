/**
 * Requests to addresses that somebody else's name service gives out.
 *
 * Endpoints are written into the shop's configuration by whoever runs it, so a url that names this
 * machine, or an address in the shop's own network, is meant. A name elsewhere that turns out to
 * point into the shop's network is not, unless the configuration allows it: a name's owner could
 * have the shop knock at its own doors. So the address that is connected to is the one that was
 * looked at, and nobody is followed elsewhere.
 */
import { type LookupAddress, lookup } from "node:dns";
import { type ClientRequestArgs, Agent as HttpAgent, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { Readable } from "node:stream";

/** The part of `fetch` that webhooks need; the global one fits where nothing has to be guarded. */
export type Fetch = (
  url: string,
  init: {
    readonly method: "POST";
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | Uint8Array;
    readonly redirect: "manual";
    readonly signal: AbortSignal;
  },
) => Promise<Response>;

export interface GuardedFetchOptions {
  /** Whether names may point to addresses that are not public. */
  readonly allowPrivate: boolean;
  /** How names are looked up; the system's way where not given. */
  readonly lookup?: typeof lookup;
}

/** What no public name points to (IANA's special-purpose registries). */
const PRIVATE_RANGES: readonly (readonly [string, number, "ipv4" | "ipv6"])[] = [
  ["0.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.0.0.0", 24, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["198.18.0.0", 15, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
  ["::", 127, "ipv6"],
  // Ways to write or to reach IPv4 addresses: NAT64, 6to4 and Teredo.
  ["64:ff9b::", 96, "ipv6"],
  ["64:ff9b:1::", 48, "ipv6"],
  ["2001::", 32, "ipv6"],
  ["2002::", 16, "ipv6"],
  ["fc00::", 7, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["fec0::", 10, "ipv6"],
  ["ff00::", 8, "ipv6"],
];

const PRIVATE = new BlockList();
for (const [net, prefix, family] of PRIVATE_RANGES) PRIVATE.addSubnet(net, prefix, family);

/** Whether an IP address is not one of the public internet. */
export function isPrivateAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return PRIVATE.check(address, "ipv4");
    case 6:
      return PRIVATE.check(address, "ipv6");
    default:
      throw new Error("broken invariant: a name was looked up and gave no address");
  }
}

/**
 * Whether a url is https and names no address of the shop's own network, however it is written: what
 * somebody enters in a browser may lead out of the shop alone.
 */
export function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.protocol !== "https:" || url.username !== "" || url.password !== "") return false;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return isIP(host) === 0 ? !isThisMachine(url) && host.includes(".") : !isPrivateAddress(host);
}

/**
 * A `fetch` that refuses names which point to private addresses. It rejects with an `Error` where
 * there is no answer; it never follows a redirect, and connects to nothing but http and https.
 */
export function createGuardedFetch(options: GuardedFetchOptions): Fetch {
  const agents = {
    "http:": { request: requestHttp, agent: new HttpAgent({ keepAlive: true }) },
    "https:": { request: requestHttps, agent: new HttpsAgent({ keepAlive: true }) },
  };
  return (text, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const url = new URL(text);
      const { protocol } = url;
      if (protocol !== "http:" && protocol !== "https:") throw new TypeError("not a web address");
      const { request, agent } = agents[protocol];
      const settings: ClientRequestArgs = { method, signal, agent };
      if (!isThisMachine(url)) settings.lookup = guardLookup(options);
      const sent = request(url, settings, (answer) => {
        const { statusCode = 0 } = answer;
        // Numbers that a `Response` cannot have are no success.
        const status = statusCode >= 200 && statusCode <= 599 ? statusCode : 599;
        const isEmpty = [204, 205, 304].includes(status);
        if (isEmpty) answer.resume();
        const stream = isEmpty ? null : Readable.toWeb(answer);
        // The same class under two names: Node's own types of streams and of `fetch`.
        resolve(new Response(stream as ConstructorParameters<typeof Response>[0], { status }));
      });
      sent.on("error", reject);
      for (const [name, value] of Object.entries(headers)) sent.setHeader(name, value);
      sent.end(body);
    });
}

/** Addresses as such are no names, and are never looked up: whoever writes one means it. */
function isThisMachine({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost");
}

function guardLookup({ allowPrivate, lookup: look = lookup }: GuardedFetchOptions): LookupFunction {
  return (hostname, options, callback) => {
    look(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const isRefused = !allowPrivate && addresses.some(({ address }) => isPrivateAddress(address));
      const refusal = new Error("the name points to a private address, which is not allowed");
      if (isRefused || addresses.length === 0) callback(refusal, []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
}
