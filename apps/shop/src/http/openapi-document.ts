/** The OpenAPI document of a shop: its routes, the events that webhooks get, and the form of products. */
import { describeEvent } from "@saunter/protocol/http/event-routes";
import { sampleSchema } from "@saunter/protocol/http/sample-schema";
import { PUBLIC_EVENT_TYPES, type PublicEventType } from "@saunter/protocol/public-event";
import { EVENT_ID_HEADER, SIGNATURE_HEADER } from "@saunter/protocol/webhooks/signature";
import { capitalizeWords } from "@saunter/server/http/describe-route";
import { shareParts } from "@saunter/server/http/openapi-document";
import type { FastifyInstance } from "fastify";
import { OFFER, PLANOGRAM_ROW, PRODUCT } from "../config/config-schema.ts";

const WEBHOOKS = Object.fromEntries(
  PUBLIC_EVENT_TYPES.map((type) => [type, { post: describeWebhook(type) }]),
);

export const describeApi = (app: Pick<FastifyInstance, "swagger">): object =>
  shareParts(app.swagger(), {
    schemas: { Product: PRODUCT, Facing: PLANOGRAM_ROW, Offer: OFFER },
    webhooks: WEBHOOKS,
  });

function describeWebhook(type: PublicEventType): object {
  const schema = describeEvent(type);
  const header = (name: string, description: string, example: string) => ({
    ...{ name, in: "header", required: true, description, example },
    schema: { type: "string" },
  });
  return {
    operationId: `receive${capitalizeWords(type)}`,
    tags: ["events"],
    summary: Reflect.get(schema.properties.data, "description") as string,
    description: "The shop sends it to the webhooks that have chosen it.",
    security: [],
    parameters: [
      header(EVENT_ID_HEADER, "The event's id: the same each time it is sent.", "7"),
      header(
        SIGNATURE_HEADER,
        "`t=SECONDS,v1=HEX`: HMAC-SHA256 of `SECONDS.body`, keyed by the endpoint's secret.",
        `t=1772446800,v1=${"0".repeat(64)}`,
      ),
    ],
    requestBody: {
      required: true,
      content: { "application/json": { schema, example: sampleSchema(schema) } },
    },
    responses: {
      "2XX": { description: "Received." },
      default: {
        description:
          "Not received: the shop sends the event again. After 410 (gone) it disables the endpoint.",
      },
    },
  };
}
