import { type KnownCode, Problem } from "@saunter/client/problem";
import { WordedProblem } from "@saunter/ui/components/worded-problem";
import { words } from "../words.ts";

interface RefusalProps {
  readonly problem: Problem | null;
  readonly onRetry?: () => unknown;
}

export function Refusal({ problem, onRetry }: RefusalProps) {
  return <WordedProblem problem={problem} texts={words.texts} onRetry={onRetry} />;
}

/** A refusal that came without one: its code is all that is known. */
export function makeProblem(code: string): Problem {
  const fields = { code: code as KnownCode, title: code, detail: "", advice: "", status: 0 };
  return new Problem(fields);
}
