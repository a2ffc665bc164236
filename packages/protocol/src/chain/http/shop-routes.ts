/** Organisations, regions and shops of the chain. */
import Type from "typebox";
import {
  atMs,
  closed,
  count,
  id,
  named,
  nullable,
  PAGE_QUERY,
  pageOf,
  text,
} from "../../http/schemas.ts";
import { SEARCH_CHARS_MAX } from "../../limits.ts";
import { chainRoute } from "./chain-route-spec.ts";
import { NAME_CHARS_MAX, name } from "./chain-schemas.ts";

/** As it stands in NATS subjects, addresses and names of files. */
const SHOP_ID_PATTERN = "^[a-z0-9][a-z0-9-]{0,62}$";
const newId = (description: string) => Type.String({ pattern: SHOP_ID_PATTERN, description });

const SEARCH = {
  search: Type.Optional(
    Type.String({ maxLength: SEARCH_CHARS_MAX, description: "Part of a name or an id." }),
  ),
};

const ORGANISATION = named(
  "Organisation",
  closed({ organisationId: Type.String(), name: Type.String() }),
);
const REGION = named("Region", closed({ regionId: Type.String(), name: Type.String() }));

export const GET_ORGANISATIONS = chainRoute({
  method: "GET",
  path: "/organisations",
  tag: "shops",
  summary: "List organisations: the retailer and its franchisees",
  query: closed({ ...SEARCH, ...PAGE_QUERY }),
  answers: { 200: { description: "A page of organisations.", schema: pageOf(ORGANISATION) } },
});

export const POST_ORGANISATIONS = chainRoute({
  method: "POST",
  path: "/organisations",
  tag: "shops",
  summary: "Add an organisation",
  body: closed(
    { organisationId: newId("Letters, digits and hyphens."), name: name() },
    { examples: [{ organisationId: "north-franchise", name: "North Franchise" }] },
  ),
  answers: { 201: { description: "The organisation.", schema: ORGANISATION } },
  codes: ["id-taken"],
});

export const POST_ORGANISATION = chainRoute({
  method: "POST",
  path: "/organisations/:organisationId",
  tag: "shops",
  summary: "Rename an organisation",
  params: closed({ organisationId: id("The organisation's id.") }),
  body: closed({ name: name() }, { examples: [{ name: "North" }] }),
  answers: { 200: { description: "The organisation.", schema: ORGANISATION } },
  codes: ["not-found"],
});

export const GET_REGIONS = chainRoute({
  method: "GET",
  path: "/regions",
  tag: "shops",
  summary: "List regions",
  query: closed({ ...SEARCH, ...PAGE_QUERY }),
  answers: { 200: { description: "A page of regions.", schema: pageOf(REGION) } },
});

export const POST_REGIONS = chainRoute({
  method: "POST",
  path: "/regions",
  tag: "shops",
  summary: "Add a region",
  body: closed(
    { regionId: newId("Letters, digits and hyphens."), name: name() },
    { examples: [{ regionId: "north", name: "North" }] },
  ),
  answers: { 201: { description: "The region.", schema: REGION } },
  codes: ["id-taken"],
});

export const POST_REGION = chainRoute({
  method: "POST",
  path: "/regions/:regionId",
  tag: "shops",
  summary: "Rename a region",
  params: closed({ regionId: id("The region's id.") }),
  body: closed({ name: name() }, { examples: [{ name: "Far north" }] }),
  answers: { 200: { description: "The region.", schema: REGION } },
  codes: ["not-found"],
});

const SHOP_PROPERTIES = {
  shopId: Type.String(),
  name: Type.String(),
  shard: count("The part of the chain that takes its events"),
  organisationId: Type.String(),
  regionId: nullable(Type.String()),
};

export const CHAIN_SHOP = named(
  "Shop",
  closed({
    ...SHOP_PROPERTIES,
    state: closed({
      lastSeenMs: nullable(atMs("When it last answered; null: never")),
      position: count("The last event that the chain has."),
      behindEvents: count("Events that the shop has and the chain has not."),
      behindMs: count(
        "Time since the last event that the chain has, while others are missing; ms.",
      ),
      clockAheadMs: nullable(
        Type.Integer({ description: "How much its clock is ahead; null: unknown." }),
      ),
      version: nullable(Type.String({ description: "Saunter's; null: unknown." })),
      setAside: count("Messages of it that could not be taken and are not dismissed."),
    }),
  }),
);

const PARAMS = closed({ shopId: id("The shop's id.") });

const FILTERS = {
  ...SEARCH,
  organisationId: Type.Optional(id("Shops of one organisation.")),
  regionId: Type.Optional(id("Shops of one region.")),
  silentMs: Type.Optional(
    Type.Integer({ minimum: 0, description: "Shops that have not answered for so long." }),
  ),
  behindEvents: Type.Optional(
    Type.Integer({ minimum: 0, description: "Shops that are at least so many events behind." }),
  ),
};

export const GET_SHOPS = chainRoute({
  method: "GET",
  path: "/shops",
  tag: "shops",
  summary: "List shops with their state",
  query: closed({ ...FILTERS, ...PAGE_QUERY }),
  answers: { 200: { description: "A page of shops, by id.", schema: pageOf(CHAIN_SHOP) } },
});

export const GET_SHOP = chainRoute({
  method: "GET",
  path: "/shops/:shopId",
  tag: "shops",
  summary: "Show a shop with its state",
  params: PARAMS,
  answers: { 200: { description: "The shop.", schema: CHAIN_SHOP } },
  codes: ["not-found"],
});

const SHOP_WITH_CREDENTIALS = closed({
  ...SHOP_PROPERTIES,
  credentials: Type.String({
    description:
      "What the shop, or its leaf node, signs in to the hub with: the text of a NATS credentials file, shown only once.",
  }),
});

export const POST_SHOPS = chainRoute({
  method: "POST",
  path: "/shops",
  tag: "shops",
  summary: "Add a shop",
  body: closed(
    {
      shopId: newId("Letters, digits and hyphens."),
      name: name(),
      organisationId: id("Whose it is."),
      regionId: nullable(id("Where it is.")),
    },
    {
      examples: [
        { shopId: "leeds-1", name: "Leeds, Briggate", organisationId: "main", regionId: null },
      ],
    },
  ),
  answers: {
    201: { description: "What the shop needs to join.", schema: SHOP_WITH_CREDENTIALS },
  },
  codes: ["id-taken", "not-found"],
});

export const POST_SHOP = chainRoute({
  method: "POST",
  path: "/shops/:shopId",
  tag: "shops",
  summary: "Change a shop's name, organisation or region",
  params: PARAMS,
  body: closed(
    {
      name: text(NAME_CHARS_MAX),
      organisationId: id("Whose it is."),
      regionId: nullable(id("Where it is.")),
    },
    { examples: [{ name: "Leeds", organisationId: "main", regionId: null }] },
  ),
  answers: { 200: { description: "The shop.", schema: CHAIN_SHOP } },
  codes: ["not-found"],
});

/** A shop that is away for longer is given its credentials by hand in any case. */
const OVERLAP_HOURS_MAX = 720;

export const POST_SHOP_CREDENTIALS = chainRoute({
  method: "POST",
  path: "/shops/:shopId/credentials",
  tag: "shops",
  summary: "Give a shop new credentials for the hub",
  description:
    "Those before are withdrawn: whoever uses them is cut off, at once or, with overlapHours, once the shop has signed in with the new ones.",
  params: PARAMS,
  query: closed({
    overlapHours: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: OVERLAP_HOURS_MAX,
        description: "Hours that those before stay valid at most; 0: none.",
      }),
    ),
  }),
  answers: { 200: { description: "What the shop needs.", schema: SHOP_WITH_CREDENTIALS } },
  codes: ["not-found"],
});
