/**
 * The page on which the payer of a simulated card confirms, as they would with their bank: so that a
 * demonstration can be walked through to its end. No bank is asked, and no money moves.
 */
import { displayMoney } from "@saunter/commerce/money/money";
import type { CardSetups } from "@saunter/shop/domain/card-setups";
import { HIDDEN } from "@saunter/shop/http/add-route";
import { renderStandIn, STAND_IN_POLICY } from "@saunter/shop/http/stand-in-page";
import { escapeHtml } from "@saunter/shop/receipts/escape-html";
import type { FastifyInstance } from "fastify";

/** Payments of the simulated provider that wait for their payer, by the provider's own id. */
export interface SimulatedBank {
  /** Null where there is nothing to confirm, or no more. */
  find(reference: string): { readonly amountMinor: number; readonly currency: string } | null;
  answer(reference: string, isConfirmed: boolean): void;
}

/** Below the shop's own address. */
export const BANK_PATH = "/simulated-bank";

const TITLE = "A simulated bank";

export function addSimulatedBank(app: FastifyInstance, bank: SimulatedBank, locale: string): void {
  app.get<{ Params: { reference: string }; Querystring: { answer?: string } }>(
    `${BANK_PATH}/:reference`,
    HIDDEN,
    (request, reply) => {
      const { reference } = request.params;
      const { answer } = request.query;
      reply.header("content-security-policy", STAND_IN_POLICY).type("text/html; charset=utf-8");
      const asked = bank.find(reference);
      if (asked === null) return renderStandIn(TITLE, "<h1>There is nothing to confirm.</h1>");
      if (answer === "yes" || answer === "no") {
        bank.answer(reference, answer === "yes");
        const said = answer === "yes" ? "Confirmed." : "Refused. Nothing is taken.";
        return renderStandIn(TITLE, `<h1>${said}</h1><p>Go back to the shop: it knows.</p>`);
      }
      const amount = escapeHtml(displayMoney(asked, locale));
      return renderStandIn(
        TITLE,
        `<h1>Pay ${amount}?</h1>
        <p>This stands for the page of your bank. No money moves.</p>
        <nav><a href="?answer=yes">Confirm</a> <a href="?answer=no">Refuse</a></nav>`,
      );
    },
  );
}

/** Where a page gives the simulated provider a test card, as it would give a real one's its own. */
export function addTestCards(app: FastifyInstance, setups: CardSetups): void {
  app.post<{ Params: { clientSecret: string }; Body: unknown }>(
    `${BANK_PATH}/card-setups/:clientSecret`,
    HIDDEN,
    (request, reply) => {
      const { card } = (request.body ?? {}) as { readonly card?: unknown };
      const isGiven = typeof card === "string";
      const isTaken = isGiven && setups.giveTestCard?.(request.params.clientSecret, card) === true;
      return reply.status(isTaken ? 200 : 402).send({ isTaken });
    },
  );
}
