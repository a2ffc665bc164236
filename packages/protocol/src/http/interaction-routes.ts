/** What was taken and put back, as it stands now. */
import Type from "typebox";
import { route } from "./route-spec.ts";
import { closed, EVIDENCE, nullable, PAGE_QUERY, pageOf } from "./schemas.ts";

const INTERACTION = closed({
  ...EVIDENCE.properties,
  name: Type.String({ description: "Of the product." }),
  visitId: nullable(Type.String({ description: "Null: nobody's who has a visit." })),
});

const place = (description: string) =>
  Type.Optional(Type.Integer({ minimum: 0, maximum: 9999, description }));

export const GET_INTERACTIONS = route({
  method: "GET",
  path: "/interactions",
  tag: "visits",
  summary: "What was taken, put back and handed over, the newest first",
  description: "As it stands now: what was told otherwise later has taken its place.",
  query: closed({
    ...PAGE_QUERY,
    gondola: place("Of this gondola alone."),
    shelf: place("Of shelves of this number alone."),
  }),
  answers: { 200: { description: "A page.", schema: pageOf(INTERACTION) } },
});
