import { createPictures } from "@saunter/ui/product-pictures";
import { api } from "../session.ts";

/** Pictures of what the shop sells. */
export const pictures = createPictures({ load: () => api.call("GET /v1/products/pictures") });
