/** The stream of events: what happens, as it happens, for screens and integrators. */

import { toPublicEvent } from "@saunter/commerce/public/to-public-event";
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import { createEventStream } from "../../publish/event-stream.ts";
import { createPublicReader } from "../../publish/public-reader.ts";
import { BEAT_MS } from "../../publish/publish-limits.ts";
import { addEventRoutes } from "./event-routes.ts";

export const EVENTS: Capability = {
  name: "events",
  open: ({ process: { store, surroundings } }) => {
    const reader = createPublicReader(store);
    const stream = createEventStream({
      store,
      toPublic: (stored) => toPublicEvent(stored, reader),
    });
    const stopBeating = surroundings.every(BEAT_MS, stream.beat);
    const services = { streamEvents: stream.subscribe };
    return {
      http: { addRoutes: (context) => addEventRoutes(withServices(context, services)) },
      close: () => {
        stopBeating();
        stream.close();
      },
    };
  },
};
