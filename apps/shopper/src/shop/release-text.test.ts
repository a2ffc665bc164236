import { describe, expect, it } from "vitest";
import { findReleaseText } from "./release-text.ts";

const terms = {
  releaseText: "when you leave",
  releaseTexts: [
    { language: "de", text: "beim Verlassen" },
    { language: "ar", text: "عند المغادرة" },
    { language: "ar-EG", text: "لما تخرج" },
  ],
};
const read = (locale: string) => findReleaseText(terms, "en-GB", locale);

describe("when a hold is let go", () => {
  it("is told in the reader's language, and in that of their region where there is one", () => {
    expect(read("de-AT")).toEqual({ language: "de", text: "beim Verlassen" });
    expect(read("ar-EG-u-nu-latn").text).toBe("لما تخرج");
    expect(read("ar-KW").text).toBe("عند المغادرة");
    expect(read("en-US")).toEqual({ language: "en-GB", text: "when you leave" });
  });

  it("is told as the shop writes it, and marked as that, where it is in no other", () => {
    expect(read("fr-FR")).toEqual({ language: "en-GB", text: "when you leave" });
  });
});
