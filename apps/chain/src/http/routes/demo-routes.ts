import { GET_DEMO, POST_DEMO_SIGN_IN } from "@saunter/protocol/chain/http/demo-routes";
import { beginSession } from "../../access/sessions.ts";
import { addOpen } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { notFound } from "../problem.ts";
import { giveSession } from "./session-routes.ts";

export function addDemoRoutes(context: HttpContext): void {
  const { db, demoUserId, random } = context.options;

  addOpen(context, GET_DEMO, async () => ({ isDemonstration: demoUserId !== null }));

  addOpen(context, POST_DEMO_SIGN_IN, async (call) => {
    if (demoUserId === null) throw notFound();
    const session = { userId: demoUserId, providerId: null };
    const token = await db
      .transaction()
      .execute((tx) => beginSession(tx, session, call.nowMs, random));
    return giveSession(context, call, token);
  });
}
