import type { ComponentChildren } from "preact";

/** What a colour may say; `plain` says nothing. */
export type Tone = "plain" | "sure" | "warning" | "wrong" | "now" | "staff";

/** Each tone has a shape, so that no colour has to be distinguished from another. */
const SHAPES: Readonly<Record<Tone, string>> = {
  plain: "M2 6h8",
  sure: "M2 6.5 5 9.5 10 3",
  warning: "M6 2v5M6 9.6v.1",
  wrong: "M2.5 2.5l7 7M9.5 2.5l-7 7",
  now: "M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9",
  staff: "M6 1.5 10.5 6 6 10.5 1.5 6Z",
};

interface StatusProps {
  readonly tone: Tone;
  readonly children: ComponentChildren;
}

/** A state in a word or two. */
export function Status({ tone, children }: StatusProps) {
  return (
    <span class={`status ${tone}`}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        <path
          d={SHAPES[tone]}
          fill="none"
          stroke="currentColor"
          stroke-width="2"
          stroke-linecap="round"
        />
      </svg>
      {children}
    </span>
  );
}
