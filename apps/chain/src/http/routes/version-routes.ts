import { isDownKind } from "@saunter/protocol/chain/down-messages";
import { isForecastKind } from "@saunter/protocol/chain/forecast";
import {
  GET_RELEASES,
  GET_ROLL_OUTS,
  GET_VERSION_STATES,
  GET_VERSIONS,
  POST_ROLL_OUT,
  POST_VERSION_COMPARE,
  POST_VERSION_UNDO,
  POST_VERSIONS,
} from "@saunter/protocol/chain/http/version-routes";
import { asProcess } from "../../access/as-request.ts";
import { toNew } from "../../access/audit.ts";
import type { Reach } from "../../access/principal.ts";
import { makeId } from "../../access/tokens.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { compareVersion } from "../../down/compare-versions.ts";
import { addProposal } from "../../down/proposals.ts";
import { readStates } from "../../down/read-states.ts";
import type { RollOut } from "../../down/roll-outs/plan-roll-out.ts";
import { listRollOuts, passWave } from "../../down/roll-outs/roll-outs.ts";
import { findAuthor, findUndone, listVersions } from "../../down/versions.ts";
import { readRollOutForecasts } from "../../forecasts/check-start.ts";
import type { ForecastSettings } from "../../forecasts/forecast-settings.ts";
import { addScoped, addStepped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { notFound, ProblemError } from "../problem.ts";
import {
  checkMayOverride,
  checkMayPublish,
  checkTarget,
  checkVersion,
  findDistribution,
  findNeededApproval,
  NO_HUB,
  publishSoon,
  publishVersion,
  refuseInWords,
} from "./publish-version.ts";

export function addVersionRoutes(context: HttpContext): void {
  const { distribution, releases, forecast: settings } = context.options;

  addScoped(context, GET_VERSIONS, async ({ tx, query }) => {
    const versions = await listVersions(tx, query.kind === undefined ? {} : { kind: query.kind });
    return { items: versions.map(({ hash: _hash, ...version }) => version) };
  });

  addPublishing(context);
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
      if (overridesForecast || withoutAnswers) {
        await checkNotAuthor(tx, before, { userId: principal.userId, nowMs: call.nowMs });
      }
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

function addPublishing(context: HttpContext): void {
  const { random } = context.options;

  addScoped(context, POST_VERSION_COMPARE, async ({ tx, reach, body, principal }) => {
    const { kind, content } = body;
    const target = await checkTarget(tx, reach, body);
    await checkMayPublish(tx, principal, kind, target);
    return asProcess(tx, () => compareVersion(tx, kind, target, content));
  });

  addScoped(context, POST_VERSIONS, async (call) => {
    const { tx, reach, body, principal, nowMs, reply } = call;
    const { kind, content, note } = body;
    const target = await checkTarget(tx, reach, body);
    if (body.rollOut !== null && !reach.isAll) {
      throw new ProblemError("forbidden", "a roll-out is of the whole chain");
    }
    await checkMayPublish(tx, principal, kind, target);
    const { userId } = principal;
    if (
      target.layer !== "shop" &&
      (await findNeededApproval(tx, kind, target, { userId, nowMs }))
    ) {
      await checkVersion(tx, body, principal, target);
      const { layer } = target;
      const proposal = {
        ...{ proposalId: makeId(random), kind, layer, regionId: body.regionId },
        ...{ items: Object.keys(content.items).length, note, by: userId, atMs: nowMs, body },
      };
      await refuseInWords(() => asProcess(tx, () => addProposal(tx, proposal)));
      const { proposalId, body: _, ...facts } = proposal;
      await call.note("version-proposed", {
        object: { kind: "proposal", id: proposalId },
        changes: toNew(facts),
      });
      reply.status(202);
      return { kind, proposalId };
    }
    const published = await publishVersion(context, call, body, { author: principal, target });
    reply.status(201);
    return published;
  });
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

/** To skip the checks of a roll-out is the second user's decision. */
async function checkNotAuthor(
  tx: ChainTransaction,
  { kind, version }: Pick<RollOut, "kind" | "version">,
  user: { readonly userId: string; readonly nowMs: number },
): Promise<void> {
  if (!isDownKind(kind)) return;
  const author = await asProcess(tx, () => findAuthor(tx, kind, version));
  if (author !== user.userId) return;
  if (await findNeededApproval(tx, kind, { layer: "shared" }, user)) {
    throw new ProblemError("approval-needed", "its author can't skip the checks of a roll-out");
  }
}
