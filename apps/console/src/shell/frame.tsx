import { Icon } from "@saunter/ui/components/icon";
import { Empty } from "@saunter/ui/components/notes";
import type { IconNode } from "lucide";
import { Gauge, LogOut } from "lucide";
import { lazy, Route, Router, useLocation } from "preact-iso";
import { hasRole, type Role, signOut } from "../session.ts";
import { shop } from "../shop.ts";

export interface PageEntry {
  readonly path: string;
  readonly name: string;
  readonly icon: IconNode;
  readonly roles: readonly Role[];
  /** With Alt: the page without a mouse. */
  readonly key: string;
}

/** The pages in the order of the rail. Those that somebody has no right to are not shown. */
const PAGES: readonly PageEntry[] = [
  { path: "/console/", name: "Floor", icon: Gauge, roles: ["operator", "reviewer"], key: "1" },
];

const Floor = lazy(() => import("../pages/floor-page.tsx").then((module) => module.FloorPage));

/** Rail, page, and nothing else. */
export function Frame() {
  return (
    <div class="frame">
      <a class="skip" href="#page">
        Skip to the page
      </a>
      <Rail />
      <main id="page" class="page">
        <Router>
          <Route path="/console/" component={Floor} />
          <Route default component={NoSuchPage} />
        </Router>
      </main>
    </div>
  );
}

function Rail() {
  const { path } = useLocation();
  const here = path.endsWith("/") ? path : `${path}/`;
  return (
    <nav class="rail" aria-label="Pages">
      <p class="rail-shop clip">{shop.value!.name}</p>
      <ul>
        {PAGES.filter(({ roles }) => hasRole(...roles)).map((page) => (
          <li key={page.path}>
            <a href={page.path} aria-current={here === page.path ? "page" : undefined}>
              <Icon node={page.icon} />
              <span>{page.name}</span>
            </a>
          </li>
        ))}
      </ul>
      <button type="button" class="rail-out" onClick={() => void signOut()}>
        <Icon node={LogOut} />
        <span>Sign out</span>
      </button>
    </nav>
  );
}

function NoSuchPage() {
  return <Empty title="There is no such page">Choose one of those on the rail.</Empty>;
}
