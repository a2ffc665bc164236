import type { Problem } from "@saunter/client/problem";
import { useLocale } from "@saunter/ui/components/locale";
import { ProblemNote } from "@saunter/ui/components/notes";
import { wordProblem } from "@saunter/ui/problem-words";
import { words } from "../words.ts";

interface RefusalProps {
  readonly problem: Problem | null;
  readonly onRetry?: () => unknown;
}

/** What was refused and what to do, in the language that is shown; nothing where nothing was. */
export function Refusal({ problem, onRetry }: RefusalProps) {
  const { locale } = useLocale();
  if (problem === null) return null;
  const { problems, tryAgain } = words.texts;
  const worded = wordProblem(problem, problems, locale);
  return (
    <ProblemNote
      problem={worded}
      retryLabel={tryAgain}
      {...(onRetry === undefined ? {} : { onRetry })}
    />
  );
}
