/** What each route of the chain's API takes and answers, by method and path: derived from its schemas. */
import type { RoutesOf } from "../../http/routes.ts";
import type * as audit from "./audit-routes.ts";
import type * as event from "./event-routes.ts";
import type * as health from "./health-routes.ts";
import type * as session from "./session-routes.ts";
import type * as shop from "./shop-routes.ts";
import type * as user from "./user-routes.ts";

export interface ChainRoutes
  extends RoutesOf<typeof audit>,
    RoutesOf<typeof event>,
    RoutesOf<typeof health>,
    RoutesOf<typeof session>,
    RoutesOf<typeof shop>,
    RoutesOf<typeof user> {}
