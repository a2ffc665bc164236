/** Whom an address counts for. */
import rateLimit from "@fastify/rate-limit";

/** Without what IPv6 puts before an address of IPv4. */
export function readAddress(ip: string): string {
  return ip.replace(/^::ffff:(?=\d+\.)/, "");
}

/** Of IPv6 the network, as a house has many addresses. */
export function nameNetwork(ip: string): string {
  return rateLimit.normalizeIP(readAddress(ip));
}
