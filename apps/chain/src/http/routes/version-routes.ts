import { isDownKind } from "@saunter/protocol/chain/down-messages";
import { isForecastKind } from "@saunter/protocol/chain/forecast";
import {
  GET_RELEASES,
  GET_ROLL_OUTS,
  GET_VERSION_STATES,
  GET_VERSIONS,
  POST_ROLL_OUT,
  POST_VERSION_UNDO,
  POST_VERSIONS,
} from "@saunter/protocol/chain/http/version-routes";
import { type ChainRight, VERSION_RIGHTS } from "@saunter/protocol/chain/rights";
import { asProcess, isScopeWithin } from "../../access/as-request.ts";
import { toNew } from "../../access/audit.ts";
import { findReach, type Principal, type Reach } from "../../access/principal.ts";
import { makeId } from "../../access/tokens.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { describeLegalChanges } from "../../down/compare-goods.ts";
import type { Distribution } from "../../down/distribution.ts";
import { readStates } from "../../down/read-states.ts";
import type { RollOut } from "../../down/roll-outs/plan-roll-out.ts";
import { listRollOuts, passWave } from "../../down/roll-outs/roll-outs.ts";
import { VersionRefused } from "../../down/version-refused.ts";
import { findUndone, listVersions, type Target } from "../../down/versions.ts";
import { readRollOutForecasts } from "../../forecasts/check-start.ts";
import type { ForecastSettings } from "../../forecasts/forecast-settings.ts";
import { addScoped, addStepped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { notFound, ProblemError } from "../problem.ts";

interface NamedTarget {
  readonly layer: Target["layer"];
  readonly regionId: string | null;
  readonly shopId: string | null;
}

export function addVersionRoutes(context: HttpContext): void {
  const { distribution, random, releases, forecast: settings } = context.options;

  addScoped(context, GET_VERSIONS, async ({ tx, query }) => {
    const versions = await listVersions(tx, query.kind === undefined ? {} : { kind: query.kind });
    return { items: versions.map(({ hash: _hash, ...version }) => version) };
  });

  addScoped(context, POST_VERSIONS, async ({ tx, reach, body, principal, ...call }) => {
    const target = await checkTarget(tx, reach, body);
    if (body.rollOut !== null && !reach.isAll) {
      throw new ProblemError("forbidden", "a roll-out is of the whole chain");
    }
    const {
      kind,
      content,
      isForced,
      note,
      rollOut,
      withoutForecast = null,
      confirmsLegal = false,
    } = body;
    await checkMayPublish(tx, principal, kind, target);
    const publisher = findDistribution(distribution);
    if (kind === "goods" && !confirmsLegal) {
      const legal = await asProcess(tx, () => describeLegalChanges(tx, target, content));
      if (legal !== "") throw new ProblemError("legal-change-unconfirmed", legal);
    }
    if (rollOut === null && isForecastKind(kind)) {
      await checkMayOverride(tx, principal, withoutForecast, target);
    }
    const effectiveMs = body.effectiveMs ?? call.nowMs;
    const put = {
      ...{ kind, target, content, effectiveMs, isForced, by: principal.userId, note },
      ...(rollOut === null ? {} : { rollOut: { rollOutId: makeId(random), ...rollOut } }),
    };
    const version = await refuseInWords(() => asProcess(tx, () => publisher.put(put, tx)));
    await call.note("version-put", {
      object: { kind: "version", id: kind },
      ...(target.layer === "shop" ? { shopId: target.shopId } : {}),
      changes: toNew({ kind, version, target, effectiveMs, isForced, note }),
    });
    if (withoutForecast !== null) {
      await call.note("forecast-overridden", {
        object: { kind: "version", id: kind },
        ...(target.layer === "shop" ? { shopId: target.shopId } : {}),
        changes: toNew({ reason: withoutForecast }),
      });
    }
    call.afterwards(() => publishSoon(publisher, call.request.log));
    call.reply.status(201);
    return { kind, version };
  });

  addUndo(context);

  addScoped(context, GET_VERSION_STATES, async ({ tx, query, nowMs }) => {
    const states = await readStates(tx, nowMs, query.shopId ?? null);
    return { items: states.filter(({ kind }) => query.kind === undefined || kind === query.kind) };
  });

  addStepped(context, GET_RELEASES, async ({ request }) => {
    if (releases === null) throw new ProblemError("not-ready", NO_HUB);
    const all = await releases.list().catch((error: unknown) => {
      request.log.warn({ err: error }, "releases could not be listed");
      throw new ProblemError("not-ready", "the hub does not say which releases it has");
    });
    const items = all.map(({ hash: _hash, ...facts }) => facts);
    return { items: items.toReversed() };
  });

  /** They are of the whole chain, and name its shops. */
  const listOwnRollOuts = async (tx: ChainTransaction, reach: Reach) =>
    reach.isAll ? asProcess(tx, () => listRollOuts(tx)) : [];

  addScoped(context, GET_ROLL_OUTS, async ({ tx, reach }) => {
    const rollOuts = await listOwnRollOuts(tx, reach);
    const forecasts = await readRollOutForecasts(tx, rollOuts, settings);
    return {
      items: rollOuts.map((one) => ({ ...one, forecast: forecasts.get(one.rollOutId) ?? null })),
    };
  });

  addScoped(
    context,
    POST_ROLL_OUT,
    async ({ tx, reach, params, body, reply, request, principal, ...call }) => {
      const { rollOutId } = params;
      const rollOuts = await listOwnRollOuts(tx, reach);
      const before = rollOuts.find((one) => one.rollOutId === rollOutId);
      if (before === undefined) throw notFound();
      await checkMayPublish(tx, principal, before.kind, { layer: "shared" });
      if (body.withoutAnswers === true && (body.state !== "running" || body.reason === null)) {
        throw new ProblemError(
          "input-invalid",
          "withoutAnswers needs the state running and a reason",
        );
      }
      const publisher = findDistribution(distribution);
      const { state, reason, overridesForecast = false, withoutAnswers = false } = body;
      if (before.state === "waiting" && state === "running") {
        if (overridesForecast) {
          await checkMayOverride(tx, principal, reason, { layer: "shared" });
          await call.note("forecast-overridden", {
            object: { kind: "roll-out", id: rollOutId },
            changes: toNew({ reason }),
          });
        } else await checkForecast(tx, before, settings);
      }
      await refuseInWords(() =>
        asProcess(tx, () =>
          withoutAnswers
            ? passWave(tx, before, { reason, nowMs: call.nowMs })
            : publisher.setRollOut(rollOutId, state, reason, tx),
        ),
      );
      await call.note("roll-out-changed", {
        object: { kind: "roll-out", id: rollOutId },
        changes: {
          state: { before: before.state, after: state },
          ...toNew({ reason, withoutAnswers }),
        },
      });
      call.afterwards(() => publishSoon(publisher, request.log));
      reply.status(204);
    },
  );
}

function addUndo(context: HttpContext): void {
  const { distribution } = context.options;
  addScoped(context, POST_VERSION_UNDO, async ({ tx, reach, body, principal, ...call }) => {
    const { kind, version: undone, note } = body;
    const found = await asProcess(tx, () => findUndone(tx, kind, undone));
    if (found === null) throw notFound();
    const { content } = found;
    const target = await checkTarget(tx, reach, { regionId: null, shopId: null, ...found.target });
    await checkMayPublish(tx, principal, kind, target);
    if (content === null) {
      throw new ProblemError("input-invalid", "only the last of several versions can be undone");
    }
    const publisher = findDistribution(distribution);
    if (isForecastKind(kind)) await checkMayOverride(tx, principal, note, target);
    const put = {
      ...{ kind, target, content, effectiveMs: call.nowMs, isForced: true, isWhole: true },
      ...{ by: principal.userId, note },
    };
    const version = await refuseInWords(() => asProcess(tx, () => publisher.put(put, tx)));
    await call.note("version-put", {
      object: { kind: "version", id: kind },
      ...(target.layer === "shop" ? { shopId: target.shopId } : {}),
      changes: toNew({ kind, version, undone, target, note }),
    });
    call.afterwards(() => publishSoon(publisher, call.request.log));
    call.reply.status(201);
    return { kind, version };
  });
}

/** Whoever sends what was not forecast, or is forecast to be worse, may do so there, and says why. */
async function checkMayOverride(
  tx: ChainTransaction,
  { grants }: Principal,
  reason: string | null,
  target: Target,
): Promise<void> {
  if (reason === null) {
    throw new ProblemError("forecast-missing", "say why it is to be sent without a forecast");
  }
  await checkRight(tx, grants, "forecasts:override", target);
}

/** `versions:write` lets a caller in; the right of the kind decides. */
export async function checkMayPublish(
  tx: ChainTransaction,
  { grants }: Principal,
  kind: string,
  target: Target,
): Promise<void> {
  // Kinds of a later version of Saunter have no right here.
  if (!isDownKind(kind)) throw new ProblemError("forbidden", `there is no right for ${kind}`);
  await checkRight(tx, grants, VERSION_RIGHTS[kind], target);
}

async function checkRight(
  tx: ChainTransaction,
  grants: Principal["grants"],
  right: ChainRight,
  target: Target,
): Promise<void> {
  const reach = findReach(grants, right);
  if (reach !== null && (await isTargetWithin(tx, reach, target))) return;
  throw new ProblemError("forbidden", `this needs the right ${right}`);
}

/** The right may reach less than the one by which the target is seen. */
async function isTargetWithin(
  tx: ChainTransaction,
  reach: Reach,
  target: Target,
): Promise<boolean> {
  if (reach.isAll) return true;
  if (target.layer === "shared") return false;
  if (target.layer === "region") return reach.regions.includes(target.regionId);
  const row = await tx
    .selectFrom("shops")
    .select(["organisation_id", "region_id"])
    .where("shop_id", "=", target.shopId)
    .executeTakeFirst();
  if (row === undefined) return false;
  return (
    reach.shops.includes(target.shopId) ||
    reach.organisations.includes(row.organisation_id) ||
    (row.region_id !== null && reach.regions.includes(row.region_id))
  );
}

async function checkForecast(
  tx: ChainTransaction,
  rollOut: RollOut,
  settings: ForecastSettings,
): Promise<void> {
  const forecasts = await readRollOutForecasts(tx, [rollOut], settings);
  const forecast = forecasts.get(rollOut.rollOutId);
  if (forecast === "missing") {
    throw new ProblemError("forecast-missing", "its shops have not been forecast yet");
  }
  if (forecast === "worse") {
    throw new ProblemError("forecast-worse", "a shop's receipts would get clearly worse");
  }
}

const NO_HUB = "this process is not connected to the hub";

type Publisher = Pick<Distribution, "put" | "publish" | "setRollOut">;

/** Whoever may decide for a shop may not decide for all. */
async function checkTarget(
  tx: ChainTransaction,
  reach: Reach,
  { layer, regionId, shopId }: NamedTarget,
): Promise<Target> {
  if ((layer !== "region" && regionId !== null) || (layer !== "shop" && shopId !== null)) {
    throw new ProblemError("input-invalid", `the layer ${layer} is of no other region or shop`);
  }
  if (layer === "shared") {
    if (reach.isAll) return { layer };
    throw new ProblemError("forbidden", "what all shops get is decided for the whole chain");
  }
  const id = layer === "shop" ? shopId : regionId;
  if (id === null) throw new ProblemError("input-invalid", `the layer ${layer} needs its id`);
  if (!(await isScopeWithin(tx, reach, { kind: layer, id }))) throw notFound();
  return layer === "shop" ? { layer, shopId: id } : { layer, regionId: id };
}

export function findDistribution(distribution: Publisher | null): Publisher {
  if (distribution !== null) return distribution;
  throw new ProblemError("not-ready", NO_HUB);
}

async function refuseInWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof VersionRefused) throw new ProblemError("input-invalid", error.message);
    throw error;
  }
}

/** Where the hub cannot be reached, the next turn of the process tells the shops. */
export async function publishSoon(
  publisher: Publisher,
  log: { warn(fields: object, text: string): void },
): Promise<void> {
  await publisher
    .publish()
    .catch((error: unknown) => log.warn({ err: error }, "versions were not published"));
}
