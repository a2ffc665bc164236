import { useId } from "preact/hooks";
import { directionOf, LANGUAGE_NAMES, LANGUAGES, type Language } from "../i18n.ts";

interface LanguageChoiceProps {
  readonly label: string;
  readonly language: Language;
  readonly onChoice: (language: Language) => void;
}

/** All languages, each by its own name. */
export function LanguageChoice({ label, language, onChoice }: LanguageChoiceProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        class="input"
        value={language}
        onChange={(event) => onChoice(event.currentTarget.value as Language)}
      >
        {LANGUAGES.map((one) => (
          <option key={one} value={one} lang={one} dir={directionOf(one)}>
            {LANGUAGE_NAMES[one]}
          </option>
        ))}
      </select>
    </div>
  );
}
