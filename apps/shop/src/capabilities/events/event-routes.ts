import { GET_EVENTS } from "@saunter/protocol/http/event-routes";
import type { PublicEvent } from "@saunter/protocol/public-event";
import { matchesEventType } from "@saunter/protocol/webhooks/match-event-type";
import { addRead } from "../../http/add-route.ts";
import { answerStream } from "../../http/answer-stream.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { maySee } from "../../http/own-visits.ts";
import { ProblemError } from "../../http/problem.ts";
import type { Principal } from "../../people/roles.ts";
import type { EventStream } from "../../publish/event-stream.ts";
import { parseLastEventId, type StreamSubscription } from "../../publish/event-stream.ts";
import type { Store } from "../../store/store.ts";

export interface EventServices {
  readonly streamEvents: EventStream["subscribe"];
}

/** A reviewer has to do with carts and receipts, and not with money. */
const REVIEWER_TYPES = [
  "visit.*",
  "cart.*",
  "interaction.*",
  "receipt.*",
  "review.*",
  "alert.*",
  "stock.*",
];

/** What whoever serves shoppers after their visit sees change. */
const CLERK_TYPES = ["receipt.*", "charge.*", "debt.*"];

export function addEventRoutes(context: HttpContext<EventServices>): void {
  const { deps } = context;
  const { store } = deps.shop;
  addRead(context, GET_EVENTS, (call) => {
    const { query, principal, request } = call;
    const afterId = readLastEventId(request.headers["last-event-id"]) ?? query.after ?? null;
    const { types, visitId } = query;
    const subscription: StreamSubscription = {
      afterId,
      ...(types === undefined ? {} : { types: types.split(",") }),
      ...(visitId === undefined ? {} : { visitId }),
      isWanted: (event) => isForThem(store, principal, event),
    };
    return answerStream(context, call, (signal) => deps.streamEvents(subscription, signal));
  });
}

function readLastEventId(header: string | readonly string[] | undefined): number | null {
  if (header === undefined || header === "") return null;
  const eventId = typeof header === "string" ? parseLastEventId(header) : null;
  if (eventId !== null) return eventId;
  throw new ProblemError("input-invalid", "Last-Event-ID is not an event's id");
}

/** Whether an event concerns what somebody may see. */
function isForThem(store: Store, principal: Principal, { type, visitId }: PublicEvent): boolean {
  const { roles } = principal;
  if (roles.includes("operator") || roles.includes("integrator")) return true;
  if (roles.includes("reviewer") && matchesEventType(REVIEWER_TYPES, type)) return true;
  if (roles.includes("clerk") && matchesEventType(CLERK_TYPES, type)) return true;
  if (!roles.includes("shopper") || visitId === null) return false;
  const visit = store.read("visit", visitId);
  return visit.status !== "unopened" && maySee({ ...principal, roles: ["shopper"] }, visit);
}
