import type { Answer } from "@saunter/client/api";
import { toProblem } from "@saunter/client/problem";
import { useEffect, useState } from "preact/hooks";
import { api } from "../session.ts";

export type Told = NonNullable<Answer<"GET /v1/me/entry">["told"]>;

const RETRY_MS = 3000;

/** What becomes of the code at a gate: refused, being asked, let in; null where nothing has. */
export function useOwnEntry(): Told | null {
  const [told, setTold] = useState<Told | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const listen = async (): Promise<void> => {
      let version: string | undefined;
      while (!stop.signal.aborted) {
        try {
          const query = version === undefined ? {} : { version };
          const answer = await api.call("GET /v1/me/entry", { query, signal: stop.signal });
          version = answer.version;
          setTold(answer.told);
        } catch (error) {
          if (stop.signal.aborted) return;
          // Without a connection nothing is told; it is asked again when there may be one.
          toProblem(error);
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        }
      }
    };
    void listen();
    return () => stop.abort();
  }, []);
  return told;
}
