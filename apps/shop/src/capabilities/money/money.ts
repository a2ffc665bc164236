/** Charges: what is paid, owed, refunded and settled at the till, its cash, and the provider's notices. */
import { displayMoney } from "@saunter/commerce/money/money";
import { watchFloat } from "../../domain/drawer-service.ts";
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import { addDrawerRoutes } from "./drawer-routes.ts";
import { addMoneyRoutes } from "./money-routes.ts";
import { addOwnDebtRoutes } from "./own-debt-routes.ts";
import { addTillRoutes } from "./till-routes.ts";

export const MONEY: Capability = {
  name: "money",
  open: ({ process: { config, entry, addCardPages } }) => {
    const { currency, locale } = config.shop;
    const { cashFloat: floatLimits } = config.policies;
    const formatMoney = (amountMinor: number) => displayMoney({ amountMinor, currency }, locale);
    return {
      http: {
        addRoutes: (context) => {
          const { methods: entryMethods, readers } = entry;
          const notifyReader = (readerId: string) => readers.get(readerId)?.notify();
          addMoneyRoutes(withServices(context, { entryMethods, notifyReader }));
          addTillRoutes(context);
          addDrawerRoutes(withServices(context, { floatLimits }));
          addOwnDebtRoutes(withServices(context, { entryService: entry.service }));
        },
        ...(addCardPages === null ? {} : { addPages: addCardPages }),
      },
      watches: [{ name: "cash float", write: (tx) => watchFloat(tx, floatLimits, formatMoney) }],
    };
  },
};
