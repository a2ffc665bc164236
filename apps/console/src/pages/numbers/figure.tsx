import type { ComponentChildren } from "preact";

interface FigureProps {
  readonly name: string;
  /** Null: there is nothing to compute it from. */
  readonly value: string | null;
  readonly children: ComponentChildren;
}

export function Figure({ name, value, children }: FigureProps) {
  return (
    <div class="card pad number">
      <h3>{name}</h3>
      <p class="figure">{value ?? <span class="soft">none yet</span>}</p>
      <p class="soft small">{children}</p>
    </div>
  );
}
