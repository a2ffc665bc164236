import { useRef } from "preact/hooks";
import { Camera } from "../../camera.tsx";
import { takeCode } from "../take-code.ts";
import { words } from "../words.ts";

/** Pages that come without encryption, from another machine, may not use a camera. */
export function hasCamera(): boolean {
  return navigator.mediaDevices !== undefined;
}

/** One code is seen in many pictures one after the other; after so long it is meant again. */
const SAME_CODE_MS = 3000;

/** Takes what the camera sees as a scanner's codes. */
export function CodeCamera() {
  const last = useRef({ text: "", seenMs: 0 });
  const texts = words.texts.find;
  return (
    <Camera
      openReader={async () => (await import("../read-codes.ts")).openCodeReader()}
      onCode={(text) => {
        const nowMs = performance.now();
        const isSame = last.current.text === text && nowMs - last.current.seenMs < SAME_CODE_MS;
        last.current = { text, seenMs: nowMs };
        if (!isSame) void takeCode(text);
      }}
      onText={texts.cameraOn}
      failedText={texts.cameraFailed}
    />
  );
}
