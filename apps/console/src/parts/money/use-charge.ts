import { Problem } from "@saunter/client/problem";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { api } from "../../session.ts";
import { useCalmEvents } from "../use-calm-events.ts";
import type { Charge, ChargeStep } from "./charge-words.ts";

export interface LoadedCharge {
  /** Null until it has come. */
  readonly value: {
    readonly charge: Charge | null;
    readonly history: readonly ChargeStep[];
  } | null;
  readonly problem: Problem | null;
  readonly reload: () => void;
}

/** The money of a visit and what has become of it; it goes on by itself. Staff have none. */
export function useCharge(chargeId: string): LoadedCharge {
  const loaded = useLoaded(
    async (signal) => {
      const params = { chargeId };
      try {
        const [charge, history] = await Promise.all([
          api.call("GET /v1/charges/:chargeId", { params, signal }),
          api.call("GET /v1/charges/:chargeId/history", { params, signal }),
        ]);
        return { charge, history: history.items };
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== "not-found") throw error;
        return { charge: null, history: [] };
      }
    },
    [chargeId],
  );
  useCalmEvents(["charge.*", "debt.*"], loaded.reload, chargeId);
  return loaded;
}
