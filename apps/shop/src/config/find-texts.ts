/**
 * The texts for a locale (BCP 47): of its language and region, else of its language, else the first.
 * Throws RangeError on a malformed locale.
 */
export function findTexts<T extends { readonly language: string }>(
  all: readonly [T, ...T[]],
  locale: string,
): T {
  const { language, region } = new Intl.Locale(locale);
  const same = all.filter((texts) => new Intl.Locale(texts.language).language === language);
  return same.find((texts) => texts.language === `${language}-${region}`) ?? same[0] ?? all[0];
}
