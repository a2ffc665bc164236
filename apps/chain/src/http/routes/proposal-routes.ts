import {
  GET_PROPOSAL_COMPARISON,
  GET_PROPOSALS,
  POST_PROPOSAL_APPROVE,
  POST_PROPOSAL_REJECT,
} from "@saunter/protocol/chain/http/version-routes";
import { VERSION_RIGHTS } from "@saunter/protocol/chain/rights";
import { asProcess } from "../../access/as-request.ts";
import { toNew } from "../../access/audit.ts";
import { mayApprove } from "../../access/four-eyes.ts";
import type { Principal } from "../../access/principal.ts";
import { readGrants } from "../../access/users.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { compareVersion } from "../../down/compare-versions.ts";
import {
  decideProposal,
  findProposal,
  listProposals,
  type Proposal,
} from "../../down/proposals.ts";
import type { Target } from "../../down/versions.ts";
import { addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { notFound, ProblemError } from "../problem.ts";
import { checkMayPublish, isAllowed, publishVersion, type VersionBody } from "./publish-version.ts";

export function addProposalRoutes(context: HttpContext): void {
  addScoped(context, GET_PROPOSALS, async ({ tx, principal, nowMs }) => {
    const all = await asProcess(tx, () => listProposals(tx));
    const items = [];
    for (const proposal of all) {
      const { kind, by, state } = proposal;
      const target = findProposed(proposal);
      const isOwn = by === principal.userId;
      const hasRight = await isAllowed(tx, principal.grants, VERSION_RIGHTS[kind], target);
      if (!hasRight && !isOwn) continue;
      const isOpen = state === "open";
      const mayApprove =
        isOpen && hasRight && !isOwn && (await isSecond(tx, proposal, principal, nowMs));
      items.push({ ...proposal, mayApprove, mayReject: isOpen });
    }
    return { items };
  });

  addScoped(context, GET_PROPOSAL_COMPARISON, async ({ tx, principal, params }) => {
    const { kind, target, body } = await readOpen(tx, principal, params.proposalId);
    return asProcess(tx, () => compareVersion(tx, kind, target, body.content));
  });

  addScoped(context, POST_PROPOSAL_APPROVE, async (call) => {
    const { tx, principal, params, nowMs, reply } = call;
    const { proposalId } = params;
    const proposal = await readOpen(tx, principal, proposalId);
    const { kind, target, body, by } = proposal;
    await checkMayPublish(tx, principal, kind, target);
    if (by === principal.userId || !(await isSecond(tx, proposal, principal, nowMs))) {
      throw new ProblemError("approval-needed", "its author, or a user of the last day");
    }
    const author = await findActive(tx, by);
    if (author === null) throw new ProblemError("forbidden", "its author has been disabled");
    await checkMayPublish(tx, author, kind, target);
    const published = await publishVersion(context, call, body, { author, target });
    const { userId } = principal;
    const { version } = published;
    await asProcess(tx, () =>
      decideProposal(tx, proposalId, { state: "approved", by: userId, atMs: nowMs, version }),
    );
    await call.note("proposal-approved", {
      object: { kind: "proposal", id: proposalId },
      changes: toNew({ kind, version, author: by }),
    });
    reply.status(201);
    return published;
  });

  addScoped(context, POST_PROPOSAL_REJECT, async (call) => {
    const { tx, principal, params, body, nowMs, reply } = call;
    const { proposalId } = params;
    const { by } = await readOpen(tx, principal, proposalId);
    const { userId } = principal;
    const state = by === userId ? "withdrawn" : "rejected";
    const { reason } = body;
    await asProcess(tx, () =>
      decideProposal(tx, proposalId, { state, by: userId, atMs: nowMs, reason }),
    );
    await call.note("proposal-rejected", {
      object: { kind: "proposal", id: proposalId },
      changes: { state: { before: "open", after: state }, ...toNew({ reason }) },
    });
    reply.status(204);
  });
}

const findProposed = ({ layer, regionId }: Pick<Proposal, "layer" | "regionId">): Target =>
  layer === "shared" ? { layer } : { layer, regionId: regionId! };

/** An open proposal that the caller may see: one of their own, or one that they have the right for. */
async function readOpen(tx: ChainTransaction, { userId, grants }: Principal, proposalId: string) {
  const found = await asProcess(tx, () => findProposal(tx, proposalId));
  if (found === null) throw notFound();
  const target = findProposed(found);
  const isSeen =
    found.by === userId || (await isAllowed(tx, grants, VERSION_RIGHTS[found.kind], target));
  if (!isSeen) throw notFound();
  if (found.state !== "open") throw new ProblemError("proposal-decided", `it is ${found.state}`);
  return { ...found, body: found.body as VersionBody, target };
}

function isSecond(
  tx: ChainTransaction,
  proposal: Pick<Proposal, "kind" | "layer" | "regionId">,
  { userId }: Principal,
  nowMs: number,
): Promise<boolean> {
  const { kind, regionId } = proposal;
  const place = { right: VERSION_RIGHTS[kind], regionId };
  return asProcess(tx, () => mayApprove(tx, place, { userId, nowMs }));
}

/** A user and their grants; null if they were disabled or removed. */
async function findActive(
  tx: ChainTransaction,
  userId: string,
): Promise<Pick<Principal, "userId" | "grants"> | null> {
  return asProcess(tx, async () => {
    const query = tx.selectFrom("users").select("is_disabled").where("user_id", "=", userId);
    const row = await query.executeTakeFirst();
    if (row === undefined || row.is_disabled) return null;
    return { userId, grants: (await readGrants(tx, [userId])).get(userId)! };
  });
}
