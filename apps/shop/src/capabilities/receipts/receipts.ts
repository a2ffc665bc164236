/** Receipts as JSON, page and PDF, by link and at a kiosk, and their disputes. */
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import { openReceipts } from "./receipt-forms.ts";
import { addReceiptLookupRoutes } from "./receipt-lookup-routes.ts";
import { addReceiptRoutes } from "./receipt-routes.ts";

export const RECEIPTS: Capability = {
  name: "receipts",
  open: ({ process: { config, entry, pdfs } }) => ({
    http: {
      addRoutes: (context) => {
        addReceiptRoutes(withServices(context, openReceipts(config, pdfs)));
        addReceiptLookupRoutes(withServices(context, { entryMethods: entry.methods }));
      },
    },
  }),
};
