import type { VNode } from "preact";

interface CodeBoxesProps {
  readonly legend: string;
  readonly codes: readonly (readonly [code: string, name: string])[];
  readonly chosen: ReadonlySet<string>;
  readonly fault: VNode | null;
  readonly onChosen: (chosen: ReadonlySet<string>) => void;
}

/** Some of a list of codes, by their names. */
export function CodeBoxes({ legend, codes, chosen, fault, onChosen }: CodeBoxesProps) {
  const choose = (code: string, isChosen: boolean): void => {
    const kept = [...chosen].filter((one) => one !== code);
    onChosen(new Set(isChosen ? [...kept, code] : kept));
  };
  return (
    <fieldset class="goods-choice">
      <legend>{legend}</legend>
      <div class="goods-boxes">
        {codes.map(([code, name]) => (
          <label key={code} class="row">
            <input
              type="checkbox"
              checked={chosen.has(code)}
              onChange={(event) => choose(code, event.currentTarget.checked)}
            />
            {name}
          </label>
        ))}
      </div>
      {fault === null ? null : (
        <span class="fault" role="alert">
          {fault}
        </span>
      )}
    </fieldset>
  );
}
