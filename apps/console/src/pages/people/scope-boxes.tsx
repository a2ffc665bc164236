import { SCOPES, type Scope } from "@saunter/protocol/scopes";
import { CheckBox, toggle } from "../../parts/check-box.tsx";
import { words } from "../../words.ts";

interface ScopeBoxesProps {
  readonly scopes: readonly Scope[];
  readonly onScopes: (scopes: Scope[]) => void;
}

export function ScopeBoxes({ scopes, onScopes }: ScopeBoxesProps) {
  const { dialogs, scopes: names } = words.texts.people;
  return (
    <fieldset class="role-boxes">
      <legend class="unseen">{dialogs.scopes}</legend>
      {SCOPES.map((scope) => (
        <CheckBox
          key={scope}
          isChecked={scopes.includes(scope)}
          onChecked={(isChecked) => onScopes(toggle(scopes, scope, isChecked))}
        >
          {names[scope]} <code class="soft small">{scope}</code>
        </CheckBox>
      ))}
    </fieldset>
  );
}
