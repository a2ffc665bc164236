import { GET_PINS, POST_PIN } from "@saunter/protocol/chain/http/pin-routes";
import { asProcess } from "../../access/as-request.ts";
import { findPin, listPins, writePin } from "../../down/pins.ts";
import { addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { notFound, ProblemError } from "../problem.ts";
import { checkMayPublish, findDistribution, publishSoon } from "./publish-version.ts";

export function addPinRoutes(context: HttpContext): void {
  const { distribution } = context.options;

  addScoped(context, GET_PINS, async ({ tx, query }) => ({
    items: await listPins(tx, query.shopId ?? null),
  }));

  addScoped(context, POST_PIN, async ({ tx, params, body, principal, nowMs, ...call }) => {
    const { shopId } = params;
    const { kind, version, note } = body;
    const shop = tx.selectFrom("shops").select("shop_id").where("shop_id", "=", shopId);
    if ((await shop.executeTakeFirst()) === undefined) throw notFound();
    await checkMayPublish(tx, principal, kind, { layer: "shop", shopId });
    const publisher = findDistribution(distribution);
    // Versions for all shops are seen by whoever sees them all.
    const isTheirs = () => asProcess(tx, () => isForShop(tx, shopId, kind, version));
    if (version !== null && !(await isTheirs())) {
      throw new ProblemError("input-invalid", `the shop has no version ${version} of ${kind}`);
    }
    const before = await findPin(tx, shopId, kind);
    await call.note("version-pinned", {
      object: { kind: "version", id: kind },
      shopId,
      changes: {
        version: { before, after: version },
        note: { before: null, after: note },
      },
    });
    await asProcess(tx, () =>
      writePin(tx, { shopId, kind, version, by: principal.userId, note }, nowMs),
    );
    call.afterwards(() => publishSoon(publisher, call.request.log));
    call.reply.status(204);
  });
}

/** Whether a version was put of which the shop is. */
async function isForShop(
  tx: Parameters<typeof findPin>[0],
  shopId: string,
  kind: string,
  version: number | null,
): Promise<boolean> {
  const row = await tx
    .selectFrom("down_versions as v")
    .innerJoin("shops as s", (join) => join.on("s.shop_id", "=", shopId))
    .select("v.version")
    .where("v.kind", "=", kind)
    .where("v.version", "=", version)
    .where((is) =>
      is.or([
        is("v.layer", "=", "shared"),
        is("v.region_id", "=", is.ref("s.region_id")),
        is("v.shop_id", "=", shopId),
      ]),
    )
    .executeTakeFirst();
  return row !== undefined;
}
