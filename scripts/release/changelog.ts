/** CHANGELOG.md, in the form of Keep a Changelog. */

const UNRELEASED = "## [Unreleased]";
const RELEASE = /^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$/gm;
const KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

export interface CutChangelog {
  /** The file with the release in it, and nothing under "Unreleased". */
  readonly text: string;
  /** What the release says: its groups and their entries. */
  readonly notes: string;
}

/** Versions that the file has, newest first. */
export function listReleases(text: string): string[] {
  return [...text.matchAll(RELEASE)].map(([, version]) => version!);
}

/** Makes a release of what is under "Unreleased"; a sentence where that cannot be done. */
export function cutRelease(text: string, version: string, date: string): CutChangelog | string {
  const start = text.indexOf(`${UNRELEASED}\n`);
  if (start === -1) return `CHANGELOG.md has no line "${UNRELEASED}". Add it above the releases.`;
  const bodyStart = start + UNRELEASED.length + 1;
  const next = text.indexOf("\n## ", bodyStart);
  const bodyEnd = next === -1 ? text.length : next + 1;
  const notes = text.slice(bodyStart, bodyEnd).trim();
  if (!/^- /m.test(notes)) {
    return `"Unreleased" in CHANGELOG.md has no entry. Write what changes for whoever uses it, below "### Added", "### Changed" or "### Fixed".`;
  }
  const unknown = [...notes.matchAll(/^### (.+)$/gm)].find(([, kind]) => !KINDS.includes(kind!));
  if (unknown !== undefined) {
    return `CHANGELOG.md groups changes under "${unknown[1]}". Keep a Changelog knows ${KINDS.join(", ")}.`;
  }
  const rest = text.slice(bodyEnd);
  const release = `## [${version}] - ${date}\n\n${notes}\n`;
  const head = `${text.slice(0, start)}${UNRELEASED}\n\n${release}`;
  return { text: rest === "" ? head : `${head}\n${rest}`, notes };
}
