import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { listNamed } from "./named-bars.ts";

export interface BarShown {
  readonly key: string;
  readonly name: string;
  /** What is read where one points at it. */
  readonly title: string;
  readonly mark: ComponentChildren;
}

interface BarsProps {
  readonly bars: readonly BarShown[];
  readonly class?: string;
}

/** Bars beside one another, with as many of their names as there is room for. */
export function Bars({ bars, class: more = "" }: BarsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [named, setNamed] = useState<readonly number[]>([]);
  const names = bars.map(({ name }) => name).join("\n");
  useLayoutEffect(() => {
    const measure = (): void => setNamed(findNamed(box.current!));
    const observer = new ResizeObserver(measure);
    observer.observe(box.current!);
    measure();
    return () => observer.disconnect();
  }, [names]);
  return (
    <div
      ref={box}
      class={`bars own-colours ${named.length < bars.length ? "sparse" : ""} ${more}`}
      aria-hidden="true"
      style={{ "--bars": bars.length }}
    >
      {bars.map(({ key, name, title, mark }, at) => (
        <div class="bar" key={key} title={title}>
          {mark}
          <span class={named.includes(at) ? "bar-name" : "bar-name left-out"}>{name}</span>
        </div>
      ))}
    </div>
  );
}

/** Which bars have room for their names, as they are laid out. */
function findNamed(box: HTMLElement): readonly number[] {
  const names = [...box.querySelectorAll(".bar-name")];
  const widestPx = Math.max(0, ...names.map((name) => name.getBoundingClientRect().width));
  return listNamed({ bars: names.length, boxPx: box.clientWidth, widestPx });
}
