/** Reviewers' decisions, to measure and calibrate the engine by. */
import Type from "typebox";
import { LABELS_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
import { closed, PAGE_QUERY } from "./schemas.ts";

export const GET_LABELS = route({
  method: "GET",
  path: "/labels",
  tag: "reviews",
  summary: "List reviewers' decisions as JSON lines, oldest first",
  description: 'The `Link` header with `rel="next"` is the next page, if there is one.',
  query: closed({
    after: PAGE_QUERY.after,
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: LABELS_MAX, description: "Lines at most." }),
    ),
  }),
  answers: {
    200: {
      description: "One line for each: kind, subject, choice, when, and how long it took.",
      content: { "application/x-ndjson": Type.String() },
    },
  },
});
