/** Whoever stands at a gate: what the display there shows, what their phone is told, and asks. */

import type { VisitFacts } from "@saunter/commerce/visit/evolve";
import {
  GET_GATE_WATCH,
  GET_ME_ENTRY,
  type HAVE,
  POST_GATE_INVITED_ENTRIES,
  POST_GATE_INVITED_PASSKEY_OPTIONS,
} from "@saunter/protocol/http/gate-routes";
import { checkEntryGate } from "../../domain/entry-service.ts";
import type { GateNews } from "../../domain/gate-news.ts";
import { orRefuse, RefusedError } from "../../domain/shop-context.ts";
import { addAction, addPost, addRead, type Call } from "../../http/add-route.ts";
import { answerOnChange } from "../../http/answer-on-change.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { WAIT_MS_MAX } from "../../http/http-limits.ts";
import { requireParty } from "../../http/own-visits.ts";
import { findReceiptUrl } from "../../http/receipt-token.ts";
import { requirePasskeys } from "../../http/require-passkeys.ts";
import { prepared } from "../../store/prepared.ts";
import type { EntryServices } from "./enter-once.ts";
import { walkInOnce } from "./enter-once.ts";
import { withReceiptUrl } from "./entry-routes.ts";
import { listGates } from "./gate-states.ts";

export function addGateRoutes(context: HttpContext<EntryServices>): void {
  addWatch(context);
  addOwnEntry(context);
  addInvited(context);
}

function addWatch(context: HttpContext<EntryServices>): void {
  const { shop, passkeys, invitations, publicUrl } = context.deps;
  const read = (gateId: string) => {
    const gate = listGates(shop).find((one) => one.gateId === gateId);
    if (gate === undefined) throw new RefusedError("gate-unknown", "the shop has no such gate");
    const isInviting = passkeys !== null && gate.leadsIn && gate.mode !== "closed";
    const told = findLastAt(context, gateId);
    return {
      gate,
      told,
      receiptUrl: told?.kind === "admitted" ? findAdmittedUrl(context, gateId) : null,
      inviteUrl: isInviting ? invite(gateId) : null,
    };
  };
  const invite = (gateId: string): string => {
    const invitation = invitations.issue(gateId, shop.nowMs());
    return `${publicUrl}/shop/enter?gate=${encodeURIComponent(gateId)}&invitation=${invitation}`;
  };
  addRead(context, GET_GATE_WATCH, (call) => wait(context, call, () => read(call.params.gateId)));
}

function wait<T extends object>(
  { deps: { shop, entryService }, closing }: HttpContext<EntryServices>,
  { query, reply }: Pick<Call<never, typeof HAVE, never>, "query" | "reply">,
  read: () => T,
): Promise<T & { readonly version: string }> {
  const gone = new AbortController();
  reply.raw.on("close", () => gone.abort());
  const signal = AbortSignal.any([gone.signal, closing]);
  const { version } = query;
  return answerOnChange({
    store: shop.store,
    news: entryService.news,
    read,
    version,
    signal,
    waitMs: WAIT_MS_MAX,
  });
}

type Told = { kind: "asking" | "refused" | "admitted"; code: string | null; atMs: number };

function tell(news: GateNews | null): Told | null {
  return news === null ? null : { kind: news.kind, code: news.code, atMs: news.atMs };
}

/** The display welcomes whoever was admitted, by whomever, for as long as the gate waits for them. */
function findLastAt(context: HttpContext<EntryServices>, gateId: string): Told | null {
  const { shop, entryService } = context.deps;
  const news = entryService.news.findLast({ gateId }, shop.nowMs());
  const admitted = findAdmitted(context, gateId);
  // That somebody was admitted is told only once their visit is open: later, if by a millisecond.
  if (news === null || news.kind === "admitted") return admitted;
  return admitted !== null && admitted.atMs >= news.atMs ? admitted : tell(news);
}

/** Who was admitted last, while they may still be on their way through the gate. */
function findLastAdmitted(
  { deps: { shop } }: HttpContext<EntryServices>,
  gateId: string,
): VisitFacts | null {
  const sinceMs = shop.nowMs() - shop.settings.entry.bindWithinMs;
  const row = prepared(
    shop.store.db,
    `SELECT visit_id FROM visits WHERE status = 'open' AND opened_ms >= ? AND gate_id = ?
       ORDER BY opened_ms DESC, visit_id DESC LIMIT 1`,
  ).get(sinceMs, gateId);
  if (row === undefined) return null;
  const visit = shop.store.read("visit", row.visit_id as string);
  return visit.status === "unopened" ? null : visit;
}

function findAdmitted(context: HttpContext<EntryServices>, gateId: string): Told | null {
  const visit = findLastAdmitted(context, gateId);
  return visit === null ? null : { kind: "admitted", code: null, atMs: visit.openedMs };
}

/** Shown for as long as they are welcomed: whoever has no account takes the link along. */
function findAdmittedUrl(context: HttpContext<EntryServices>, gateId: string): string | null {
  const visit = findLastAdmitted(context, gateId);
  return visit === null ? null : findReceiptUrl(context.deps, visit);
}

function addOwnEntry(context: HttpContext<EntryServices>): void {
  const { shop, entryService } = context.deps;
  addRead(context, GET_ME_ENTRY, (call) => {
    const { customerId } = requireParty(call.principal);
    return wait(context, call, () => ({
      told: tell(entryService.news.findLast({ customerId }, shop.nowMs())),
    }));
  });
}

/** By a passkey on the shopper's own phone, which has seen the gate's display. */
function addInvited(context: HttpContext<EntryServices>): void {
  const { shop, invitations } = context.deps;
  addAction(
    context,
    POST_GATE_INVITED_PASSKEY_OPTIONS,
    async ({ params: { gateId }, body: { invitation } }) => {
      checkEntryGate(shop, gateId);
      orRefuse(invitations.check(invitation, gateId, shop.nowMs()));
      const purpose = { kind: "entry", gateId } as const;
      return requirePasskeys(context.deps).beginAuthentication(purpose, shop.nowMs());
    },
  );
  addPost(
    context,
    POST_GATE_INVITED_ENTRIES,
    async ({ params: { gateId }, body: { response, partySize } }, claim) => {
      const given = await context.idempotency.onceInSteps(claim, shop.makeId, async (visitId) => {
        const showing = { gateId, method: "passkey", shown: response, partySize } as const;
        return { status: 201, body: await walkInOnce(context.deps, visitId, showing) };
      });
      return withReceiptUrl(context, given);
    },
  );
}
