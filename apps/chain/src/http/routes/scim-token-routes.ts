import {
  GET_SCIM_TOKENS,
  POST_SCIM_TOKEN_REMOVE,
  POST_SCIM_TOKEN_ROTATE,
  POST_SCIM_TOKENS,
} from "@saunter/protocol/chain/http/user-routes";
import { isScopeWithin } from "../../access/as-request.ts";
import { toNew } from "../../access/audit.ts";
import { addScimToken, readScimToken, rotateScimToken } from "../../access/scim/scim-tokens.ts";
import { addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { countRows, makePage, readCursor } from "../pages.ts";
import { notFound } from "../problem.ts";

export function addScimTokenRoutes(context: HttpContext): void {
  const { random } = context.options;

  addScoped(context, GET_SCIM_TOKENS, async ({ tx, query, url }) => {
    const after = readCursor(query, ["string"]);
    let rows = tx
      .selectFrom("scim_tokens")
      .select(["token_id", "name", "organisation_id", "created_ms"])
      .select(["last_used_ms", "former_until_ms"])
      .orderBy("token_id")
      .limit(countRows(query));
    if (after !== null) rows = rows.where("token_id", ">", after[0]);
    return makePage({ url, query }, await rows.execute(), describe, (row) => [row.token_id]);
  });

  addScoped(context, POST_SCIM_TOKENS, async ({ tx, reach, body, nowMs, reply, note }) => {
    const { name, organisationId } = body;
    const scope =
      organisationId === null
        ? ({ kind: "chain", id: null } as const)
        : ({ kind: "organisation", id: organisationId } as const);
    if (!(await isScopeWithin(tx, reach, scope))) throw notFound();
    const { tokenId, token } = await addScimToken(tx, { name, organisationId }, nowMs, random);
    const object = { kind: "scim-token", id: tokenId } as const;
    await note("scim-token-added", { object, organisationId, changes: toNew({ name }) });
    reply.status(201);
    return { ...describe(await requireToken(tx, tokenId)), token };
  });

  addScoped(context, POST_SCIM_TOKEN_ROTATE, async ({ tx, params, body, nowMs, note }) => {
    const { tokenId } = params;
    const { organisation_id: organisationId } = await requireToken(tx, tokenId);
    const token = await rotateScimToken(tx, tokenId, body.overlapHours, nowMs, random);
    const object = { kind: "scim-token", id: tokenId } as const;
    const changes = toNew({ overlapHours: body.overlapHours });
    await note("scim-token-rotated", { object, organisationId, changes });
    return { ...describe(await requireToken(tx, tokenId)), token };
  });

  addScoped(context, POST_SCIM_TOKEN_REMOVE, async ({ tx, params, reply, note }) => {
    const { tokenId } = params;
    const { organisation_id: organisationId } = await requireToken(tx, tokenId);
    await tx.deleteFrom("scim_tokens").where("token_id", "=", tokenId).execute();
    await note("scim-token-removed", {
      object: { kind: "scim-token", id: tokenId },
      organisationId,
    });
    reply.status(204);
  });
}

async function requireToken(tx: Parameters<typeof readScimToken>[0], tokenId: string) {
  const row = await readScimToken(tx, tokenId);
  if (row === null) throw notFound();
  return row;
}

type Row = NonNullable<Awaited<ReturnType<typeof readScimToken>>>;

function describe(row: Row) {
  return {
    tokenId: row.token_id,
    organisationId: row.organisation_id,
    name: row.name,
    createdMs: row.created_ms,
    lastUsedMs: row.last_used_ms,
    formerUntilMs: row.former_until_ms,
  };
}
