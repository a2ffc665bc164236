import { Field } from "@saunter/ui/components/field";
import { SelectField } from "@saunter/ui/components/select-field";
import { Choices } from "../../parts/choices.tsx";
import { words } from "../../words.ts";
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
  const t = words.texts.numbers.period;
  return (
    <div class="period-bar">
      <Choices
        label={t.title}
        choices={PERIODS.map((one) => [one, t.names[one]] as const)}
        value={name}
        onChoose={onName}
      />
      {name === "other" ? (
        <div class="row">
          <Field
            label={t.firstDay}
            type="date"
            value={other.fromDay}
            onValue={(fromDay) => onOther({ ...other, fromDay })}
          />
          <Field
            label={t.lastDay}
            type="date"
            value={other.untilDay}
            onValue={(untilDay) => onOther({ ...other, untilDay })}
            fault={findFault(other)}
          />
        </div>
      ) : null}
      <SelectField
        label={t.compareWith}
        value={comparison}
        onValue={(value) => onComparison(value as Comparison)}
      >
        {COMPARISONS.map((value) => (
          <option key={value} value={value}>
            {t.comparisons[value]}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
