/** Charges: what is paid, owed, refunded and settled at the till, and the provider's notices. */
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import { addMoneyRoutes } from "./money-routes.ts";
import { addOwnDebtRoutes } from "./own-debt-routes.ts";
import { addTillRoutes } from "./till-routes.ts";

export const MONEY: Capability = {
  name: "money",
  open: ({ process: { entry, addCardPages } }) => ({
    http: {
      addRoutes: (context) => {
        const { methods: entryMethods, readers } = entry;
        const notifyReader = (readerId: string) => readers.get(readerId)?.notify();
        addMoneyRoutes(withServices(context, { entryMethods, notifyReader }));
        addTillRoutes(context);
        addOwnDebtRoutes(withServices(context, { entryService: entry.service }));
      },
      ...(addCardPages === null ? {} : { addPages: addCardPages }),
    },
  }),
};
