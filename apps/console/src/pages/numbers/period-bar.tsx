import { Field } from "@saunter/ui/components/field";
import { SelectField } from "@saunter/ui/components/select-field";
import { Choices } from "../../parts/choices.tsx";
import {
  COMPARISONS,
  type Comparison,
  findFault,
  PERIODS,
  type Period,
  type PeriodName,
} from "./period.ts";

interface PeriodBarProps {
  readonly name: PeriodName;
  readonly onName: (name: PeriodName) => void;
  /** Other days, as they are typed. */
  readonly other: Period;
  readonly onOther: (period: Period) => void;
  readonly comparison: Comparison;
  readonly onComparison: (comparison: Comparison) => void;
}

/** Which days the page is of, and what they are compared with. */
export function PeriodBar(props: PeriodBarProps) {
  const { name, onName, other, onOther, comparison, onComparison } = props;
  return (
    <div class="period-bar">
      <Choices label="Period" choices={PERIODS} value={name} onChoose={onName} />
      {name === "other" ? (
        <div class="row">
          <Field
            label="First day"
            type="date"
            value={other.fromDay}
            onValue={(fromDay) => onOther({ ...other, fromDay })}
          />
          <Field
            label="Last day"
            type="date"
            value={other.untilDay}
            onValue={(untilDay) => onOther({ ...other, untilDay })}
            fault={findFault(other)}
          />
        </div>
      ) : null}
      <SelectField
        label="Compare with"
        value={comparison}
        onValue={(value) => onComparison(value as Comparison)}
      >
        {COMPARISONS.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
