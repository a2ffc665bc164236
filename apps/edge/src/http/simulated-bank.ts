/**
 * The page on which the payer of a simulated card confirms, as they would with their bank: so that a
 * demonstration can be walked through to its end. No bank is asked, and no money moves.
 */
import { displayMoney } from "@saunter/commerce/money/money";
import type { FastifyInstance } from "fastify";
import { escapeHtml } from "../receipts/escape-html.ts";

/** Payments of the simulated provider that wait for their payer, by the provider's own id. */
export interface SimulatedBank {
  /** Null where there is nothing to confirm, or no more. */
  find(reference: string): { readonly amountMinor: number; readonly currency: string } | null;
  answer(reference: string, isConfirmed: boolean): void;
}

/** Below the shop's own address. */
export const BANK_PATH = "/simulated-bank";

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

export function addSimulatedBank(app: FastifyInstance, bank: SimulatedBank, locale: string): void {
  app.get<{ Params: { reference: string }; Querystring: { answer?: string } }>(
    `${BANK_PATH}/:reference`,
    { schema: { hide: true } },
    (request, reply) => {
      const { reference } = request.params;
      const { answer } = request.query;
      reply.header("content-security-policy", POLICY).type("text/html; charset=utf-8");
      const asked = bank.find(reference);
      if (asked === null) return renderPage("<h1>There is nothing to confirm.</h1>");
      if (answer === "yes" || answer === "no") {
        bank.answer(reference, answer === "yes");
        const said = answer === "yes" ? "Confirmed." : "Refused. Nothing is taken.";
        return renderPage(`<h1>${said}</h1><p>Go back to the shop: it knows.</p>`);
      }
      const amount = escapeHtml(displayMoney(asked, locale));
      return renderPage(`<h1>Pay ${amount}?</h1>
        <p>This stands for the page of your bank. No money moves.</p>
        <p><a href="?answer=yes">Confirm</a> <a href="?answer=no">Refuse</a></p>`);
    },
  );
}

function renderPage(body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>A simulated bank</title>
<style>
:root { color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif; }
body { max-width: 24rem; margin: 15vh auto; padding: 0 1rem; }
a { display: inline-block; margin: 0 .5rem .5rem 0; padding: .75rem 1.25rem; border: 1px solid;
  border-radius: .5rem; color: inherit; font-weight: 600; text-decoration: none; }
</style>
</head>
<body><main>${body}</main></body>
</html>
`;
}
