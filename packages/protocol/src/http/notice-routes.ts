/** What is recorded and kept of people: for whoever comes in, before they do. */
import Type from "typebox";
import { LOCALE_CHARS_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
import { closed, oneOf, text } from "./schemas.ts";

const QUERY = closed({
  locale: Type.Optional(
    text(LOCALE_CHARS_MAX, "BCP 47; left out: from `Accept-Language`, else the shop's."),
  ),
});

const KEPT = closed({
  kind: oneOf([
    "positions",
    "evidence-positions",
    "evidence-doubtful",
    "evidence-clip",
    "evidence-curve",
    "visit",
    "card",
    "account",
    "passkey",
    "session",
    "badge",
    "mail",
    "mail-address",
  ]),
  what: Type.String(),
  why: Type.String(),
  until: Type.String(),
});

export const GET_NOTICE = route({
  method: "GET",
  path: "/notice",
  tag: "entry",
  summary: "Show the privacy notice: data recorded and kept, why, and how long",
  description: "Made from the configuration, in the requested language.",
  query: QUERY,
  answers: {
    200: {
      description: "The notice.",
      schema: closed({
        language: Type.String({ description: "BCP 47." }),
        direction: oneOf(["ltr", "rtl"]),
        sentences: Type.Array(Type.String(), { description: "As on the sign." }),
        kept: Type.Array(KEPT),
      }),
    },
  },
});

export const GET_NOTICE_SIGN = route({
  method: "GET",
  path: "/notice/sign",
  tag: "entry",
  summary: "Get the entrance sign and the table of kept data, for printing",
  query: QUERY,
  answers: {
    200: { description: "A4 pages.", content: { "text/html": Type.String() } },
  },
});
