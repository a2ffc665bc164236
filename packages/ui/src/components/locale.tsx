import { createContext } from "preact";
import { useContext } from "preact/hooks";

export interface Locale {
  /** BCP 47. */
  readonly locale: string;
  /** IANA; undefined is the browser's own. */
  readonly timeZone?: string;
}

const Context = createContext<Locale>({ locale: "en-GB" });

export const LocaleProvider = Context.Provider;

/** How numbers, money and times are written on this page. */
export function useLocale(): Locale {
  return useContext(Context);
}
