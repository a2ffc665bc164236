import type { ComponentChildren } from "preact";
import { words } from "../../words.ts";

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
      <p class="figure">{value ?? <span class="soft">{words.texts.numbers.noneYet}</span>}</p>
      <p class="soft small">{children}</p>
    </div>
  );
}
