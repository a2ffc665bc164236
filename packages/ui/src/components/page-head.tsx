import type { ComponentChildren } from "preact";

interface PageHeadProps {
  readonly title: string;
  /** What can be done with the page as a whole. */
  readonly children?: ComponentChildren;
}

export function PageHead({ title, children }: PageHeadProps) {
  return (
    <header class="page-head">
      <h1>{title}</h1>
      <div class="row">{children}</div>
    </header>
  );
}
