/** What a gate does now. */
import Type from "typebox";
import { closed, count, oneOf } from "./schemas.ts";

export const GATE = closed({
  gateId: Type.String(),
  name: Type.String({ description: "What people call it." }),
  leadsIn: Type.Boolean({ description: "Whether somebody can be let in by it." }),
  state: oneOf(["idle", "admitting", "held-open", "closed"]),
  mode: oneOf(["automatic", "held-open", "closed"]),
  remaining: count("People who have been let in and not been seen yet."),
});
