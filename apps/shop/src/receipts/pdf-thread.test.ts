import { afterEach, describe, expect, it, vi } from "vitest";
import { FilesBusyError } from "./file-thread.ts";
import { createPdfThread, type PdfThread, type PdfThreadOptions } from "./pdf-thread.ts";
import {
  BRITISH_CART,
  BRITISH_SHOP,
  makeDisputedExample,
  makeFinalExample,
} from "./receipt-examples.ts";
import type { ReceiptInput } from "./receipt-input.ts";
import { PDF_MS_MAX } from "./receipt-limits.ts";
import { renderReceiptPdf } from "./receipt-pdf.ts";

const final = makeFinalExample(BRITISH_SHOP, BRITISH_CART);

/** A thread that does what the receipt's locale says. */
const SCRIPTED = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from "node:worker_threads";
    parentPort.on("message", ({ locale }) => {
      if (locale === "crash") process.exit(3);
      if (locale === "throw") throw new Error("thrown");
      if (locale === "hang") return;
      if (locale === "fail") parentPort.postMessage({ kind: "failed", message: "no such font" });
      else parentPort.postMessage({ kind: "made", bytes: new TextEncoder().encode(locale) });
    });
  `)}`,
);

describe("the thread of PDFs", () => {
  const opened: PdfThread[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

  const open = (options: PdfThreadOptions = {}): PdfThread => {
    const thread = createPdfThread(null, options);
    opened.push(thread);
    return thread;
  };
  const scripted = (options: PdfThreadOptions = {}) => {
    const thread = open({ worker: SCRIPTED, ...options });
    return async (locale: string): Promise<string> =>
      new TextDecoder().decode(await thread.render({ ...final, locale }));
  };

  it("makes the same bytes as are made here, one receipt after the other", async () => {
    const thread = open();
    const inputs: ReceiptInput[] = [final, makeDisputedExample(BRITISH_SHOP, BRITISH_CART), final];
    const made = await Promise.all(inputs.map((input) => thread.render(input)));
    for (const [at, input] of inputs.entries()) {
      expect(Buffer.from(made[at]!).equals(await renderReceiptPdf(input, null))).toBe(true);
    }
  });

  it.each([
    ["fail", "no such font"],
    ["throw", "thrown"],
    ["crash", "its thread ended with 3"],
  ])("fails for that receipt alone: %s", async (locale, message) => {
    const render = scripted();
    const all = [render("first"), render(locale), render("third")] as const;
    const failed = expect(all[1]).rejects.toThrow(`the receipt could not be made: ${message}`);
    expect([await all[0], await all[2]]).toEqual(["first", "third"]);
    await failed;
  });

  it("gives one up that takes too long, and goes on", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const render = scripted();
      const hung = render("hang");
      const next = render("next");
      const refused = expect(hung).rejects.toThrow(`it took longer than ${PDF_MS_MAX} ms`);
      vi.advanceTimersByTime(PDF_MS_MAX);
      await refused;
      expect(await next).toBe("next");
    } finally {
      vi.useRealTimers();
    }
  });

  it("sends away whoever comes when so many wait", async () => {
    const render = scripted({ waitingMax: 2 });
    const taken = ["made", "a", "b"].map(render);
    await expect(render("c")).rejects.toThrow(FilesBusyError);
    expect(await Promise.all(taken)).toEqual(["made", "a", "b"]);
    expect(await render("d")).toBe("d");
  });

  it("ends with the shop: what it makes is made, and what waits is not", async () => {
    const thread = open({ worker: SCRIPTED });
    const [made, left] = ["made", "left"].map((locale) => thread.render({ ...final, locale }));
    const refused = expect(left).rejects.toThrow("the shop is closing");
    const closed = thread.close();
    await refused;
    expect(new TextDecoder().decode(await made)).toBe("made");
    await closed;
    await expect(thread.render(final)).rejects.toThrow("the shop is closing");
  });

  it("says what cannot be handed to it", async () => {
    const thread = open({ worker: SCRIPTED });
    const odd = { ...final, locale: () => "en" } as unknown as ReceiptInput;
    await expect(thread.render(odd)).rejects.toThrow("could not be cloned");
    expect((await thread.render(final)).length).toBeGreaterThan(0);
  });
});
