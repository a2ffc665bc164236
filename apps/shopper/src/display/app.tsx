import { LocaleProvider } from "@saunter/ui/components/locale";
import { Bones } from "@saunter/ui/components/notes";
import { directionOf, type Language } from "@saunter/ui/i18n";
import { useEffect, useState } from "preact/hooks";
import { useAwake } from "../use-awake.ts";
import { chooseLanguages } from "./choose-languages.ts";
import { GateScreen } from "./gate-screen.tsx";
import { isNight } from "./is-night.ts";
import { deviceKey, facts, findFacts, isLost } from "./session.ts";
import { SetUp } from "./set-up.tsx";
import { DISPLAY_WORDS } from "./words.ts";

/** How long a language is shown: time to read it. */
const LANGUAGE_MS = 12_000;
const FACTS_EVERY_MS = 10_000;
const NIGHT_EVERY_MS = 60_000;

/** The display at an entrance; at a gate where its address names one. */
export function App() {
  const search = new URLSearchParams(location.search);
  const gateId = search.get("gate");
  useEvery(FACTS_EVERY_MS, () => void findFacts());
  useNight(search.get("theme"));
  useAwake();
  if (facts.value === null) return <Starting />;
  if (gateId !== null && deviceKey.value === null) return <SetUp gateId={gateId} />;
  return <Turning gateId={gateId} wanted={search.get("languages")} />;
}

/** Calls `act` now and then again and again. */
function useEvery(everyMs: number, act: () => void): void {
  useEffect(() => {
    act();
    const timer = setInterval(act, everyMs);
    return () => clearInterval(timer);
  }, []);
}

/** Dark at night, unless the address says otherwise. */
function useNight(theme: string | null): void {
  const timeZone = facts.value?.shop.timeZone;
  useEffect(() => {
    const set = (): void => {
      const night = timeZone !== undefined && isNight(Date.now(), timeZone);
      document.documentElement.dataset.theme = theme ?? (night ? "dark" : "light");
    };
    set();
    const timer = setInterval(set, NIGHT_EVERY_MS);
    return () => clearInterval(timer);
  }, [timeZone, theme]);
}

interface TurningProps {
  readonly gateId: string | null;
  readonly wanted: string | null;
}

/** One language after the other. */
function Turning({ gateId, wanted }: TurningProps) {
  const { shop } = facts.value!;
  const languages = chooseLanguages(shop.locale, wanted);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTurn((last) => last + 1), LANGUAGE_MS);
    return () => clearInterval(timer);
  }, []);
  const language = languages[turn % languages.length] as Language;
  useEffect(() => {
    document.title = shop.name;
    document.documentElement.lang = language;
    document.documentElement.dir = directionOf(language);
  }, [language, shop.name]);
  return (
    <LocaleProvider value={{ locale: language, timeZone: shop.timeZone }}>
      <div class="display">
        <LostBar language={language} />
        <GateScreen gateId={gateId} language={language} languages={languages} />
      </div>
    </LocaleProvider>
  );
}

function LostBar({ language }: { readonly language: Language }) {
  return (
    <div role="status" class="display-lost">
      {isLost.value ? <p class="connection">{DISPLAY_WORDS[language].lost}</p> : null}
    </div>
  );
}

function Starting() {
  return (
    <main class="display-alone" aria-busy={!isLost.value}>
      {isLost.value ? <p class="note warning">{DISPLAY_WORDS["en-GB"].lost}</p> : <Bones />}
    </main>
  );
}
