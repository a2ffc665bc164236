/** Acts over HTTP: each has its key, and is done once however often it is asked for. */
import { createPublicKey } from "node:crypto";
import { findMissing } from "@saunter/commerce/payment/evolve";
import type { ReviewChoice } from "@saunter/commerce/review/events";
import type { EntryMethodName } from "@saunter/shop/domain/entry-method";
import { orRefuse } from "@saunter/shop/domain/shop-context";
import { createCodeIssuer } from "@saunter/shop/entry/entry-code";
import { deriveKeyId, parsePrivateKey } from "@saunter/shop/entry/entry-keys";
import type { Answer } from "./act-log.ts";
import type { Acts, Payer } from "./acts.ts";
import { openView } from "./acts-on-services.ts";
import { ask, type Wish } from "./http-client.ts";
import { BADGES } from "./torture-template.ts";
import type { World } from "./world.ts";

/** Some show the same thing once more, hoping for a second visit. */
const CHEATS = 0.1;

export function createActsOverHttp(world: World): Acts {
  const showing = createShowing(world);
  return {
    enter: (payer, gateId, partySize) => enter(world, showing, payer, gateId, partySize),
    bind: async (visitId, shopperId) => {
      const wish = { path: `/visits/${visitId}/bindings`, body: { shopperId } };
      await ask(world, "operator", wish, "ShopperBound");
    },
    endVisit: async (visitId) => {
      await ask(world, "operator", { path: `/visits/${visitId}/close` }, "VisitClosed");
    },
    dispute: (visitId, body) => dispute(world, visitId, body),
    claim: async (reviewId, reviewer) => {
      const wish = { path: `/reviews/${encodeURIComponent(reviewId)}/claim` };
      return isDone(await ask(world, reviewer, wish, "ReviewClaimed"));
    },
    decide: async (reviewId, reviewer, choice) => {
      const path = `/reviews/${encodeURIComponent(reviewId)}/decide`;
      await ask(world, reviewer, { path, body: { choice: toWire(choice) } }, "ReviewDecided");
    },
    settle: async (chargeId, way) => {
      const path = `/charges/${chargeId}`;
      switch (way) {
        case "cash": {
          const missing = findMissing((await openView(world)).read("charge", chargeId));
          const isTaken = missing > 0;
          const wish = {
            path: `${path}/${isTaken ? "cash" : "cash-return"}`,
            body: { amountMinor: Math.max(1, Math.abs(missing)) },
          };
          await ask(world, "operator", wish, isTaken ? "CashTaken" : "CashReturned");
          return;
        }
        case "card": {
          const body = { token: "pm_sim_ok-kiosk", lastFour: "1111" };
          await ask(world, "kiosk", { path: `${path}/pay`, body }, "IntentWritten");
          return;
        }
        case "forgive":
          await ask(world, "operator", { path: `${path}/forgive` }, "DebtForgiven");
          return;
        default:
          way satisfies never;
      }
    },
    count: async (facing, quantity) => {
      await ask(
        world,
        "stock",
        { path: "/stock/counts", body: { facing, quantity } },
        "StockCounted",
      );
    },
  };
}

function isDone({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** By the link on the receipt, as anybody who has it may. */
async function dispute(
  world: World,
  visitId: string,
  body: Parameters<Acts["dispute"]>[1],
): Promise<void> {
  const receipt = (await openView(world)).read("receipt", visitId);
  if (receipt.status === "none") return;
  const wish = { path: `/r/${receipt.lookupToken}/disputes`, body };
  await ask(world, "anybody", wish, "LineContested");
}

/** A candidate is named by its account alone. */
function toWire(choice: ReviewChoice): unknown {
  if (choice.kind !== "candidate") return choice;
  const { kind, shopperId, giverId, gtin, quantity } = choice.candidate;
  return { kind: "candidate", candidate: { kind, shopperId, giverId, gtin, quantity } };
}

interface Shown {
  readonly method: EntryMethodName;
  readonly shown: unknown;
}

/** What somebody shows at the gate; another each time. */
function createShowing(world: World): (payer: Exclude<Payer, { kind: "cash" }>) => Shown {
  const { kernel, cards } = world;
  const privateKey = orRefuse(parsePrivateKey(world.codeKey));
  const issuer = createCodeIssuer({
    privateKey,
    keyId: deriveKeyId(createPublicKey(privateKey)),
    makeNonce: () => Buffer.from(String(world.nextNumber()).padStart(8, "0")),
  });
  return (payer) => {
    const id = `reading-${world.nextNumber()}`;
    switch (payer.kind) {
      case "card":
        cards.set(id, { token: payer.token, lastFour: payer.lastFour });
        return { method: "card", shown: { requestId: id } };
      case "customer":
        return { method: "qr", shown: issuer.issueCode(payer.customerId, kernel.nowMs()) };
      case "account":
      case "staff": {
        const holder = payer.kind === "account" ? payer.accountId : payer.staffId;
        const badgeNumber = BADGES[holder as keyof typeof BADGES];
        return { method: "badge", shown: { badgeNumber, readingId: id } };
      }
      default:
        return payer satisfies never;
    }
  };
}

async function enter(
  world: World,
  show: ReturnType<typeof createShowing>,
  payer: Payer,
  gateId: string,
  partySize: number,
): Promise<string | null> {
  if (payer.kind === "cash") {
    const body = { partySize, payer: "cash", staffId: null };
    const wish = { path: `/gates/${gateId}/admissions`, body };
    return readVisitId(await ask(world, "operator", wish, "VisitOpened"));
  }
  const wish: Wish = { path: `/gates/${gateId}/entries`, body: { ...show(payer), partySize } };
  const visitId = readVisitId(await ask(world, "gate", wish, "VisitOpened"));
  if (!world.kernel.random.chance(CHEATS)) return visitId;
  // What was refused, as where the gate was busy, is good still.
  const secondId = readVisitId(await ask(world, "gate", wish, "VisitOpened"));
  if (visitId !== null && secondId !== null) throw new Error("a code was taken twice");
  return visitId ?? secondId;
}

function readVisitId(answer: Answer): string | null {
  return isDone(answer) ? (answer.body as { readonly visitId: string }).visitId : null;
}
