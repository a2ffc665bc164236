import { Field } from "@saunter/ui/components/field";
import { readKilograms } from "@saunter/ui/format";
import { words } from "../words.ts";

interface WeightFieldProps {
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/** The net weight of goods that are sold by weight. */
export function WeightField({ value, onValue }: WeightFieldProps) {
  const texts = words.texts.parts.weight;
  const isWrong = value.trim() !== "" && readKilograms(value) === null;
  return (
    <Field
      label={texts.label}
      inputMode="decimal"
      autoComplete="off"
      value={value}
      onValue={onValue}
      fault={isWrong ? texts.wrong : null}
    />
  );
}
