import { GET_HEALTHZ, GET_OPENAPI, GET_READYZ } from "@saunter/protocol/chain/http/health-routes";
import { shareParts } from "@saunter/server/http/openapi-document";
import { sql } from "kysely";
import { addOpen } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { ProblemError } from "../problem.ts";

const MS_PER_S = 1000;

export function addHealthRoutes(context: HttpContext): void {
  const { db, findBackupAgeMs, taking } = context.options;
  addOpen(context, GET_HEALTHZ, async () => {
    const ageMs = findBackupAgeMs();
    const backupAgeSeconds = ageMs === null ? null : Math.floor(ageMs / MS_PER_S);
    return { status: "ok", backupAgeSeconds };
  });
  addOpen(context, GET_READYZ, async () => {
    const isThere = await sql`SELECT 1`.execute(db).then(
      () => true,
      () => false,
    );
    if (!isThere) throw new ProblemError("not-ready", "the database does not answer");
    return { status: "ready", hubSilentSinceMs: taking?.hubSilentSinceMs() ?? null };
  });
  addOpen(context, GET_OPENAPI, async () => shareParts(context.app.swagger()));
}
