import { type Problem, toProblem } from "@saunter/client/problem";
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";

interface ButtonProps extends Omit<JSX.IntrinsicElements["button"], "onClick"> {
  readonly kind?: "main" | "plain" | "bare" | "grave";
  readonly children?: ComponentChildren;
  /** While a promise is open the button is busy, and cannot be pressed again. */
  readonly onPress?: () => unknown;
  /** What was refused; without it, refusals are thrown on. */
  readonly onProblem?: (problem: Problem) => void;
}

export function Button({
  kind = "plain",
  children,
  onPress,
  onProblem,
  class: more = "",
  ...rest
}: ButtonProps) {
  const [isBusy, setBusy] = useState(false);
  const press = async (): Promise<void> => {
    if (isBusy || onPress === undefined) return;
    const doing = onPress();
    if (!(doing instanceof Promise)) return;
    setBusy(true);
    try {
      await doing;
    } catch (error) {
      if (onProblem === undefined) throw error;
      onProblem(toProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      class={`button ${kind} ${more}`}
      aria-busy={isBusy}
      {...rest}
      {...(onPress === undefined ? {} : { onClick: () => void press() })}
    >
      {children}
    </button>
  );
}
