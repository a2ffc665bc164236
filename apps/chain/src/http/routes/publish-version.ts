/** Publishing a version: who may, for whom, and what it needs. Shared by the routes that do. */
import { findPolicyFault } from "@saunter/commerce/shop/chain-policy-bounds";
import { type DownKind, isDownKind } from "@saunter/protocol/chain/down-messages";
import { isForecastKind } from "@saunter/protocol/chain/forecast";
import type { POST_VERSIONS } from "@saunter/protocol/chain/http/version-routes";
import { type ChainRight, VERSION_RIGHTS } from "@saunter/protocol/chain/rights";
import type { Static, TObject, TSchema } from "typebox";
import { asProcess, isScopeWithin } from "../../access/as-request.ts";
import { toNew } from "../../access/audit.ts";
import { findApproval } from "../../access/four-eyes.ts";
import { findReach, type Principal, type Reach } from "../../access/principal.ts";
import { makeId } from "../../access/tokens.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { compareVersion, describeLegalChanges } from "../../down/compare-versions.ts";
import type { Distribution } from "../../down/distribution.ts";
import { VersionRefused } from "../../down/version-refused.ts";
import type { Target } from "../../down/versions.ts";
import type { ScopedCall } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { notFound, ProblemError } from "../problem.ts";

interface NamedTarget {
  readonly layer: Target["layer"];
  readonly regionId: string | null;
  readonly shopId: string | null;
}

export type VersionBody = Static<NonNullable<typeof POST_VERSIONS.body>>;

/** What a version needs besides its right: a confirmation of legal changes, or a forecast. */
export async function checkVersion(
  tx: ChainTransaction,
  body: VersionBody,
  author: Pick<Principal, "grants">,
  target: Target,
): Promise<void> {
  const { kind, content, rollOut, withoutForecast = null, confirmsLegal = false } = body;
  if (kind === "policies" || kind === "engine") {
    const fault = findPolicyFault(kind, content.items, null);
    if (fault !== null) throw new ProblemError("input-invalid", fault);
  }
  if (kind === "goods" && !confirmsLegal) {
    const comparison = await asProcess(tx, () => compareVersion(tx, kind, target, content));
    const legal = describeLegalChanges(comparison);
    if (legal !== "") throw new ProblemError("legal-change-unconfirmed", legal);
  }
  if (rollOut === null && isForecastKind(kind)) {
    await checkMayOverride(tx, author, withoutForecast, target);
  }
}

export async function publishVersion(
  context: HttpContext,
  call: Pick<
    ScopedCall<TObject, TObject, TSchema>,
    "tx" | "nowMs" | "note" | "afterwards" | "request"
  >,
  body: VersionBody,
  {
    author,
    target,
  }: { readonly author: Pick<Principal, "userId" | "grants">; readonly target: Target },
): Promise<{ kind: DownKind; version: number }> {
  const { distribution, random } = context.options;
  const { tx, nowMs } = call;
  const { kind, content, isForced, note, rollOut, withoutForecast = null } = body;
  const publisher = findDistribution(distribution);
  await checkVersion(tx, body, author, target);
  const effectiveMs = body.effectiveMs ?? nowMs;
  const put = {
    ...{ kind, target, content, effectiveMs, isForced, by: author.userId, note },
    ...(rollOut === null ? {} : { rollOut: { rollOutId: makeId(random), ...rollOut } }),
  };
  const version = await refuseInWords(() => asProcess(tx, () => publisher.put(put, tx)));
  const about = {
    object: { kind: "version", id: kind } as const,
    ...(target.layer === "shop" ? { shopId: target.shopId } : {}),
  };
  await call.note("version-put", {
    ...about,
    changes: toNew({ kind, version, target, effectiveMs, isForced, note }),
  });
  if (withoutForecast !== null) {
    await call.note("forecast-overridden", {
      ...about,
      changes: toNew({ reason: withoutForecast }),
    });
  }
  call.afterwards(() => publishSoon(publisher, call.request.log));
  return { kind, version };
}

/** Whether a second user must approve. Throws if those who could have just lost their access. */
export async function findNeededApproval(
  tx: ChainTransaction,
  kind: DownKind,
  target: Target,
  user: { readonly userId: string; readonly nowMs: number },
): Promise<boolean> {
  const place = { right: VERSION_RIGHTS[kind], regionId: findRegionId(target) };
  const approval = await asProcess(tx, () => findApproval(tx, place, user));
  if (approval === "others-removed") {
    throw new ProblemError("approvers-removed", "another user could approve this a day ago");
  }
  return approval === "second-user";
}

const findRegionId = (target: Target): string | null =>
  target.layer === "region" ? target.regionId : null;

/** Publishing without a forecast, or against one, needs a right of its own and a reason. */
export async function checkMayOverride(
  tx: ChainTransaction,
  { grants }: Pick<Principal, "grants">,
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
  { grants }: Pick<Principal, "grants">,
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
  if (await isAllowed(tx, grants, right, target)) return;
  throw new ProblemError("forbidden", `this needs the right ${right}`);
}

export async function isAllowed(
  tx: ChainTransaction,
  grants: Principal["grants"],
  right: ChainRight,
  target: Target,
): Promise<boolean> {
  const reach = findReach(grants, right);
  return reach !== null && (await isTargetWithin(tx, reach, target));
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

export const NO_HUB = "this process is not connected to the hub";

type Publisher = Pick<Distribution, "put" | "publish" | "setRollOut">;

/** The right to decide for one shop is none to decide for all. */
export async function checkTarget(
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

export async function refuseInWords<T>(work: () => Promise<T>): Promise<T> {
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
