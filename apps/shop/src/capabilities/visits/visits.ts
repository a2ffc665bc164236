/** Visits, what was taken and put back on them, and the numbers of days. */
import type { Capability } from "../../process/capability.ts";
import { addInteractionRoutes } from "./interaction-routes.ts";
import { addNumberRoutes } from "./number-routes.ts";
import { addVisitListRoutes } from "./visit-list-routes.ts";
import { addVisitRoutes } from "./visit-routes.ts";

export const VISITS: Capability = {
  name: "visits",
  open: () => ({
    http: {
      addRoutes: (context) => {
        addInteractionRoutes(context);
        addVisitListRoutes(context);
        addVisitRoutes(context);
        addNumberRoutes(context);
      },
    },
  }),
};
