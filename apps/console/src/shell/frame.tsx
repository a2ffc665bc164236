import { ConnectionBar } from "@saunter/ui/components/connection-bar";
import { Icon } from "@saunter/ui/components/icon";
import { Empty } from "@saunter/ui/components/notes";
import { LogOut } from "lucide";
import { useEffect } from "preact/hooks";
import { ErrorBoundary, lazy, Route, Router, useLocation } from "preact-iso";
import { connection, openEvents } from "../live-events.ts";
import { hasRole, signOut } from "../session.ts";
import { shop } from "../shop.ts";
import { PAGES, type PageEntry } from "./pages.ts";

const BASE = "/console";

const DemoBar = lazy(() => import("../demo/demo-bar.tsx").then((module) => module.DemoBar));

/** Rail, page, and nothing else. */
export function Frame() {
  useEffect(openEvents, []);
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
        <ConnectionBar state={connection.value} lostText={wordLost} />
        <main id="page" class="page">
          <Router>
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

function wordLost(at: string | null): string {
  const old = at === null ? "." : `: this is how it was at ${at}.`;
  return `The shop cannot be reached${old} It goes on by itself.`;
}

function Rail() {
  const { path } = useLocation();
  const here = path.replace(/\/$/, "");
  return (
    <nav class="rail" aria-label="Pages">
      <p class="rail-shop clip">{shop.value!.name}</p>
      <ul>
        {PAGES.map(({ path: own, rail, roles }) => {
          if (rail === null || !hasRole(...roles)) return null;
          // Of a page that shows one thing of many, the rail leads to all of them.
          const root = own.replace(/\/:.*$/, "");
          const href = `${BASE}${root}`.replace(/\/$/, "");
          const isHere = here === href || (own !== "/" && here.startsWith(`${href}/`));
          return (
            <li key={own}>
              <a href={`${BASE}${root}`} aria-current={isHere ? "page" : undefined}>
                <Icon node={rail.icon} />
                <span>{rail.name}</span>
              </a>
            </li>
          );
        })}
      </ul>
      <button type="button" class="rail-out" onClick={() => void signOut()}>
        <Icon node={LogOut} />
        <span>Sign out</span>
      </button>
    </nav>
  );
}

/** Some pages are of demonstrations alone. */
function isThere({ isOfDemo = false }: PageEntry): boolean {
  return !isOfDemo || shop.value!.isDemonstration;
}

function makeForbidden({ roles }: PageEntry) {
  return () => (
    <Empty title="This page is not yours to see">
      It is for {roles.join(" and ")}. Ask whoever runs the shop for the role.
    </Empty>
  );
}

function NoSuchPage() {
  return <Empty title="There is no such page">Choose one of those on the rail.</Empty>;
}
