/** What the shop says of when a hold is let go, in the words of whoever reads it. */

export interface Said {
  readonly text: string;
  /** BCP 47: what it is written in, which may be another language than the page's. */
  readonly language: string;
}

/**
 * In the language and region of a locale, else in its language, else as the shop writes it.
 * @param locale BCP 47, as the page is shown
 */
export function findReleaseText(
  {
    releaseText,
    releaseTexts,
  }: {
    readonly releaseText: string;
    readonly releaseTexts: readonly Said[];
  },
  shopLocale: string,
  locale: string,
): Said {
  const own = { text: releaseText, language: shopLocale };
  const wanted = new Intl.Locale(locale);
  const same = [own, ...releaseTexts].filter(
    (one) => new Intl.Locale(one.language).language === wanted.language,
  );
  const isRegion = (one: Said): boolean => new Intl.Locale(one.language).region === wanted.region;
  return same.find(isRegion) ?? same[0] ?? own;
}
