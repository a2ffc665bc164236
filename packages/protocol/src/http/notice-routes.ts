/** What is recorded and kept of people: for whoever comes in, before they do. */
import Type from "typebox";
import { LOCALE_CHARS_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
import { closed, oneOf, text } from "./schemas.ts";

const QUERY = closed({
  locale: Type.Optional(
    text(LOCALE_CHARS_MAX, "BCP 47; where not given, as `Accept-Language` says, else the shop's."),
  ),
});

const KEPT = closed({
  kind: oneOf([
    ...(["positions", "evidence-positions", "evidence-doubtful", "evidence-clip"] as const),
    ...(["evidence-curve", "visit", "card"] as const),
    ...(["account", "passkey", "session", "badge", "mail", "mail-address"] as const),
  ]),
  what: Type.String(),
  why: Type.String(),
  until: Type.String(),
});

export const GET_NOTICE = route({
  method: "GET",
  path: "/notice",
  tag: "entry",
  summary: "What is recorded of people, what is kept, why, and until when",
  description: "Made from the configuration, in the language that is asked for.",
  query: QUERY,
  answers: {
    200: {
      description: "The notice.",
      schema: closed({
        language: Type.String({ description: "BCP 47." }),
        direction: oneOf(["ltr", "rtl"]),
        sentences: Type.Array(Type.String(), { description: "As the sign has them." }),
        kept: Type.Array(KEPT),
      }),
    },
  },
});

export const GET_NOTICE_SIGN = route({
  method: "GET",
  path: "/notice/sign",
  tag: "entry",
  summary: "The sign at the entrance, and the table of what is kept, to be printed",
  query: QUERY,
  answers: {
    200: { description: "Sheets of A4.", content: { "text/html": Type.String() } },
  },
});
