import { useLocale } from "@saunter/ui/components/locale";
import { theFacts } from "../facts.ts";
import { findReleaseText } from "../release-text.ts";

/** Read as what it is written in: the shop may not have it in the page's language. */
export function ReleaseText() {
  const { locale } = useLocale();
  const { shop, terms } = theFacts();
  const { language, text } = findReleaseText(terms, shop.locale, locale);
  return text === "" ? null : <bdi lang={language}>{text}</bdi>;
}
