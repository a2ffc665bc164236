/** Whom a request counts for. */
import { nameNetwork } from "@saunter/server/http/caller-address";
import type { FastifyRequest } from "fastify";

/** A user where there is one, else an address. */
export function nameCaller({ chainUser, ip }: FastifyRequest): string {
  return chainUser === null ? `ip ${nameNetwork(ip)}` : `id ${chainUser.userId}`;
}
