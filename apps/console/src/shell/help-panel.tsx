import { Icon } from "@saunter/ui/components/icon";
import { Bones } from "@saunter/ui/components/notes";
import { X } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { words } from "../words.ts";
import "./help-panel.css";

const DOCS = "/docs/";
/** The documentation's page about the console: a heading for each of its pages. */
const GUIDE = `${DOCS}console`;

interface HelpPanelProps {
  /** The page's English name, which is its heading there. */
  readonly page: string;
  readonly onClose: () => void;
}

type Section = readonly Node[] | "none" | "failed" | null;

/** What the documentation says of a page, beside it: what is half done there stays. */
export function HelpPanel({ page, onClose }: HelpPanelProps) {
  const t = words.texts.help;
  const [section, setSection] = useState<Section>(null);
  const body = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current!.focus(), []);
  useEffect(() => {
    const stop = new AbortController();
    setSection(null);
    loadSection(page, stop.signal).then(
      (found) => setSection(found ?? "none"),
      () => {
        if (!stop.signal.aborted) setSection("failed");
      },
    );
    return () => stop.abort();
  }, [page]);
  useEffect(() => {
    if (Array.isArray(section)) body.current?.replaceChildren(...section);
  }, [section]);
  return (
    <aside
      class="help-panel"
      aria-labelledby="help-title"
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <header class="row apart">
        <h2 id="help-title" tabIndex={-1} ref={heading}>
          {t.name}
        </h2>
        <button type="button" class="dialog-close" aria-label={t.close} onClick={onClose}>
          <Icon node={X} />
        </button>
      </header>
      {section === null ? <Bones lines={6} /> : null}
      {section === "failed" ? <p class="note warning">{t.failed}</p> : null}
      {section === "none" ? <p class="soft">{t.none}</p> : null}
      {/* The documentation is in English. */}
      {Array.isArray(section) ? <div ref={body} class="help-body" lang="en-GB" dir="ltr" /> : null}
      <a href={DOCS} target="_blank" rel="noreferrer">
        {t.all}
      </a>
    </aside>
  );
}

/** All from a page's heading to the next one of that rank; null where it has none. */
async function loadSection(page: string, signal: AbortSignal): Promise<readonly Node[] | null> {
  const answer = await fetch(GUIDE, { signal });
  if (!answer.ok) throw new Error(`${GUIDE} is answered with ${answer.status}`);
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  const headings = [...parsed.querySelectorAll("h2")];
  const heading = headings.find((one) => cleanHeading(one) === page);
  if (heading === undefined) return null;
  const nodes: Element[] = [];
  for (let next = heading.nextElementSibling; next !== null; next = next.nextElementSibling) {
    if (next.tagName === "H2") break;
    nodes.push(next);
  }
  for (const node of [heading, ...nodes]) clean(node);
  return [heading, ...nodes];
}

/** Its text without the mark that links to it. */
function cleanHeading(heading: Element): string {
  const copy = heading.cloneNode(true) as Element;
  for (const mark of copy.querySelectorAll(".header-anchor")) mark.remove();
  return copy.textContent!.trim();
}

/** What is for reading stays; links lead to the documentation in a tab of its own. */
function clean(node: Element): void {
  for (const other of node.querySelectorAll("script, style, button, .header-anchor")) {
    other.remove();
  }
  for (const link of node.querySelectorAll("a")) {
    link.href = new URL(link.getAttribute("href") ?? "", new URL(GUIDE, location.href)).href;
    link.target = "_blank";
    link.rel = "noreferrer";
  }
}
