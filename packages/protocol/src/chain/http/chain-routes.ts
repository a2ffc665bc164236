/** What each route of the chain's API takes and answers, by method and path: derived from its schemas. */
import type { RoutesOf } from "../../http/routes.ts";
import type * as alert from "./alert-routes.ts";
import type * as audit from "./audit-routes.ts";
import type * as balance from "./balance-routes.ts";
import type * as demo from "./demo-routes.ts";
import type * as event from "./event-routes.ts";
import type * as exports from "./export-routes.ts";
import type * as forecast from "./forecast-routes.ts";
import type * as health from "./health-routes.ts";
import type * as loyalty from "./loyalty-routes.ts";
import type * as overview from "./overview-routes.ts";
import type * as pin from "./pin-routes.ts";
import type * as report from "./report-routes.ts";
import type * as review from "./review-routes.ts";
import type * as session from "./session-routes.ts";
import type * as shop from "./shop-routes.ts";
import type * as shortfall from "./shortfall-routes.ts";
import type * as user from "./user-routes.ts";
import type * as version from "./version-routes.ts";
import type * as visit from "./visit-routes.ts";
import type * as webhook from "./webhook-routes.ts";

export interface ChainRoutes
  extends RoutesOf<typeof alert>,
    RoutesOf<typeof audit>,
    RoutesOf<typeof balance>,
    RoutesOf<typeof demo>,
    RoutesOf<typeof event>,
    RoutesOf<typeof exports>,
    RoutesOf<typeof forecast>,
    RoutesOf<typeof health>,
    RoutesOf<typeof loyalty>,
    RoutesOf<typeof overview>,
    RoutesOf<typeof pin>,
    RoutesOf<typeof report>,
    RoutesOf<typeof review>,
    RoutesOf<typeof session>,
    RoutesOf<typeof shop>,
    RoutesOf<typeof shortfall>,
    RoutesOf<typeof user>,
    RoutesOf<typeof version>,
    RoutesOf<typeof visit>,
    RoutesOf<typeof webhook> {}
