import { ConnectionBar } from "@saunter/ui/components/connection-bar";
import { Empty } from "@saunter/ui/components/notes";
import { focusPage } from "@saunter/ui/focus-page";
import { lazy } from "@saunter/ui/load-part";
import { useEffect, useState } from "preact/hooks";
import { ErrorBoundary, Route, Router, useLocation } from "preact-iso";
import { connection, openEvents } from "../live-events.ts";
import { pictures } from "../parts/pictures.ts";
import { useEvents } from "../parts/use-events.ts";
import { reviewsWaiting, useReviewsWaiting } from "../reviews-waiting.ts";
import { hasRole, me } from "../session.ts";
import { shop } from "../shop.ts";
import { namePage, words } from "../words.ts";
import type { FrameKey } from "./frame-keys.ts";
import { BASE, findPage, isThere, PAGES, type PageEntry, YOUR_SIGN_IN } from "./pages.ts";
import { Rail, RailEnd } from "./rail.tsx";
import { useFrameKeys } from "./use-frame-keys.ts";

/** Of this tab: somebody has been here, and goes where they want to. */
const BEGUN = "console-begun";

const DemoBar = lazy(() => import("../demo/demo-bar.tsx").then((module) => module.DemoBar));
const Search = lazy(() => import("./search.tsx").then((module) => module.Search));
const Shortcuts = lazy(() => import("./shortcuts.tsx").then((module) => module.Shortcuts));
const HelpPanel = lazy(() => import("./help-panel.tsx").then((module) => module.HelpPanel));

/** Rail, page, what a key opens over it, and nothing else. */
export function Frame() {
  const { path, route } = useLocation();
  const t = words.texts;
  const page = findPage(path);
  const [open, setOpen] = useState<FrameKey | null>(null);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const close = (): void => setOpen(null);
  const onHelp = shop.value!.hasDocs ? () => setHelpOpen(!isHelpOpen) : null;
  useEffect(openEvents, []);
  useReviewsWaiting();
  useEvents(["goods.changed"], pictures.refresh);
  useFrameKeys(setOpen);
  useEffect(() => {
    const name = page === undefined ? t.notFound : namePage(page.name);
    document.title = `${name} · ${shop.value!.name}`;
  }, [path, t]);
  const isAtRoot = path.replace(/\/$/, "") === BASE;
  // Whoever is here to decide begins with that, once; the floor is on the rail.
  useEffect(() => {
    const isFirst = sessionStorage.getItem(BEGUN) === null;
    sessionStorage.setItem(BEGUN, "yes");
    if (isFirst && isAtRoot && isReviewerAlone()) route(`${BASE}/review`, true);
  }, []);
  // Roles without access to the floor start on the first page they may use.
  useEffect(() => {
    const first = findFirstPage()?.path ?? "/";
    if (isAtRoot && first !== "/") route(`${BASE}${first}`, true);
  }, [isAtRoot]);
  return (
    <div class="frame">
      <a class="skip" href="#page">
        {t.skip}
      </a>
      <Rail onSearch={() => setOpen("search")} onHelp={onHelp} />
      <WaitingTold />
      <div>
        {shop.value!.isDemonstration && hasRole("operator") ? (
          <ErrorBoundary>
            <DemoBar />
          </ErrorBoundary>
        ) : null}
        {me.value!.secondFactor === "asked" && path !== YOUR_SIGN_IN ? <PasswordAlone /> : null}
        <ConnectionBar state={connection.value} lostText={t.lost} />
        <main id="page" class="page" tabIndex={-1}>
          <Router onRouteChange={focusPage}>
            {PAGES.filter(isThere).map((one) => (
              <Route
                key={one.path}
                path={`${BASE}${one.path}`}
                component={hasRole(...one.roles) ? one.component : makeForbidden(one)}
              />
            ))}
            <Route default component={NoSuchPage} />
          </Router>
        </main>
      </div>
      <RailEnd onHelp={onHelp} />
      <ErrorBoundary>
        {open === "search" ? <Search isOpen={true} onClose={close} /> : null}
        {open === "shortcuts" ? <Shortcuts isOpen={true} onClose={close} /> : null}
      </ErrorBoundary>
      {isHelpOpen ? (
        <ErrorBoundary>
          <HelpPanel page={page?.name ?? ""} onClose={() => setHelpOpen(false)} />
        </ErrorBoundary>
      ) : null}
    </div>
  );
}

/** Of whoever has postponed it. */
function PasswordAlone() {
  const t = words.texts;
  return (
    <p class="note warning bar-note">
      {t.passwordAlone} <a href={YOUR_SIGN_IN}>{t.setUpSecond}</a>
    </p>
  );
}

function isReviewerAlone(): boolean {
  return hasRole("reviewer") && !hasRole("operator");
}

/** What the rail says in a number, told to those who do not see it. */
function WaitingTold() {
  const count = reviewsWaiting.value ?? 0;
  return (
    <p class="unseen" role="status">
      {count === 0 ? "" : words.texts.reviewsWaiting(count)}
    </p>
  );
}

function makeForbidden({ roles }: PageEntry) {
  return () => (
    <Empty title={words.texts.forbidden}>
      <p>{words.texts.forbiddenText(roles.map((role) => words.texts.people.roles[role]))}</p>
      <StartLink />
    </Empty>
  );
}

function NoSuchPage() {
  return (
    <Empty title={words.texts.notFound}>
      <p>{words.texts.notFoundText}</p>
      <StartLink />
    </Empty>
  );
}

/** The first page on the rail that the signed-in user may open. */
function findFirstPage(): PageEntry | undefined {
  return PAGES.find((page) => page.icon !== null && isThere(page) && hasRole(...page.roles));
}

function StartLink() {
  const first = findFirstPage();
  if (first === undefined) return null;
  return <a href={`${BASE}${first.path}`}>{words.texts.start}</a>;
}
