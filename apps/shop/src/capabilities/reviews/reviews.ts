/** Reviews: what people are asked about receipts that the engine is unsure of, and their answers as labels. */
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import { openEvidenceReaders } from "../evidence/open-evidence-readers.ts";
import { addLabelRoutes } from "./label-routes.ts";
import { addReviewRoutes } from "./review-routes.ts";

export const REVIEWS: Capability = {
  name: "reviews",
  open: ({ process, metrics }) => {
    const services = { goods: process.goods, ...openEvidenceReaders(process, metrics) };
    return {
      http: {
        addRoutes: (context) => {
          addReviewRoutes(withServices(context, services));
          addLabelRoutes(context);
        },
      },
    };
  },
};
