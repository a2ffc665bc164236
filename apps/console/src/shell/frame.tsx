import { ConnectionBar } from "@saunter/ui/components/connection-bar";
import { Icon } from "@saunter/ui/components/icon";
import { Empty } from "@saunter/ui/components/notes";
import { focusPage } from "@saunter/ui/focus-page";
import { lazy } from "@saunter/ui/load-part";
import { CircleQuestionMark, KeyRound, LogOut } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import { ErrorBoundary, Route, Router, useLocation } from "preact-iso";
import { connection, openEvents } from "../live-events.ts";
import { pictures } from "../parts/pictures.ts";
import { singleKeys } from "../parts/single-keys.ts";
import { useEvents } from "../parts/use-events.ts";
import { reviewsWaiting, useReviewsWaiting } from "../reviews-waiting.ts";
import { hasRole, me, signOut } from "../session.ts";
import { shop } from "../shop.ts";
import { PAGES, type PageEntry } from "./pages.ts";

const BASE = "/console";
const YOUR_SIGN_IN = `${BASE}/your-sign-in`;
/** Of this tab: somebody has been here, and goes where they want to. */
const BEGUN = "console-begun";

const DemoBar = lazy(() => import("../demo/demo-bar.tsx").then((module) => module.DemoBar));

/** Rail, page, and nothing else. */
export function Frame() {
  const { path, route } = useLocation();
  useEffect(openEvents, []);
  useReviewsWaiting();
  useEvents(["goods.changed"], pictures.refresh);
  useEffect(() => {
    const name = PAGES.find((page) => isAt(page, path))?.name ?? "Page not found";
    document.title = `${name} · ${shop.value!.name}`;
  }, [path]);
  // Whoever is here to decide begins with that, once; the floor is on the rail.
  useEffect(() => {
    const isFirst = sessionStorage.getItem(BEGUN) === null;
    sessionStorage.setItem(BEGUN, "yes");
    const isAtRoot = path.replace(/\/$/, "") === BASE;
    if (isFirst && isAtRoot && isReviewerAlone()) route(`${BASE}/review`, true);
  }, []);
  return (
    <div class="frame">
      <a class="skip" href="#page">
        Skip to the page
      </a>
      <Rail />
      <div>
        {shop.value!.isDemonstration && hasRole("operator") ? (
          <ErrorBoundary>
            <DemoBar />
          </ErrorBoundary>
        ) : null}
        {me.value!.secondFactor === "asked" && path !== YOUR_SIGN_IN ? <PasswordAlone /> : null}
        <ConnectionBar state={connection.value} lostText={wordLost} />
        <main id="page" class="page" tabIndex={-1}>
          <Router onRouteChange={focusPage}>
            {PAGES.filter(isThere).map((page) => (
              <Route
                key={page.path}
                path={`${BASE}${page.path}`}
                component={hasRole(...page.roles) ? page.component : makeForbidden(page)}
              />
            ))}
            <Route default component={NoSuchPage} />
          </Router>
        </main>
      </div>
    </div>
  );
}

/** Whether a page is the one of an address; its parameters are anything. */
function isAt({ path: own }: PageEntry, path: string): boolean {
  const parts = `${BASE}${own}`.split("/").filter(Boolean);
  const given = path.split("/").filter(Boolean);
  const fits = (part: string, at: number): boolean =>
    part.startsWith(":") ? part.endsWith("?") || given[at] !== undefined : part === given[at];
  return given.length <= parts.length && parts.every(fits);
}

/** Of whoever has postponed it. */
function PasswordAlone() {
  return (
    <p class="note warning bar-note">
      You sign in with a password alone. <a href={YOUR_SIGN_IN}>Set up a second factor</a>
    </p>
  );
}

function wordLost(at: string | null): string {
  const old = at === null ? "." : `. Last updated ${at}.`;
  return `The shop cannot be reached${old} Reconnecting …`;
}

function isReviewerAlone(): boolean {
  return hasRole("reviewer") && !hasRole("operator");
}

function Rail() {
  const { path } = useLocation();
  const here = path.replace(/\/$/, "");
  const at = PAGES.find((page) => isAt(page, path));
  const rail = useRef<HTMLElement>(null);
  // On a phone it is longer than the screen is wide: where one is has to be seen.
  useEffect(() => {
    const current = rail.current!.querySelector("[aria-current]");
    current?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [here]);
  return (
    <nav class="rail" aria-label="Pages" ref={rail}>
      <p class="rail-shop clip">{shop.value!.name}</p>
      <ul>
        {PAGES.filter(isThere).map(({ path: own, name, icon, roles, waiting }) => {
          if (icon === null || !hasRole(...roles)) return null;
          // Of a page that shows one thing of many, the rail leads to all of them.
          const root = own.replace(/\/:.*$/, "");
          const href = `${BASE}${root}`.replace(/\/$/, "");
          const isBelow = own !== "/" && here.startsWith(`${href}/`);
          const isHere = here === href || isBelow || at?.under === own;
          return (
            <li key={own}>
              <a href={`${BASE}${root}`} aria-current={isHere ? "page" : undefined}>
                <Icon node={icon} />
                <span>{name}</span>
                {waiting === undefined ? null : <Waiting count={waiting.value ?? 0} />}
              </a>
            </li>
          );
        })}
      </ul>
      <WaitingTold />
      <div class="rail-end">
        {shop.value!.hasDocs ? <HelpLink /> : null}
        <KeysSwitch />
        {shop.value!.isDemonstration ? null : (
          <a href={YOUR_SIGN_IN} aria-current={here === YOUR_SIGN_IN ? "page" : undefined}>
            <Icon node={KeyRound} />
            <span>Your sign-in</span>
          </a>
        )}
        <button type="button" class="rail-out" onClick={() => void signOut()}>
          <Icon node={LogOut} />
          <span>Sign out</span>
        </button>
      </div>
    </nav>
  );
}

/** In a tab of its own: what is half done here stays. */
function HelpLink() {
  return (
    <a href="/docs/" target="_blank" rel="noreferrer" title="Documentation, in a new tab">
      <Icon node={CircleQuestionMark} />
      <span>Help</span>
    </a>
  );
}

function KeysSwitch() {
  return (
    <button
      type="button"
      class="rail-out rail-keys"
      role="switch"
      aria-checked={singleKeys.value}
      title="Keyboard shortcuts"
      onClick={() => {
        singleKeys.value = !singleKeys.value;
      }}
    >
      <span class="switch" aria-hidden="true" />
      <span>Shortcuts</span>
    </button>
  );
}

/** Some pages are of demonstrations alone, or of shops with live scales or smart carts. */
function isThere({ onlyWhere }: PageEntry): boolean {
  return onlyWhere === undefined || shop.value![onlyWhere];
}

/** A number on the rail: so much needs somebody. */
function Waiting({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return (
    <span class="rail-waiting">
      {count}
      <span class="unseen"> waiting</span>
    </span>
  );
}

/** The same, told to those who do not see the rail. */
function WaitingTold() {
  const count = reviewsWaiting.value ?? 0;
  return (
    <p class="unseen" role="status">
      {count === 0 ? "" : `${count} ${count === 1 ? "review" : "reviews"} waiting`}
    </p>
  );
}

function makeForbidden({ roles }: PageEntry) {
  return () => (
    <Empty title="You do not have access to this page">
      You need the role {roles.join(" or ")}. Ask the operator for it.
    </Empty>
  );
}

function NoSuchPage() {
  return <Empty title="Page not found">Choose a page from the menu.</Empty>;
}
