import { directionOf, LANGUAGE_NAMES, LANGUAGES, type Language } from "../i18n.ts";
import { SelectField } from "./select-field.tsx";

interface LanguageChoiceProps {
  readonly label: string;
  readonly language: Language;
  readonly onChoice: (language: Language) => void;
}

/** All languages, each by its own name. */
export function LanguageChoice({ label, language, onChoice }: LanguageChoiceProps) {
  return (
    <SelectField label={label} value={language} onValue={(value) => onChoice(value as Language)}>
      {LANGUAGES.map((one) => (
        <option key={one} value={one} lang={one} dir={directionOf(one)}>
          {LANGUAGE_NAMES[one]}
        </option>
      ))}
    </SelectField>
  );
}
