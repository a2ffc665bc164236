import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { askPassword, readPasswordLine } from "./ask-password.ts";

/** What was written while an answer was typed. */
async function ask(typed: string, isEnded = false) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  let written = "";
  const asked = askPassword("Password: ", input, (text) => {
    written += text;
  });
  input.write(typed);
  if (isEnded) input.end();
  const answer = await asked.catch((error: Error) => error.message);
  return { answer, written };
}

describe("asking for a password", () => {
  it("shows the question and nothing of the answer", async () => {
    expect(await ask("tin rain moss\r")).toEqual({
      answer: "tin rain moss",
      written: "Password: \n",
    });
  });

  it("takes back what is deleted, and keeps letters of all languages", async () => {
    expect((await ask("tinn\x7f räin\n")).answer).toBe("tin räin");
  });

  it("ends without one on Ctrl-C, Ctrl-D and the end of the input", async () => {
    const message = "No password was given; nothing is changed.";
    expect((await ask("secret\x03")).answer).toBe(message);
    expect((await ask("\x04")).answer).toBe(message);
    expect((await ask("", true)).answer).toBe(message);
  });
});

describe("asking where there is no terminal", () => {
  it("says what to do instead", async () => {
    const asked = askPassword("Password: ", new PassThrough(), () => {});
    await expect(asked).rejects.toThrow("--password-stdin");
  });
});

describe("a password from a pipe", () => {
  const read = (...chunks: string[]) => {
    const input = new PassThrough();
    for (const chunk of chunks) input.write(Buffer.from(chunk));
    input.end();
    return readPasswordLine(input);
  };

  it("is the first line, however it ends", async () => {
    expect(await read("tin rain moss\n")).toBe("tin rain moss");
    expect(await read("tin rain", " moss\r\nanother line\n")).toBe("tin rain moss");
    expect(await read("tin räin")).toBe("tin räin");
    expect(await read()).toBe("");
  });

  it("has a longest", async () => {
    expect(await read("x".repeat(4096))).toHaveLength(4096);
    await expect(read("x".repeat(4097))).rejects.toThrow("The password is too long.");
  });
});
