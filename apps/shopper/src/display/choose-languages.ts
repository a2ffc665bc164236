import { chooseLanguage, LANGUAGES, type Language } from "@saunter/ui/i18n";

/**
 * Languages that a display shows one after the other: the shop's first, and of each other language
 * one. `wanted` names them otherwise ("de,ar"); what is no language of ours is passed over.
 */
export function chooseLanguages(shopLocale: string, wanted: string | null): Language[] {
  const named = (wanted ?? "")
    .split(",")
    .flatMap((tag) => LANGUAGES.filter((language) => language === tag.trim()));
  if (named.length > 0) return [...new Set(named)];
  const { language: first } = chooseLanguage([shopLocale]);
  const others = LANGUAGES.filter((language) => nameOf(language) !== nameOf(first));
  const seen = new Set<string>();
  return [
    first,
    ...others.filter((language) => {
      const isNew = !seen.has(nameOf(language));
      seen.add(nameOf(language));
      return isNew;
    }),
  ];
}

function nameOf(language: Language): string {
  return new Intl.Locale(language).language;
}
