/** How the chain's process is. */
import Type from "typebox";
import { closed, oneOf } from "../../http/schemas.ts";
import { chainRoute } from "./chain-route-spec.ts";

export const GET_HEALTHZ = chainRoute({
  method: "GET",
  path: "/healthz",
  tag: "health",
  summary: "Whether the process answers and reaches its database",
  answers: { 200: { description: "It does.", schema: closed({ status: oneOf(["ok"]) }) } },
  codes: ["not-ready"],
});

export const GET_OPENAPI = chainRoute({
  method: "GET",
  path: "/openapi.json",
  tag: "health",
  summary: "This API as an OpenAPI 3.1 document",
  answers: { 200: { description: "The document.", schema: Type.Object({}) } },
});
