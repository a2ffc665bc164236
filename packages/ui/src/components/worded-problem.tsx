import type { Problem } from "@saunter/client/problem";
import { type ProblemWords, wordProblem } from "../problem-words.ts";
import { useLocale } from "./locale.tsx";
import { ProblemNote } from "./notes.tsx";

interface WordedProblemProps {
  readonly problem: Problem | null;
  readonly texts: { readonly problems: ProblemWords; readonly tryAgain: string };
  readonly onRetry?: (() => unknown) | undefined;
}

/** What was refused and what to do, in the language that is shown; nothing where nothing was. */
export function WordedProblem({ problem, texts, onRetry }: WordedProblemProps) {
  const { locale } = useLocale();
  if (problem === null) return null;
  return (
    <ProblemNote
      problem={wordProblem(problem, texts.problems, locale)}
      retryLabel={texts.tryAgain}
      {...(onRetry === undefined ? {} : { onRetry })}
    />
  );
}
