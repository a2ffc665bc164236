import { type Loaded, useLoaded } from "@saunter/ui/components/use-loaded";
import { useEffect } from "preact/hooks";
import { connection } from "./events.ts";
import { type KeptName, keepAnswer, keptOfMs, readKept } from "./kept-answers.ts";

/** As `useLoaded`; where the shop cannot be reached, what it answered last. */
export function useKept<T>(
  name: KeptName,
  of: string,
  load: (signal: AbortSignal) => Promise<T>,
): Loaded<T> {
  const loaded = useLoaded(
    async (signal) => {
      const value = await load(signal);
      keepAnswer(name, of, value);
      return value;
    },
    [name, of],
  );
  const isLost = loaded.problem?.code === "no-connection";
  const kept = loaded.value === null && isLost ? readKept<T>(name, of) : null;
  useEffect(() => {
    keptOfMs.value = kept?.atMs ?? null;
    return () => {
      keptOfMs.value = null;
    };
  }, [kept?.atMs]);
  const isLive = connection.value === "live";
  useEffect(() => {
    if (isLive && isLost) loaded.reload();
  }, [isLive, isLost]);
  return kept === null ? loaded : { ...loaded, value: kept.value, problem: null };
}
