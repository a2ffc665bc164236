/** Receipts by mail: to a customer's own address, or to one that whoever has the link gives. */
import Type from "typebox";
import { EMAIL_CHARS_MAX, LOCALE_CHARS_MAX } from "../limits.ts";
import { RECEIPT_TOKEN } from "./receipt-link-schemas.ts";
import { route } from "./route-spec.ts";
import { closed, id, text } from "./schemas.ts";

const ON_ITS_WAY = {
  202: { description: "It is on its way.", schema: closed({ visitId: Type.String() }) },
};

export const POST_RECEIPT_MAIL = route({
  method: "POST",
  path: "/receipts/:visitId/mail",
  tag: "receipts",
  summary: "Have your receipt sent to your e-mail address once more",
  params: closed({ visitId: id("One of your visits.") }),
  answers: ON_ITS_WAY,
  codes: ["not-found", "receipt-not-final", "mail-unavailable"],
});

export const POST_LINKED_RECEIPT_MAIL = route({
  method: "POST",
  path: "/r/:token/mail",
  tag: "receipts",
  summary: "Have a receipt sent to an e-mail address, by its link",
  description:
    "Whoever has the link may, five times a day. The address is kept until the mail is sent, and used for nothing else.",
  params: RECEIPT_TOKEN,
  body: closed(
    {
      email: text(EMAIL_CHARS_MAX, "Where it is sent."),
      locale: Type.Optional(
        text(LOCALE_CHARS_MAX, "BCP 47; where not given, as `Accept-Language` says."),
      ),
    },
    { examples: [{ email: "ann@example.com", locale: "en-GB" }] },
  ),
  answers: ON_ITS_WAY,
  codes: [
    ...(["not-found", "receipt-not-final"] as const),
    ...(["mail-unavailable", "mail-address-invalid"] as const),
  ],
  rate: "lookUp",
});
