import { createPictures } from "@saunter/ui/product-pictures";
import { API_BASE, api } from "../session.ts";

/** Pictures of what the shop sells. */
export const pictures = createPictures({
  base: API_BASE,
  load: () => api.call("GET /v1/products/pictures"),
});
