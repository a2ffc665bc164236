import { Icon } from "@saunter/ui/components/icon";
import { Minus, Plus } from "lucide";

interface StepperProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onValue: (value: number) => void;
  readonly fewer: string;
  readonly more: string;
  /** What the value is in words: "2 people". */
  readonly text: string;
}

/** A small number, with a thumb. */
export function Stepper({ label, value, min, max, onValue, fewer, more, text }: StepperProps) {
  return (
    <fieldset class="stepper">
      <legend>{label}</legend>
      <button
        type="button"
        class="button"
        aria-label={fewer}
        disabled={value <= min}
        onClick={() => onValue(value - 1)}
      >
        <Icon node={Minus} />
      </button>
      <output>{text}</output>
      <button
        type="button"
        class="button"
        aria-label={more}
        disabled={value >= max}
        onClick={() => onValue(value + 1)}
      >
        <Icon node={Plus} />
      </button>
    </fieldset>
  );
}
