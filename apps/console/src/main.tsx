import "@saunter/ui/styles/base.css";
import "@saunter/ui/styles/parts.css";
import "@saunter/ui/styles/frame.css";
import { render } from "preact";
import { App } from "./app.tsx";

render(<App />, document.getElementById("root")!);

// Installed, it opens without a network, too: to say so, and to come back by itself.
if ("serviceWorker" in navigator && import.meta.env.PROD) {
  void navigator.serviceWorker.register("/console/sw.js", { scope: "/console/" });
}
