import { useLoaded, useReloads } from "@saunter/ui/components/use-loaded";
import { api } from "../session.ts";

const COUNT_EVERY_MS = 15_000;

/** How many alerts are open, counted again and again. */
export function useAlertCount() {
  const loaded = useLoaded((signal) => api.call("GET /v1/alert-count", { signal }), []);
  useReloads(loaded, COUNT_EVERY_MS);
  return loaded;
}
