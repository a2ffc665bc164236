/** What a gate does now. */
import Type from "typebox";
import { closed, count, named, oneOf } from "./schemas.ts";

export const GATE = named(
  "Gate",
  closed({
    gateId: Type.String(),
    name: Type.String({ description: "Its name." }),
    leadsIn: Type.Boolean({ description: "Whether it can admit people." }),
    state: oneOf(["idle", "admitting", "held-open", "closed"]),
    mode: oneOf(["automatic", "held-open", "closed"]),
    remaining: count("People admitted who have not been seen inside yet."),
  }),
);
