import { GET_DEMO, POST_DEMO_SIGN_IN } from "@saunter/protocol/chain/http/demo-routes";
import { readAddress } from "@saunter/server/http/caller-address";
import { appendAudit } from "../../access/audit.ts";
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
    const address = readAddress(call.request.ip);
    const actor = { kind: "user", id: demoUserId, address } as const;
    const object = { kind: "user", id: demoUserId } as const;
    const token = await db.transaction().execute(async (tx) => {
      await appendAudit(tx, actor, "signed-in", call.nowMs, { object });
      return beginSession(tx, session, call.nowMs, random);
    });
    return giveSession(context, call, token);
  });
}
