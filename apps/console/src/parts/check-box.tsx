import type { ComponentChildren } from "preact";
import "./check-box.css";

interface CheckBoxProps {
  readonly isChecked: boolean;
  readonly onChecked: (isChecked: boolean) => void;
  readonly children: ComponentChildren;
}

/** A box to tick, with its label. */
export function CheckBox({ isChecked, onChecked, children }: CheckBoxProps) {
  return (
    <label class="check-box">
      <input
        type="checkbox"
        checked={isChecked}
        onChange={({ currentTarget: { checked } }) => onChecked(checked)}
      />
      <span>{children}</span>
    </label>
  );
}

/** A list with or without one of its members. */
export function toggle<T>(list: readonly T[], one: T, isIn: boolean): T[] {
  return isIn ? [...list, one] : list.filter((other) => other !== one);
}
