/** Reviewers' decisions, to measure and calibrate the engine by. */
import Type from "typebox";
import { LABELS_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
import { closed, PAGE_QUERY } from "./schemas.ts";

export const GET_LABELS = route({
  method: "GET",
  path: "/labels",
  tag: "reviews",
  summary: "What reviewers decided, as JSON lines, the oldest first",
  description: '`Link` with `rel="next"` names what follows, where something does.',
  query: closed({
    after: PAGE_QUERY.after,
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: LABELS_MAX, description: "Lines at most." }),
    ),
  }),
  answers: {
    200: {
      description:
        "A line each: the kind and what was asked, the choice, when, and how long it took.",
      content: { "application/x-ndjson": Type.String() },
    },
  },
});
