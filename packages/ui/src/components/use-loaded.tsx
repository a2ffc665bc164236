import { NO_CONNECTION, type Problem, toProblem } from "@saunter/client/problem";
import { useEffect, useState } from "preact/hooks";

export interface Loaded<T> {
  /** The last that came; null until then. It stays while newer is on its way, or does not come. */
  readonly value: T | null;
  /** Why there is none, or none that is newer; null where the page shows the last and is offline. */
  readonly problem: Problem | null;
  /** Loads it again. What is under way is called off. */
  readonly reload: () => void;
  /** How many answers, and problems in place of one, have come. */
  readonly answers: number;
}

/** Time after which an unanswered request is repeated: nobody has to press anything. */
const ASK_AGAIN_MS = 3000;

/** Loads something when the page comes up, and whenever what it depends on has changed. */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
  dependsOn: readonly unknown[],
): Loaded<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  const [answers, setAnswers] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    load(stop.signal).then(
      (loaded) => {
        if (stop.signal.aborted) return;
        setValue(() => loaded);
        setProblem(null);
        setAnswers((last) => last + 1);
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        const found = toProblem(error);
        setProblem(found);
        setAnswers((last) => last + 1);
        if (isOffline(found)) timer = setTimeout(() => setTurn((last) => last + 1), ASK_AGAIN_MS);
      },
    );
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [...dependsOn, turn]);
  // That what is shown is old is said once for the whole page.
  const shown = value !== null && problem !== null && isOffline(problem) ? null : problem;
  return { value, problem: shown, reload: () => setTurn((last) => last + 1), answers };
}

/** An answer that has not come by then is lost: on a network that fails, nobody says so. */
const PATIENCE_MS = 20_000;

/**
 * Loads it again and again, so long after each answer: one that takes longer is waited for, and not
 * called off by the next.
 * @param everyMs null: not any more
 */
export function useReloads({ answers, reload }: Loaded<unknown>, everyMs: number | null): void {
  useEffect(() => {
    if (everyMs === null) return;
    let timer: ReturnType<typeof setTimeout>;
    const wait = (afterMs: number): void => {
      timer = setTimeout(() => {
        reload();
        wait(PATIENCE_MS);
      }, afterMs);
    };
    wait(answers === 0 ? PATIENCE_MS : everyMs);
    return () => clearTimeout(timer);
  }, [answers, everyMs]);
}

function isOffline({ code }: Problem): boolean {
  return code === NO_CONNECTION.code;
}
