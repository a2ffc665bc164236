import { useEffect, useState } from "preact/hooks";
import { type Problem, toProblem } from "../problem.ts";

export interface Loaded<T> {
  /** The last that came; null until then. It stays while newer is on its way, or does not come. */
  readonly value: T | null;
  readonly problem: Problem | null;
  /** Loads it anew. */
  readonly reload: () => void;
}

/** Loads something when the page comes up, and whenever what it depends on has changed. */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
  dependsOn: readonly unknown[],
): Loaded<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    load(stop.signal).then(
      (loaded) => {
        if (stop.signal.aborted) return;
        setValue(() => loaded);
        setProblem(null);
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setProblem(toProblem(error));
      },
    );
    return () => stop.abort();
  }, [...dependsOn, turn]);
  return { value, problem, reload: () => setTurn((last) => last + 1) };
}
