/**
 * To be called where another page is shown without loading again: the focus goes to it, so that who
 * hears the screen hears the page, and Tab begins there. A page that has taken the focus keeps it.
 */
export function focusPage(): void {
  const page = document.getElementById("page")!;
  if (!page.contains(document.activeElement)) page.focus({ preventScroll: true });
}
