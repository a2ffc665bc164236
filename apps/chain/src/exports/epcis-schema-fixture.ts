/**
 * For tests: what EPCIS 2.0 and CBV 2.0 say of a document of object events, as
 * far as the chain writes such.
 */

const LINK = "^https://id\\.gs1\\.org";
const TIME = "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$";

const LOCATION = {
  type: "object",
  required: ["id"],
  additionalProperties: false,
  properties: { id: { type: "string", pattern: `${LINK}/414/\\d{13}$` } },
};

const OBJECT_EVENT = {
  type: "object",
  required: ["type", "eventTime", "eventTimeZoneOffset", "action", "quantityList"],
  additionalProperties: false,
  properties: {
    type: { const: "ObjectEvent" },
    eventID: { type: "string", format: "uri" },
    eventTime: { type: "string", pattern: TIME },
    eventTimeZoneOffset: {
      type: "string",
      pattern: "^[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00)$",
    },
    action: { enum: ["ADD", "OBSERVE", "DELETE"] },
    bizStep: {
      enum: [
        ...["accepting", "arriving", "collecting", "commissioning", "cycle_counting"],
        ...["decommissioning", "departing", "destroying", "holding", "inspecting", "loading"],
        ...["packing", "picking", "receiving", "removing", "repackaging", "replacing"],
        ...["retail_selling", "shipping", "stock_taking", "stocking", "storing", "unpacking"],
      ],
    },
    disposition: {
      enum: [
        ...["active", "available", "damaged", "destroyed", "disposed", "expired", "in_progress"],
        ...["in_transit", "inactive", "non_sellable_other", "recalled", "reserved", "retail_sold"],
        ...["returned", "sellable_accessible", "sellable_not_accessible", "stolen", "unknown"],
      ],
    },
    readPoint: LOCATION,
    bizLocation: LOCATION,
    quantityList: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["epcClass", "quantity"],
        additionalProperties: false,
        properties: {
          epcClass: { type: "string", pattern: `${LINK}/01/\\d{14}$` },
          quantity: { type: "number", exclusiveMinimum: 0 },
          uom: { type: "string", pattern: "^[A-Z0-9]{2,3}$" },
        },
      },
    },
    bizTransactionList: {
      type: "array",
      items: {
        type: "object",
        required: ["bizTransaction"],
        additionalProperties: false,
        properties: {
          type: { enum: ["inv", "po", "desadv", "recadv", "rma"] },
          bizTransaction: { type: "string", format: "uri" },
        },
      },
    },
  },
};

export const EPCIS_SCHEMA = {
  type: "object",
  required: ["@context", "type", "schemaVersion", "creationDate", "epcisBody"],
  additionalProperties: false,
  properties: {
    "@context": { type: "array", items: { type: "string", format: "uri" }, minItems: 1 },
    type: { const: "EPCISDocument" },
    schemaVersion: { const: "2.0" },
    creationDate: { type: "string", pattern: TIME },
    epcisBody: {
      type: "object",
      required: ["eventList"],
      additionalProperties: false,
      properties: { eventList: { type: "array", items: OBJECT_EVENT } },
    },
  },
};
