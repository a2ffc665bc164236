import type { IconNode } from "lucide";
import { h } from "preact";

interface IconProps {
  /** Of the package `lucide`. */
  readonly node: IconNode;
  readonly size?: number;
}

/** A line icon in the colour of the text around it. Words beside it, seen or unseen, say what it means. */
export function Icon({ node, size = 18 }: IconProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={1.75}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {node.map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
