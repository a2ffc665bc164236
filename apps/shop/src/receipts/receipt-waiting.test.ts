import { describe, expect, it } from "vitest";
import { renderWaitingPage } from "./receipt-waiting.ts";

describe("the page of a receipt that is yet to come", () => {
  it("says so in the language that is asked for, and looks again by itself", () => {
    const page = renderWaitingPage("Corner & Sons", "en-GB");
    expect(page).toContain('<html lang="en-GB" dir="ltr">');
    expect(page).toContain("<title>Your receipt will appear here – Corner &amp; Sons</title>");
    expect(page).toContain('<meta http-equiv="refresh" content="30">');
    expect(renderWaitingPage("Salmiya", "ar-KW")).toContain('<html lang="ar" dir="rtl">');
    expect(renderWaitingPage("Salmiya", "xx")).toContain("Your receipt will appear here");
  });

  it("has no script, and fetches nothing", () => {
    expect(renderWaitingPage("Corner", "de-DE")).not.toMatch(/<script|<img|<link|url\(|@import/);
  });
});
