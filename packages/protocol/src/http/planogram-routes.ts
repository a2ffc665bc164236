/** The planogram's draft, and what was published. */
import Type from "typebox";
import { GOODS_BODY_BYTES_MAX, GOODS_CHANGES_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, count, gtin, nullable, PAGE_QUERY, pageOf } from "./schemas.ts";

const KEY = "gondola/shelf/plates, such as 1/2/3,4";
const WRITTEN_KEY = "gondola/shelf/plates, such as 1/2/3,4 or 1/2/3-6";
const KEY_PATTERN =
  "^[0-9]{1,6}/[0-9]{1,3}/[0-9]{1,3}(-[0-9]{1,3})?(,[0-9]{1,3}(-[0-9]{1,3})?){0,199}$";

const GTIN = nullable(gtin("Which product stands there; null: none."));

const DIFFERENCES = Type.Array(
  closed({ key: Type.String({ description: KEY }), before: GTIN, after: GTIN }),
);

export const GET_PLANOGRAM_DRAFT = route({
  method: "GET",
  path: "/planogram/draft",
  tag: "stock",
  summary: "Show the planogram's draft, and how it differs from what is published",
  answers: {
    200: {
      description: "With no changes, there is no draft.",
      schema: closed({
        version: count("Revision: send it with your changes."),
        changes: DIFFERENCES,
        by: nullable(Type.String({ description: "Who changed it last: a user's id." })),
        atMs: nullable(atMs("When it was changed last")),
        publishAtMs: nullable(atMs("When it is published by itself")),
      }),
    },
  },
});

const VERSION = { version: count("As `GET /v1/planogram/draft` returned it.") };

const DRAFTED = {
  201: { description: "Saved.", schema: closed({ version: count("Of the draft, from now on.") }) },
};

export const POST_PLANOGRAM_DRAFT_CHANGES = route({
  method: "POST",
  path: "/planogram/draft/changes",
  tag: "stock",
  summary: "Change the planogram's draft",
  description: "A draft that was to be published at a time no longer is: schedule it again.",
  body: closed(
    {
      ...VERSION,
      changes: Type.Array(
        closed({
          key: Type.String({ pattern: KEY_PATTERN, description: WRITTEN_KEY }),
          gtin: GTIN,
        }),
        { minItems: 1, maxItems: GOODS_CHANGES_MAX },
      ),
    },
    {
      examples: [
        {
          version: 0,
          changes: [{ key: "1/2/3,4", gtin: "5000001000028" }],
        },
      ],
    },
  ),
  bodyBytesMax: GOODS_BODY_BYTES_MAX,
  answers: DRAFTED,
  codes: ["goods-fixed", "goods-invalid", "version-conflict"],
});

export const POST_PLANOGRAM_DRAFT_SCHEDULE = route({
  method: "POST",
  path: "/planogram/draft/schedule",
  tag: "stock",
  summary: "Publish the draft at a time, or no longer by itself",
  body: closed(
    { ...VERSION, publishAtMs: nullable(atMs("When; null: not by itself")) },
    { examples: [{ version: 3, publishAtMs: 1_798_000_000_000 }] },
  ),
  answers: DRAFTED,
  codes: ["planogram-unchanged", "version-conflict"],
});

export const POST_PLANOGRAM_DRAFT_PUBLISH = route({
  method: "POST",
  path: "/planogram/draft/publish",
  tag: "stock",
  summary: "Publish the draft now",
  description: "The engine gets it as soon as nobody is inside; see `POST /v1/goods/apply`.",
  body: closed(VERSION, { examples: [{ version: 3 }] }),
  answers: DRAFTED,
  codes: ["goods-fixed", "goods-invalid", "planogram-unchanged", "version-conflict"],
});

export const POST_PLANOGRAM_DRAFT_DISCARD = route({
  method: "POST",
  path: "/planogram/draft/discard",
  tag: "stock",
  summary: "Discard the draft",
  body: closed(VERSION, { examples: [{ version: 3 }] }),
  answers: DRAFTED,
  codes: ["version-conflict"],
});

export const GET_PLANOGRAM_PUBLICATIONS = route({
  method: "GET",
  path: "/planogram/publications",
  tag: "stock",
  summary: "List what was published of the planogram, newest first",
  query: closed(PAGE_QUERY),
  answers: {
    200: {
      description: "A page.",
      schema: pageOf(
        closed({
          number: count("From 1."),
          changes: DIFFERENCES,
          undoes: nullable(Type.Integer({ description: "The publication that it took back." })),
          undoneBy: nullable(Type.Integer({ description: "The publication that took it back." })),
          by: Type.String({ description: "A user's id." }),
          atMs: atMs("When"),
        }),
      ),
    },
  },
});

export const POST_PLANOGRAM_UNDO = route({
  method: "POST",
  path: "/planogram/undo",
  tag: "stock",
  summary: "Take back the newest publication, and publish the planogram before it",
  description: "Again: the one before that.",
  body: closed(
    { version: count("As `GET /v1/goods` returned it.") },
    { examples: [{ version: 3 }] },
  ),
  answers: {
    201: {
      description: "Published.",
      schema: closed({ undoes: count("Number of the publication that was taken back.") }),
    },
  },
  codes: ["goods-fixed", "goods-invalid", "planogram-unchanged", "version-conflict"],
});
