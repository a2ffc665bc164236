import { SCOPES, type Scope } from "@saunter/protocol/scopes";
import { CheckBox, toggle } from "../../parts/check-box.tsx";

const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  "receipts:read": "Read receipts",
  "disputes:write": "Dispute lines of receipts",
  "refunds:write": "Refund receipts",
  "visits:read": "Read visits",
  "charges:read": "Read charges and their history",
  "goods:read": "Read products and planogram",
  "goods:write": "Change products, prices and planogram",
  "stock:read": "Read stock",
  "stock:write": "Record counts and refills",
  "reports:read": "Read sales and reports",
  "events:read": "Read the stream of events",
  "metrics:read": "Read metrics",
};

interface ScopeBoxesProps {
  readonly scopes: readonly Scope[];
  readonly onScopes: (scopes: Scope[]) => void;
}

export function ScopeBoxes({ scopes, onScopes }: ScopeBoxesProps) {
  return (
    <fieldset class="role-boxes">
      <legend class="unseen">Scopes</legend>
      {SCOPES.map((scope) => (
        <CheckBox
          key={scope}
          isChecked={scopes.includes(scope)}
          onChecked={(isChecked) => onScopes(toggle(scopes, scope, isChecked))}
        >
          {SCOPE_WORDS[scope]} <code class="soft small">{scope}</code>
        </CheckBox>
      ))}
    </fieldset>
  );
}
