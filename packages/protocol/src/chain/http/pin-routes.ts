/** Shops that are held at a version of a kind, whatever is put later. */
import Type from "typebox";
import { atMs, closed, count, id, nullable, oneOf, text } from "../../http/schemas.ts";
import { DOWN_KINDS } from "../down-messages.ts";
import { chainRoute } from "./chain-route-spec.ts";
import { REASON_CHARS_MAX } from "./chain-schemas.ts";

const PIN = closed({
  shopId: Type.String(),
  kind: Type.String(),
  version: count("The last version that the shop gets."),
  by: Type.String({ description: "User id." }),
  atMs: atMs("When it was pinned"),
  note: Type.String(),
});

export const GET_PINS = chainRoute({
  method: "GET",
  path: "/pins",
  tag: "versions",
  summary: "List shops that are pinned to a version",
  query: closed({ shopId: Type.Optional(id("Of one shop.")) }),
  answers: {
    200: { description: "By shop and kind.", schema: closed({ items: Type.Array(PIN) }) },
  },
});

export const POST_PIN = chainRoute({
  method: "POST",
  path: "/shops/:shopId/pins",
  tag: "versions",
  summary: "Pin a shop to a version of a kind, or end it",
  description: "The shop gets no later version of the kind until the pin is ended.",
  params: closed({ shopId: id("The shop's id.") }),
  body: closed(
    {
      kind: oneOf(DOWN_KINDS),
      version: nullable(
        Type.Integer({
          minimum: 1,
          maximum: Number.MAX_SAFE_INTEGER,
          description: "One that was put; null ends the pin.",
        }),
      ),
      note: text(REASON_CHARS_MAX, "Why."),
    },
    { examples: [{ kind: "goods", version: 1, note: "Shelves are being moved." }] },
  ),
  answers: { 204: { description: "Shops are told within seconds." } },
  codes: ["not-found", "not-ready"],
});
