/** Receipts as JSON, page and PDF, by link and at a kiosk, and their disputes. */
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import { openReceipts } from "./receipt-forms.ts";
import { addReceiptListRoutes } from "./receipt-list-routes.ts";
import { addReceiptLookupRoutes } from "./receipt-lookup-routes.ts";
import { addReceiptRoutes } from "./receipt-routes.ts";
import { addRefundRoutes } from "./refund-routes.ts";

export const RECEIPTS: Capability = {
  name: "receipts",
  open: ({ process: { config, entry, pdfs } }) => ({
    http: {
      addRoutes: (context) => {
        addReceiptListRoutes(context);
        addRefundRoutes(context);
        addReceiptRoutes(withServices(context, openReceipts(config, pdfs)));
        addReceiptLookupRoutes(withServices(context, { entryMethods: entry.methods }));
      },
    },
  }),
};
