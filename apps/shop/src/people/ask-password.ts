/** Asks for a password on a terminal, without showing what is typed. */
import { createInterface } from "node:readline";
import { type Readable, Writable } from "node:stream";
import { CommandFailure } from "../command-line/command-io.ts";

/**
 * Writes the prompt and reads a line. Throws a `CommandFailure` where the input is no terminal, and
 * where it ends before the line does.
 */
export function askPassword(
  prompt: string,
  input: Readable & { readonly isTTY?: boolean },
  writePrompt: (text: string) => void,
): Promise<string> {
  if (input.isTTY !== true) {
    const message = "There is no terminal to type it in: give the password with --password-stdin.";
    return Promise.reject(new CommandFailure(message));
  }
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  // As a terminal readline takes the echo over from the system, and this one goes nowhere.
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  writePrompt(prompt);
  return new Promise((resolve, reject) => {
    let answer: string | null = null;
    lines.once("line", (line) => {
      answer = line;
      lines.close();
    });
    lines.once("SIGINT", () => lines.close());
    lines.once("close", () => {
      writePrompt("\n");
      if (answer === null) reject(new CommandFailure("No password was given; nothing is changed."));
      else resolve(answer);
    });
  });
}

/** Longest input that is read for a password, characters. */
const INPUT_CHARS_MAX = 4096;

/** The first line of an input that is no terminal, such as a pipe. */
export async function readPasswordLine(input: Readable): Promise<string> {
  let text = "";
  for await (const chunk of input.setEncoding("utf8")) {
    text += chunk as string;
    if (text.length > INPUT_CHARS_MAX) throw new CommandFailure("The password is too long.");
    if (text.includes("\n")) break;
  }
  return text.split(/\r?\n/, 1)[0]!;
}
