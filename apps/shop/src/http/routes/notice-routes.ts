/** What is recorded and kept of people: for whoever comes in, before they do. */

import { closed, oneOf, text } from "@saunter/protocol/http/schemas";
import { LOCALE_CHARS_MAX } from "@saunter/protocol/limits";
import Type from "typebox";
import { SIGN_PAGE_POLICY } from "../../notice/sign-style.ts";
import { addRead, type HttpContext } from "../add-route.ts";
import { chooseLocale } from "../receipt-forms.ts";

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

export function addNoticeRoutes(context: HttpContext): void {
  const { notice, identity } = context.deps;
  addRead(
    context,
    {
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
    },
    ({ query, request, reply }) => {
      reply.header("vary", "accept-language");
      const asked = query.locale ?? request.headers["accept-language"];
      return notice.make(chooseLocale(asked, identity.locale));
    },
  );
  addRead(
    context,
    {
      method: "GET",
      path: "/notice/sign",
      tag: "entry",
      summary: "The sign at the entrance, and the table of what is kept, to be printed",
      query: QUERY,
      answers: {
        200: { description: "Sheets of A4.", content: { "text/html": Type.String() } },
      },
    },
    ({ query, reply }) => {
      reply.header("content-security-policy", SIGN_PAGE_POLICY).type("text/html; charset=utf-8");
      return notice.renderSign(chooseLocale(query.locale, identity.locale));
    },
  );
}
