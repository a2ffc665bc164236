import rateLimit from "@fastify/rate-limit";

/** Whom an address counts for: of IPv6 the network, as a house has many addresses. */
export function nameNetwork(address: string): string {
  return rateLimit.normalizeIP(address.replace(/^::ffff:(?=\d+\.)/, ""));
}
