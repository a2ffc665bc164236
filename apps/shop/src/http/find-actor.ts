/** Who a request comes from, as the audit log says it. */
import { readAddress } from "@saunter/server/http/caller-address";
import type { FastifyRequest } from "fastify";
import type { Principal } from "../people/roles.ts";
import type { Actor } from "../security/record-security.ts";

interface Asked {
  readonly principal: Principal;
  readonly request: FastifyRequest;
}

export function findActor({ principal: { id, roles, customerId }, request }: Asked): Actor {
  const address = readAddress(request.ip);
  if (request.principal === null)
    return { kind: "nobody", id: null, roles: [], via: null, address };
  const kind = customerId === null ? "user" : "customer";
  return { kind, id, roles, via: request.via, address };
}
