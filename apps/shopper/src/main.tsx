import "@saunter/ui/styles/base.css";
import "@saunter/ui/styles/parts.css";
import "./shop/shop.css";
import { render } from "preact";
import { App } from "./shop/app.tsx";

render(<App />, document.getElementById("root")!);

// Pages open without a network from the second time on.
if ("serviceWorker" in navigator && import.meta.env.PROD) {
  void navigator.serviceWorker.register("/shop/sw.js", { scope: "/shop/" });
}
