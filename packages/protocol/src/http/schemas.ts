/** Parts that the schemas of requests and answers are made of. */
import Type, { type Static, type TProperties, type TSchema, type TString } from "typebox";
import {
  LABEL_MINOR_MAX,
  NET_G_MAX,
  PAGE_ROWS,
  PAGE_ROWS_MAX,
  PATH_PARAM_CHARS_MAX,
  SEARCH_CHARS_MAX,
} from "../limits.ts";

/** An object with these properties and no others. */
export const closed = <Properties extends TProperties>(
  properties: Properties,
  options: { readonly description?: string; readonly examples?: readonly unknown[] } = {},
) => Type.Object(properties, { ...options, additionalProperties: false });

/** With the name of a type, which the OpenAPI documents have it by. */
export const named = <Schema extends TSchema>(name: string, schema: Schema): Schema => ({
  ...schema,
  title: name,
});

export const nullable = <Schema extends TSchema>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);

/** A field that has another name now and stays, with the same value, for who knows the former. */
export const deprecated = <Schema extends TSchema>(schema: Schema): Schema => ({
  ...schema,
  deprecated: true,
});

export const oneOf = <const Values extends string[]>(
  values: readonly [...Values],
  description?: string,
) => Type.Enum<Values>([...values], description === undefined ? {} : { description });

const ID_PATTERN = `^[A-Za-z0-9._:~-]{1,${PATH_PARAM_CHARS_MAX}}$`;

export const id = (description: string) => Type.String({ pattern: ID_PATTERN, description });
export const text = (maxLength: number, description?: string) =>
  Type.String({ minLength: 1, maxLength, ...(description === undefined ? {} : { description }) });
export const gtin = (description = "Barcode number.") =>
  Type.String({ pattern: "^[0-9]{1,14}$", description });
export const atMs = (description: string) =>
  Type.Integer({ description: `${description}, Unix ms.` });
export const minor = (description: string) =>
  Type.Integer({
    minimum: Number.MIN_SAFE_INTEGER,
    maximum: Number.MAX_SAFE_INTEGER,
    description: `${description}, minor units.`,
  });
export const paidMinor = () =>
  Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: "Minor units." });
export const probability = (description: string) =>
  Type.Number({ minimum: 0, maximum: 1, description });
export const count = (description: string) => Type.Integer({ minimum: 0, description });

/** What a list route can be asked besides its filters. */
export const PAGE_QUERY = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: PAGE_ROWS_MAX,
      description: `Rows, at most; ${PAGE_ROWS} when left out.`,
    }),
  ),
  after: Type.Optional(
    Type.String({ maxLength: 500, description: "Cursor: from `next` of the previous page." }),
  ),
};

/** The same of a list that is as long as the shop's own equipment: all of it, unless a limit is asked for. */
export const LIST_QUERY = {
  ...PAGE_QUERY,
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: PAGE_ROWS_MAX,
      description: "Rows, at most; all when left out.",
    }),
  ),
};

/** What a list of visits can be searched by. */
export const SEARCH_QUERY = {
  search: Type.Optional(
    Type.String({
      maxLength: SEARCH_CHARS_MAX,
      description:
        "What is known of it, in any combination; all of it has to fit: a product (`milk`), a card's last four digits, an " +
        "amount (`3.20`), a day (`28 Nov`, `yesterday`, `2026-03-02`), a time (`14:30`), a receipt's number (`no. 98`; its " +
        "first correction is `98-1`), a visit's id or, for operators and clerks, an e-mail address.",
    }),
  ),
};

export const NEXT = nullable(
  Type.String({ description: "Path of the next page; null at the end." }),
);

export const pageOf = <Item extends TSchema>(item: Item) =>
  closed({ items: Type.Array(item), next: NEXT });

/** The forms of an answer that is no text. */
export const bytesOf = <const Types extends readonly string[]>(mediaTypes: Types) =>
  Object.fromEntries(
    mediaTypes.map((type) => [type, Type.String({ contentMediaType: type })]),
  ) as Readonly<Record<Types[number], TString>>;

export const LABEL_MINOR = Type.Optional(
  Type.Integer({
    minimum: 0,
    maximum: LABEL_MINOR_MAX,
    description: "Price on a label of the shop's scales, which is charged; minor units.",
  }),
);

/** Of goods that are sold by weight, which alone have it: what one weighing says. */
export const WEIGHING = {
  weighing: Type.Optional(
    named(
      "Weighing",
      closed(
        {
          netG: Type.Integer({
            minimum: 1,
            maximum: NET_G_MAX,
            description: "Net of tare, grams.",
          }),
          labelMinor: LABEL_MINOR,
        },
        { description: "Of goods sold by weight alone; the quantity counts such weighings." },
      ),
    ),
  ),
};

/** What a shopper says of a weighing. */
export const CLAIMED_WEIGHT = {
  claimedG: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: NET_G_MAX,
      description: "Of goods sold by weight alone: the right net weight of each, grams.",
    }),
  ),
};

/** A weighing with the price of a kilogram that it was priced by. */
export const PRICED_WEIGHING = {
  ...WEIGHING,
  kilogramMinor: Type.Optional(minor("Of goods sold by weight alone: price of a kilogram")),
};

export const MONEY_LINE = named(
  "MoneyLine",
  closed({
    lineId: Type.String(),
    gtin: Type.String(),
    name: Type.String(),
    quantity: count("Units, or weighings of one weight."),
    ...PRICED_WEIGHING,
    unitMinor: minor("Price of a unit, or of a weighing"),
    discountMinor: minor("Discount"),
    depositMinor: minor("Deposit"),
    payableMinor: minor("Total of the line"),
    probability: probability("The line's probability: that of its weakest evidence."),
  }),
);

export const CANDIDATE_PROPERTIES = {
  kind: oneOf(["pick", "putback", "handover"]),
  shopperId: nullable(Type.String({ description: "Null: unknown." })),
  giverId: nullable(Type.String({ description: "The giver of a hand-over." })),
  gtin: Type.String(),
  ...WEIGHING,
  quantity: Type.Integer(),
};

export const CANDIDATE = named(
  "Candidate",
  closed({
    ...CANDIDATE_PROPERTIES,
    probability: probability("Of this explanation."),
  }),
);

export const EVIDENCE = named(
  "Evidence",
  closed({
    ...CANDIDATE_PROPERTIES,
    probability: probability("Of the likeliest explanation."),
    evidenceId: Type.String(),
    occurredMs: atMs("When"),
    weightG: Type.Number({ description: "Change of weight, grams." }),
    gondola: Type.Integer(),
    shelf: Type.Integer(),
    plates: Type.Array(Type.Integer()),
    candidates: Type.Array(CANDIDATE),
    shownPrice: Type.Optional(
      closed(
        {
          amountMinor: minor("Price of a unit, or of a kilogram"),
          memberAmountMinor: Type.Optional(minor("What members pay")),
        },
        { description: "What a smart cart’s screen showed, by the shop’s own prices." },
      ),
    ),
  }),
);

/** With the product's name. */
export const NAMED_EVIDENCE = named(
  "NamedEvidence",
  closed({ ...EVIDENCE.properties, name: Type.String() }),
);

export type Closed<Schema extends TSchema> = Static<Schema>;
