import { GET_FORECASTS, POST_FORECAST_REPEAT } from "@saunter/protocol/chain/http/forecast-routes";
import { asProcess } from "../../access/as-request.ts";
import { toNew } from "../../access/audit.ts";
import { repeatForecast } from "../../forecasts/prepare-forecasts.ts";
import { listForecastIds, readForecasts } from "../../forecasts/read-forecasts.ts";
import { addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { notFound } from "../problem.ts";

export function addForecastRoutes(context: HttpContext): void {
  const { forecast } = context.options;

  addScoped(context, GET_FORECASTS, async ({ tx, query }) => {
    // Which they are is read behind the walls; roll-outs lie beyond them.
    const ids = await listForecastIds(tx, query.shopId ?? null);
    return { items: await asProcess(tx, () => readForecasts(tx, ids, forecast)) };
  });

  addScoped(context, POST_FORECAST_REPEAT, async ({ tx, params, body, reply, ...call }) => {
    const { forecastId } = params;
    const row = await tx
      .selectFrom("forecasts")
      .select("shop_id")
      .where("forecast_id", "=", forecastId)
      .executeTakeFirst();
    if (row === undefined) throw notFound();
    await call.note("forecast-repeated", {
      object: { kind: "forecast", id: forecastId },
      shopId: row.shop_id,
      changes: toNew({ visits: body.visits }),
    });
    await asProcess(tx, () => repeatForecast(tx, forecastId, body.visits));
    reply.status(204);
  });
}
