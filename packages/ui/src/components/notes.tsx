/** What a page says in place of what it cannot show. */
import type { Problem } from "@saunter/client/problem";
import type { ComponentChildren } from "preact";
import { findProblemTexts, markEnglish, tellProblem } from "../tell-problem.ts";
import { Button } from "./button.tsx";

interface ProblemNoteProps {
  readonly problem: Problem;
  readonly onRetry?: () => unknown;
  readonly retryLabel?: string;
}

/** What was refused, why, and what to do, in the language that is shown. */
export function ProblemNote({ problem, onRetry, retryLabel }: ProblemNoteProps) {
  const { title, advice, original, detail, isEnglish } = tellProblem(problem);
  return (
    <div class="note wrong" role="alert">
      <strong>{title}</strong>
      <p>{advice}</p>
      {[original, detail].map((text) =>
        text === "" ? null : (
          <p class="soft small" key={text} {...markEnglish(isEnglish)}>
            {text}
          </p>
        ),
      )}
      {onRetry === undefined ? null : (
        <Button onPress={onRetry}>{retryLabel ?? findProblemTexts().tryAgain}</Button>
      )}
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  /** What would be here, or how it gets here. */
  readonly children?: ComponentChildren;
}

export function Empty({ title, children }: EmptyProps) {
  return (
    <div class="empty">
      <strong>{title}</strong>
      {children == null ? null : <div>{children}</div>}
    </div>
  );
}

/** Lines that are on their way. */
export function Bones({ lines = 3 }: { readonly lines?: number }) {
  return (
    <div class="stack tight" aria-hidden="true">
      {Array.from({ length: lines }, (_, at) => (
        <span class="bones" style={{ inlineSize: `${90 - ((at * 23) % 40)}%` }} key={at} />
      ))}
    </div>
  );
}
