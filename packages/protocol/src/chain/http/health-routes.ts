/** How the chain's process is. */
import Type from "typebox";
import { atMs, closed, nullable, oneOf } from "../../http/schemas.ts";
import { chainRoute } from "./chain-route-spec.ts";

export const GET_HEALTHZ = chainRoute({
  method: "GET",
  path: "/healthz",
  tag: "health",
  summary: "Check that the process is alive",
  answers: {
    200: {
      description: "It is alive.",
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
});

export const GET_READYZ = chainRoute({
  method: "GET",
  path: "/readyz",
  tag: "health",
  summary: "Check that the chain is ready",
  answers: {
    200: {
      description: "It is ready: the database answers.",
      schema: closed({
        status: oneOf(["ready"]),
        hubSilentSinceMs: nullable(atMs("When the hub stopped answering")),
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
