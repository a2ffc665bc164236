/** How the chain's process is. */
import Type from "typebox";
import { closed, nullable, oneOf } from "../../http/schemas.ts";
import { chainRoute } from "./chain-route-spec.ts";

export const GET_HEALTHZ = chainRoute({
  method: "GET",
  path: "/healthz",
  tag: "health",
  summary: "Whether the process answers and reaches its database",
  answers: {
    200: {
      description: "It does.",
      schema: closed({
        status: oneOf(["ok"]),
        backupAgeSeconds: nullable(
          Type.Integer({
            minimum: 0,
            description: "Since the last backup that the process has made; null: there is none.",
          }),
        ),
      }),
    },
  },
  codes: ["not-ready"],
});

export const GET_OPENAPI = chainRoute({
  method: "GET",
  path: "/openapi.json",
  tag: "health",
  summary: "This API as an OpenAPI 3.1 document",
  answers: { 200: { description: "The document.", schema: Type.Object({}) } },
});
