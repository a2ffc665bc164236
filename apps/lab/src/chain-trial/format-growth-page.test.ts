import { expect, it } from "vitest";
import { formatGrowthPage } from "./format-growth-page.ts";
import type { LoadFigures } from "./measure-load.ts";

const cost = { cpuMsPerEvent: 0.1, memoryMb: 100 };
const bytesPerVisit = { events: 20_000, figures: 4000, other: 1000 };
const FIGURES: LoadFigures = {
  ...{ shops: 10, eventsPerSecond: 100, signInMs: 900, restMs: 1000 },
  lagMs: { median: 400, p95: 700, max: 800 },
  costs: { hub: cost, postgres: cost, chain: cost, shops: cost },
  ...{ eventsPerVisit: 40, bytesPerVisit, hubBytesPerMessage: 650 },
  visits: 500,
  check: { events: 20_000, equal: 10, lost: 0, doubled: 0, disordered: 0, setAside: 0 },
};

it("a visit's cost is of its events, its figures and everything else, and so is that of 10,000 shops", () => {
  const page = formatGrowthPage([FIGURES], {
    ...{ version: "1", date: "2026-03-04", command: "npm run chain-trial", machine: "a machine" },
  });
  expect(page).toContain("| PostgreSQL | events: 40.0 events of 500 bytes | 20.00 kB |");
  expect(page).toContain("| PostgreSQL | **together** | **25.00 kB** |");
  expect(page).toContain("| hub | 40.0 messages of 650 bytes | 26.00 kB |");
  // 10 million visits of 25 kB, and as many times 40 messages of 650 bytes.
  expect(page).toContain("| PostgreSQL | 1.3 | 250 GB |");
  expect(page).toContain("| hub, three servers | 1.3 | 260 GB on each server |");
  expect(page).toContain("Tables of figures are 16 %");
});

it("a further visit costs the difference between two sizes", () => {
  const larger = {
    ...FIGURES,
    shops: 20,
    visits: 1000,
    bytesPerVisit: { ...bytesPerVisit, figures: 3000 },
  };
  const page = formatGrowthPage([FIGURES, larger], {
    ...{ version: "1", date: "2026-03-04", command: "npm run chain-trial", machine: "a machine" },
  });
  // 1,000 visits of 24 kB less 500 of 25 kB, by the 500 visits between.
  expect(page).toContain("| 20 | 1,000 | 20.00 kB | 3.00 kB | 1.00 kB | 24.00 kB | 23.00 kB |");
});
