import { useSignalEffect } from "@preact/signals";
import { LocaleProvider } from "@saunter/ui/components/locale";
import { Bones } from "@saunter/ui/components/notes";
import { PicturesProvider } from "@saunter/ui/components/product-tile";
import { chooseLanguage } from "@saunter/ui/i18n";
import type { ProductPictures } from "@saunter/ui/product-pictures";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useAwake } from "../use-awake.ts";
import { Bench } from "./bench/bench.tsx";
import { isBeside } from "./bench/is-beside.ts";
import { keepFocus } from "./keep-focus.ts";
import { listenForCodes } from "./keyboard-scanner.ts";
import { GoodbyePage } from "./pages/goodbye-page.tsx";
import { LanePage } from "./pages/lane-page.tsx";
import { RefusedPage } from "./pages/refused-page.tsx";
import { ShoppingPages } from "./pages/shopping-pages.tsx";
import { StartPage } from "./pages/start-page.tsx";
import { Frame } from "./parts/frame.tsx";
import { catalogue, followCart, state } from "./session.ts";
import { findPage, type PageName, startOver } from "./tab.ts";
import { takeCode } from "./take-code.ts";
import { forgetWishes } from "./wishes.ts";
import { words } from "./words.ts";

const PICTURES: ProductPictures = {
  urlOf: (gtin) => {
    const { choices = [], lines = [] } = state.value ?? {};
    const known = [...choices, ...lines, ...(catalogue.value?.products ?? [])];
    const url = known.find((one) => one.gtin === gtin)?.pictureUrl ?? null;
    // The catalogue is as the shop gave it.
    return url?.startsWith("/") ? `${state.value?.shopUrl ?? ""}${url}` : url;
  },
  watch: () => () => {},
  refresh: () => {},
};

/** The tablet of a smart cart: all that it knows is what the cart's process says. */
export function App() {
  useAwake();
  useEffect(followCart, []);
  useEffect(keepFocus, []);
  useEffect(() => listenForCodes((code) => void takeCode(code)), []);
  useSignalEffect(() => {
    void words.show(chooseLanguage([state.value?.language, ...navigator.languages]));
  });
  useForgetting();
  useShownCode();
  if (words.choice.value === null) return <Starting />;
  return (
    <LocaleProvider value={{ locale: words.choice.value.locale }}>
      <PicturesProvider value={PICTURES}>
        <div class="cart-stage">
          <Frame>{state.value === null ? <Starting /> : <Page />}</Frame>
          {isBeside.value && state.value?.simulated ? (
            <aside class="bench-beside" aria-label={words.texts.simulate.title}>
              <Bench />
            </aside>
          ) : null}
        </div>
      </PicturesProvider>
    </LocaleProvider>
  );
}

/** Leaves nothing of a trip that is over, with goods or without, to whoever comes next. */
function useForgetting(): void {
  const { status, trip } = state.value ?? { status: "free", trip: null };
  const tripId = status === "ended" ? null : (trip?.tripId ?? null);
  const beforeId = useRef<string | null>(null);
  useEffect(() => {
    if (status === "ended" || (beforeId.current !== null && beforeId.current !== tripId)) {
      startOver();
      forgetWishes();
    }
    beforeId.current = tripId;
  }, [status, tripId]);
}

/** In a demonstration a phone's code may come with the address: nothing can be held before a scanner. */
function useShownCode(): void {
  const isSimulated = state.value?.simulated != null;
  useEffect(() => {
    const code = new URLSearchParams(location.search).get("code");
    if (!isSimulated || code === null) return;
    history.replaceState(null, "", location.pathname);
    void takeCode(code);
  }, [isSimulated]);
}

const PAGES: Readonly<Record<PageName, () => VNode>> = {
  start: StartPage,
  shopping: ShoppingPages,
  lane: LanePage,
  goodbye: GoodbyePage,
  refused: RefusedPage,
};

function Page() {
  const Shown = PAGES[findPage(state.value!)];
  return <Shown />;
}

function Starting() {
  return (
    <main class="cart-alone" id="page" tabIndex={-1} aria-busy="true">
      <Bones lines={4} />
    </main>
  );
}
