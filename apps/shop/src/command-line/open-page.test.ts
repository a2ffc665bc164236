import { describe, expect, it } from "vitest";
import { findPageOpener, openPageWith } from "./open-page.ts";

describe("a page is opened", () => {
  it("by what each system has for it", () => {
    expect(findPageOpener("darwin", {}, true)?.command).toBe("open");
    expect(findPageOpener("win32", {}, true)?.command).toBe("cmd");
    expect(findPageOpener("linux", { DISPLAY: ":0" }, true)?.command).toBe("xdg-open");
    expect(findPageOpener("linux", { WAYLAND_DISPLAY: "wayland-0" }, true)).not.toBeNull();
  });

  it("nowhere where nobody would see it", () => {
    expect(findPageOpener("linux", {}, true)).toBeNull();
    expect(findPageOpener("linux", { DISPLAY: ":0" }, false)).toBeNull();
    expect(findPageOpener("darwin", { CI: "true" }, true)).toBeNull();
    expect(findPageOpener("darwin", { SSH_CONNECTION: "a b" }, true)).toBeNull();
  });

  it("without harm where the program is missing", async () => {
    expect(openPageWith({ command: "no-such-program-here", args: [] }, "http://x")).toBe(false);
    // The error of it comes later.
    await new Promise((resolve) => setImmediate(resolve));
  });
});
