/** What the shop is called, and what its pages have to know of it. */
import { BRAND_SCHEMA } from "../../brand/find-brand.ts";
import type { Capability } from "../../process/capability.ts";
import { addBrandRoutes } from "./brand-routes.ts";
import { addShopRoutes } from "./shop-routes.ts";

export const SHOP_INFO: Capability = {
  name: "shop info",
  schema: BRAND_SCHEMA,
  open: () => ({
    http: {
      addRoutes: (context) => {
        addShopRoutes(context);
        addBrandRoutes(context);
      },
    },
  }),
};
