/** Receipts by mail: to a customer's own address, or to one that whoever has the link gives. */
import Type from "typebox";
import { EMAIL_CHARS_MAX, LOCALE_CHARS_MAX } from "../limits.ts";
import { RECEIPT_TOKEN } from "./receipt-link-schemas.ts";
import { route } from "./route-spec.ts";
import { closed, id, text } from "./schemas.ts";

const ON_ITS_WAY = {
  202: { description: "The e-mail is queued.", schema: closed({ visitId: Type.String() }) },
};

export const POST_RECEIPT_MAIL = route({
  method: "POST",
  path: "/receipts/:visitId/mail",
  tag: "receipts",
  summary: "Send a receipt by e-mail again",
  description:
    "Shoppers get theirs at their saved address. Staff may give another address, for this one mail: it is deleted once the e-mail is sent.",
  params: closed({ visitId: id("The visit's id.") }),
  body: Type.Union(
    [
      closed({
        email: Type.Optional(text(EMAIL_CHARS_MAX, "Of staff alone; left out: the saved address.")),
      }),
      Type.Null(),
    ],
    { examples: [{ email: "ann@example.com" }] },
  ),
  answers: ON_ITS_WAY,
  codes: ["not-found", "receipt-not-final", "mail-unavailable", "mail-address-invalid"],
});

export const POST_LINKED_RECEIPT_MAIL = route({
  method: "POST",
  path: "/r/:token/mail",
  tag: "receipts",
  summary: "Send a receipt to an e-mail address, by its link",
  description:
    "Anybody with the link can do so, five times a day. The address is deleted once the e-mail is sent, and used for nothing else.",
  params: RECEIPT_TOKEN,
  body: closed(
    {
      email: text(EMAIL_CHARS_MAX, "The e-mail address."),
      locale: Type.Optional(text(LOCALE_CHARS_MAX, "BCP 47; left out: from `Accept-Language`.")),
    },
    { examples: [{ email: "ann@example.com", locale: "en-GB" }] },
  ),
  answers: ON_ITS_WAY,
  codes: ["not-found", "receipt-not-final", "mail-unavailable", "mail-address-invalid"],
  rate: "lookUp",
});
