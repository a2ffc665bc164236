/** What was taken and put back, as it stands now. */
import Type from "typebox";
import { route } from "./route-spec.ts";
import { closed, EVIDENCE, named, nullable, PAGE_QUERY, pageOf } from "./schemas.ts";

const INTERACTION = named(
  "Interaction",
  closed({
    ...EVIDENCE.properties,
    name: Type.String({ description: "The product's GTIN." }),
    visitId: nullable(Type.String({ description: "Null: of nobody with a visit." })),
  }),
);

const place = (description: string) =>
  Type.Optional(Type.Integer({ minimum: 0, maximum: 9999, description }));

export const GET_INTERACTIONS = route({
  method: "GET",
  path: "/interactions",
  tag: "visits",
  summary: "List picks, put-backs and hand-overs, newest first",
  description: "As they stand now: later revisions replace earlier ones.",
  query: closed({
    ...PAGE_QUERY,
    gondola: place("Only of this gondola."),
    shelf: place("Only of shelves with this number."),
  }),
  answers: { 200: { description: "A page.", schema: pageOf(INTERACTION) } },
});
