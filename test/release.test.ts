/** The parts of a release: its changelog, its licences and its version. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../docs/.vitepress/pages.ts";
import { cutRelease } from "../scripts/release/changelog.ts";
import { findForbidden, isAllowed } from "../scripts/release/licences.ts";
import { listLockedPackages } from "../scripts/release/locked-packages.ts";
import { compareVersions, parseVersion } from "../scripts/release/versions.ts";

const UNRELEASED = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A door.\n";

describe("what a release is made of", () => {
  it("has the repository's own changelog in the form that it needs", () => {
    const text = readFileSync(join(ROOT, "CHANGELOG.md"), "utf8");
    // After a release nothing is there to cut: that is all that may be wrong.
    const cut = cutRelease(text, "99.0.0", "2126-01-02");
    if (typeof cut === "string") expect(cut).toContain("has no entry");
    else expect(cut.text).toContain("## [Unreleased]\n\n## [99.0.0] - 2126-01-02\n\n### ");
  });

  it("groups changes as Keep a Changelog does", () => {
    const text = UNRELEASED.replace("Added", "New");
    expect(cutRelease(text, "1.2.0", "2126-01-02")).toMatch(/groups changes under "New"/);
    expect(cutRelease("# Changelog\n", "1.2.0", "2126-01-02")).toMatch(/has no line/);
  });

  it("keeps the releases before it", () => {
    const before = "## [1.1.0] - 2125-01-02\n\n### Fixed\n\n- A gate.\n";
    const cut = cutRelease(`${UNRELEASED}\n${before}`, "1.2.0", "2126-01-02");
    expect(cut).toEqual({
      text: `# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2126-01-02\n\n### Added\n\n- A door.\n\n${before}`,
      notes: "### Added\n\n- A door.",
    });
  });

  it("may be shipped: the licences of all packages are known and allowed", () => {
    const packages = listLockedPackages(ROOT);
    expect(packages.length).toBeGreaterThan(100);
    expect(findForbidden(packages)).toEqual([]);
  });

  it.each([
    ["MIT", true],
    ["(MIT OR GPL-3.0-only)", true],
    ["GPL-3.0-only OR BSD-3-Clause", true],
    ["(MIT AND GPL-3.0-only)", false],
    ["MIT AND ISC", true],
    ["LGPL-3.0-or-later", false],
    ["AGPL-3.0-only", false],
    ["SEE LICENSE IN terms.txt", false],
    ["(MIT OR ISC) AND GPL-2.0-only", false],
    ["UNLICENSED", false],
  ])("under %s: %s", (expression, allowed) => {
    expect(isAllowed(expression)).toBe(allowed);
  });

  it("compares versions by their numbers", () => {
    expect(compareVersions("1.10.0", "1.9.9")).toBeGreaterThan(0);
    expect(compareVersions("1.9.9", "2.0.0")).toBeLessThan(0);
    expect(compareVersions("1.2.3", "1.2.3")).toBe(0);
    expect(["1.2", "01.2.3", "1.2.3-rc.1", "v1.2.3"].map(parseVersion)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
