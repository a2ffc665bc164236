import type { Problem } from "@saunter/client/problem";
import { WordedProblem } from "@saunter/ui/components/worded-problem";
import { words } from "../words.ts";

interface RefusalProps {
  readonly problem: Problem | null;
  readonly onRetry?: () => unknown;
}

export function Refusal({ problem, onRetry }: RefusalProps) {
  return <WordedProblem problem={problem} texts={words.texts} onRetry={onRetry} />;
}
