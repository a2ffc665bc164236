/** What was sold, exports of it, and days closed for the books. */
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import { openKey } from "../../process/process-keys.ts";
import { nameFiles } from "../../store/store.ts";
import { addClosingRoutes } from "./closing-routes.ts";
import { addSalesRoutes } from "./sales-routes.ts";

export const SALES: Capability = {
  name: "sales",
  open: ({ process: { config, surroundings } }) => {
    const { database } = nameFiles(config.dataFolder);
    const reports = surroundings.openReports({ database, fonts: config.receiptFonts });
    // Without the key's file, later closings are signed with another one; the chain of hashes goes on.
    const closingKey = openKey(config.dataFolder, "closings");
    const services = { renderReport: reports.render, closingKey };
    return {
      http: {
        addRoutes: (context) => {
          const sales = withServices(context, services);
          addSalesRoutes(sales);
          addClosingRoutes(sales);
        },
      },
      finish: () => reports.close(),
    };
  },
};
