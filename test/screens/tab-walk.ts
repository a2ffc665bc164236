/** What keyboards alone can do with a page: whoever has no mouse goes through it by Tab. */
import type { Page } from "playwright-core";

/**
 * Notes what Tab comes to, and what is wrong with it. What shows where the focus is: a ring of two
 * pixels around the control, its label or what is in it; in a picture, a thicker line. A slider's ring
 * is around its thumb, whose looks no script can read.
 */
const BEGIN = `(() => {
  const CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex]";
  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert]");
  /** Of radio buttons that belong together, Tab comes to one; arrows go on. */
  const isOneOf = (element) =>
    element.type === "radio" &&
    !element.checked &&
    document.querySelector('input[type=radio][name="' + element.name + '"]') !== element;
  const find = () =>
    [...(document.querySelector("dialog[open]") ?? document).querySelectorAll(CONTROLS)].filter(
      (element) =>
        element.tabIndex >= 0 && !element.disabled && isSeen(element) && !isOneOf(element),
    );
  const lineOf = (element) =>
    getComputedStyle(element.querySelector("rect, path, circle") ?? element).strokeWidth;
  const hasRing = (element) =>
    element.type === "range" ||
    [element, element.closest("label"), ...element.children].some((one) => {
      if (one === null) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    });
  const isOnScreen = (element) => {
    const { top, bottom, left, right } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  };
  const name = (element) =>
    element.tagName.toLowerCase() + " " +
    (element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent)
      .trim().slice(0, 60);
  const [wanted, reached, wrong, lines] = [find(), new Set(), new Set(), new Map()];
  let frame;
  /** Busy machines draw a frame late, and what it moves with the one after it. */
  const FRAMES = 120;
  const waitForFrame = async (isDone, left) => {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return isDone() || (left > 0 && waitForFrame(isDone, left - 1));
  };
  const onFocus = ({ target }) => {
    reached.add(target);
    if (target.closest("svg") && !hasRing(target)) lines.set(target, lineOf(target));
    else if (!hasRing(target)) wrong.add(name(target) + " does not show that it has the focus");
    // A picture that is being laid out may move it there with one of the next frames.
    const isThere = () => document.activeElement !== target || isOnScreen(target);
    if (!isThere()) frame = waitForFrame(isThere, FRAMES).then((isFound) => {
      if (!isFound) wrong.add(name(target) + " has the focus, and is not on the screen");
    });
  };
  document.activeElement?.blur();
  document.addEventListener("focusin", onFocus);
  window.tabWalk = {
    count: wanted.length,
    /** Until what has the focus is looked at: the next Tab would take it away before. */
    looked: () => frame,
    /** What is not yet reached, though it is still there to be. */
    left: () => find().filter((one) => wanted.includes(one) && !reached.has(one)).map(name),
    end: () => {
      document.removeEventListener("focusin", onFocus);
      document.activeElement?.blur();
      for (const [one, line] of lines) {
        if (one.isConnected && lineOf(one) === line) wrong.add(name(one) + " shows no focus");
      }
      return [...wrong];
    },
  };
  return wanted.length;
})()`;

/** Beside the controls that are there at first, such as those that come to be on the way. */
const SPARE = 8;

/**
 * What is wrong with a page for whoever has a keyboard alone: controls that Tab never comes to, such as
 * those behind one that keeps the focus, and those that do not show that they have it.
 */
export async function findUnreached(page: Page): Promise<string[]> {
  const count = (await page.evaluate(BEGIN)) as number;
  let left: string[] = [];
  // Around twice at most: some begin where the focus was.
  for (let round = 0; round < 2; round++) {
    for (let presses = 0; presses < count + SPARE; presses++) {
      await page.keyboard.press("Tab");
      await page.evaluate("window.tabWalk.looked()");
    }
    left = (await page.evaluate("window.tabWalk.left()")) as string[];
    if (left.length === 0) break;
  }
  const wrong = (await page.evaluate("window.tabWalk.end()")) as string[];
  return [...left.map((name) => `${name} is not reached by Tab`), ...wrong];
}

/** More than any page has controls. */
const PRESSES_MAX = 250;

/** Goes on by Tab until something of that name has the focus. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const wanted = page.locator(":focus");
  for (let presses = 0; presses < PRESSES_MAX; presses++) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(NAME_FOCUSED);
    if (typeof name === "string" ? found === name : name.test(found as string)) return;
  }
  throw new Error(`Tab comes to nothing called ${name}, but to ${await wanted.textContent()}`);
}

const NAME_FOCUSED = `(() => {
  const one = document.activeElement;
  return (one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent).trim();
})()`;
