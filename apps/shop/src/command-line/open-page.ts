/** Shows a page in the browser of whoever is at this machine, where there is anybody. */
import { spawn } from "node:child_process";

export interface PageOpener {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * The program that opens pages here; null where nobody looks: output that goes elsewhere, a build
 * server, a machine without a display.
 */
export function findPageOpener(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  outIsTerminal: boolean,
): PageOpener | null {
  if (!outIsTerminal || environment.CI || environment.SSH_CONNECTION) return null;
  switch (platform) {
    case "darwin":
      return { command: "open", args: [] };
    case "win32":
      // `start` takes the first quoted word for a window's title.
      return { command: "cmd", args: ["/c", "start", ""] };
    default:
      return environment.DISPLAY || environment.WAYLAND_DISPLAY
        ? { command: "xdg-open", args: [] }
        : null;
  }
}

/** Whether the program was there. What becomes of it is not waited for. */
export function openPageWith({ command, args }: PageOpener, url: string): boolean {
  const child = spawn(command, [...args, url], { stdio: "ignore", detached: true });
  // Without such a program the address is written anyway.
  child.on("error", () => {});
  child.unref();
  return child.pid !== undefined;
}
