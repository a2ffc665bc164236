/** The link of a receipt: whoever has it may see the receipt. */
import Type from "typebox";
import { closed, nullable } from "./schemas.ts";

export const RECEIPT_TOKEN = closed({
  token: Type.String({
    pattern: "^[A-Za-z0-9_-]{16,128}$",
    description: "Token of the receipt's link.",
  }),
});

export const RECEIPT_URL = nullable(
  Type.String({
    description: "Link to the coming receipt, to show as a QR code to a shopper without a sign-in.",
  }),
);
