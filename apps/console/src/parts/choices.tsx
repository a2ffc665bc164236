interface ChoicesProps<T extends string> {
  readonly label: string;
  readonly choices: readonly (readonly [value: T, name: string])[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
}

/** A few things of which one holds. */
export function Choices<T extends string>({ label, choices, value, onChoose }: ChoicesProps<T>) {
  return (
    <fieldset class="choices">
      <legend class="unseen">{label}</legend>
      {choices.map(([choice, name]) => (
        <button
          type="button"
          key={choice}
          aria-pressed={choice === value}
          onClick={() => onChoose(choice)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}
