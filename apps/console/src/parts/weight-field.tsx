import { Field } from "@saunter/ui/components/field";
import { readKilograms } from "@saunter/ui/format";

interface WeightFieldProps {
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/** The net weight of goods that are sold by weight. */
export function WeightField({ value, onValue }: WeightFieldProps) {
  const isWrong = value.trim() !== "" && readKilograms(value) === null;
  return (
    <Field
      label="Net weight, kg"
      inputMode="decimal"
      autoComplete="off"
      value={value}
      onValue={onValue}
      fault={isWrong ? "Weight must be kilograms such as 0.845." : null}
    />
  );
}
