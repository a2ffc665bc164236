/** What the shop is called, and what its pages have to know of it. */
import type { Capability } from "../../process/capability.ts";
import { addShopRoutes } from "./shop-routes.ts";

export const SHOP_INFO: Capability = {
  name: "shop info",
  open: () => ({ http: { addRoutes: addShopRoutes } }),
};
