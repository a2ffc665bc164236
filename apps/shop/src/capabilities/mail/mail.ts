/** Receipts by mail: to customers who have given an address, and to whoever asks for one. */

import { findPublicUrl } from "../../config/find-public-url.ts";
import { withServices } from "../../http/add-route.ts";
import { findCustomer } from "../../people/customers.ts";
import type { Capability, OpenCapability } from "../../process/capability.ts";
import type { ShopProcess } from "../../process/shop-process.ts";
import { createMailRunner, queueReceiptMail } from "../../publish/mail-outbox.ts";
import { MAIL_SCHEMA } from "../../publish/outbox-schema.ts";
import { makeReceiptDocument } from "../../receipts/receipt-document.ts";
import { composeReceiptMail } from "../../receipts/receipt-mail.ts";
import { makeReceiptInput, openReceipts } from "../receipts/receipt-forms.ts";
import { addReceiptMailRoutes } from "./receipt-mail-routes.ts";

const MAILS_EVERY_MS = 2000;

export const MAIL: Capability = {
  name: "mail",
  schema: MAIL_SCHEMA,
  onDocument: (tx, document, { mail }) => {
    if (mail === null) return;
    const visit = tx.read("visit", document.visitId);
    if (visit.status === "unopened" || visit.payer.kind !== "customer") return;
    queueReceiptMail(tx, { ...document, customerId: visit.payer.customerId });
  },
  open: ({ process }) => {
    const sendsMail = process.config.mail !== null;
    return {
      http: {
        shopInfo: { sendsMail },
        addRoutes: (context) => addReceiptMailRoutes(withServices(context, { sendsMail })),
      },
      ...(process.config.mail === null ? {} : openMails(process, process.config.mail)),
    };
  },
};

function openMails(
  { config, store, shop, surroundings, pdfs }: ShopProcess,
  mail: NonNullable<ShopProcess["config"]["mail"]>,
): OpenCapability {
  const mailer = surroundings.openMailer(mail);
  const identity = config.shop;
  const made = { shop, identity, publicUrl: findPublicUrl(config), ...openReceipts(config, pdfs) };
  const runner = createMailRunner({
    store,
    nowMs: shop.nowMs,
    findAddress: (customerId) => findCustomer(store, customerId)?.email ?? null,
    compose: async ({ visitId, recipient }) => {
      const visit = store.read("visit", visitId);
      if (visit.status === "unopened") return null;
      const { locale } =
        recipient.kind === "address"
          ? recipient
          : (findCustomer(store, recipient.customerId) ?? identity);
      const input = makeReceiptInput(made, visit, locale);
      return composeReceiptMail(makeReceiptDocument(input), await pdfs.render(input));
    },
    send: mailer.sendMail,
  });
  return {
    repeats: [{ everyMs: MAILS_EVERY_MS, what: "sending mails", work: runner.runDue }],
    close: mailer.close,
  };
}
