import { ENTRY_METHODS } from "@saunter/protocol/entry-methods";
import {
  GET_ENTRY_TERMS,
  GET_GATES,
  POST_GATE_ADMISSIONS,
  POST_GATE_ENTRIES,
  POST_GATE_MODE,
  POST_GATE_PASSKEY_OPTIONS,
} from "@saunter/protocol/http/entry-routes";
import { type Admission, admitByAttendant, checkEntryGate } from "../../domain/entry-service.ts";
import { RefusedError, STREAMS } from "../../domain/shop-context.ts";
import { addAction, addCommand, addPost, addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import type { GivenAnswer } from "../../http/idempotency.ts";
import { pageItems } from "../../http/pages.ts";
import { findReceiptUrl } from "../../http/receipt-token.ts";
import { requirePasskeys } from "../../http/require-passkeys.ts";
import type { EntryServices } from "./enter-once.ts";
import { enterOnce } from "./enter-once.ts";
import { isOpen, listGates } from "./gate-states.ts";

/** The link is added to each answer: kept with none, as no secret is. */
export function withReceiptUrl({ deps }: HttpContext, answer: GivenAnswer): GivenAnswer {
  const { visitId } = answer.body as Admission;
  const visit = deps.shop.store.read("visit", visitId);
  if (visit.status === "unopened") throw new Error("somebody was admitted, and there is no visit");
  return {
    ...answer,
    body: { ...(answer.body as Admission), receiptUrl: findReceiptUrl(deps, visit) },
  };
}

export function addEntryRoutes(context: HttpContext<EntryServices>): void {
  addTerms(context);
  addGateList(context);
  addEntries(context);
  addAdmissions(context);
  addModes(context);
}

function addTerms(context: HttpContext<EntryServices>): void {
  const { shop, terms, notice, identity, entryMethods } = context.deps;
  const { entry, currency } = shop.settings;
  addRead(context, GET_ENTRY_TERMS, () => ({
    shopName: identity.name,
    isOpen: isOpen(shop),
    gates: listGates(shop).map(({ gateId, name }) => ({ gateId, name })),
    currency,
    holdMinor: entry.holdMinor,
    releaseText: terms.releaseText,
    releaseTexts: terms.releaseTexts.map(({ language, text }) => ({ language, text })),
    methods: ENTRY_METHODS.filter((method) => entryMethods.has(method)),
    partyMax: entry.partyMax,
    disputeMs: shop.settings.receipts.disputeMs,
    contestMs: shop.settings.receipts.disputeMs,
    reviewWithinMs: shop.settings.receipts.reviewWithinMs,
    notice: notice.make(identity.locale).sentences.join(" "),
  }));
}

function addGateList(context: HttpContext<EntryServices>): void {
  const { shop } = context.deps;
  addRead(context, GET_GATES, ({ query, url }) =>
    pageItems(listGates(shop), ({ gateId }) => gateId, { ...query, url }),
  );
}

function addEntries(context: HttpContext<EntryServices>): void {
  const { shop } = context.deps;
  addAction(context, POST_GATE_PASSKEY_OPTIONS, async ({ params: { gateId } }) => {
    checkEntryGate(shop, gateId);
    const purpose = { kind: "entry", gateId } as const;
    return requirePasskeys(context.deps).beginAuthentication(purpose, shop.nowMs());
  });
  addPost(context, POST_GATE_ENTRIES, async ({ params: { gateId }, body }, claim) => {
    const given = await context.idempotency.onceInSteps(claim, shop.makeId, async (visitId) => {
      const admission = await enterOnce(context.deps, visitId, { gateId, ...body });
      return { status: 201, body: admission };
    });
    return withReceiptUrl(context, given);
  });
}

function addAdmissions(context: HttpContext<EntryServices>): void {
  const { shop } = context.deps;
  addPost(context, POST_GATE_ADMISSIONS, async ({ params: { gateId }, body, principal }, claim) => {
    const { partySize, payer, staffId } = body;
    const given = await context.idempotency.once(claim, (tx) => {
      if (partySize > shop.settings.entry.partyMax) {
        throw new RefusedError(
          "party-size-invalid",
          `a party has 1 to ${shop.settings.entry.partyMax} people`,
        );
      }
      const paying =
        payer === "cash"
          ? ({ kind: "cash" } as const)
          : ({ kind: "staff", staffId: staffId ?? principal.id } as const);
      const admission = admitByAttendant(tx, shop, { gateId, partySize, payer: paying });
      return { status: 201, body: admission };
    });
    return withReceiptUrl(context, given);
  });
}

function addModes(context: HttpContext<EntryServices>): void {
  const { shop } = context.deps;
  addCommand(context, POST_GATE_MODE, (tx, { params: { gateId }, body: { mode }, principal }) => {
    if (!shop.settings.gateIds.includes(gateId)) {
      throw new RefusedError("gate-unknown", "the shop has no such gate");
    }
    tx.append("shop", STREAMS.gates, [{ type: "GateModeSet", gateId, mode, by: principal.id }]);
    return { status: 200, body: { gateId, mode, setMs: tx.atMs } };
  });
}
