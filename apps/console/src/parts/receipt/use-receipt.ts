import { Problem } from "@saunter/client/problem";
import { type Loaded, useLoaded } from "@saunter/ui/components/use-loaded";
import { api } from "../../session.ts";
import { useCalmEvents } from "../use-calm-events.ts";
import type { Receipt } from "./receipt-words.ts";

/** The receipt of a visit, which goes on by itself; `receipt` is null while there is none yet. */
export function useReceipt(visitId: string): Loaded<{ readonly receipt: Receipt | null }> {
  const loaded = useLoaded(
    async (signal) => {
      try {
        const params = { visitId };
        return { receipt: await api.call("GET /v1/receipts/:visitId", { params, signal }) };
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== "not-found") throw error;
        return { receipt: null };
      }
    },
    [visitId],
  );
  useCalmEvents(["receipt.*", "charge.*"], loaded.reload, visitId);
  return loaded;
}
