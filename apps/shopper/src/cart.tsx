import "@saunter/ui/styles/base.css";
import "@saunter/ui/styles/parts.css";
import "./camera.css";
import "./cart/cart.css";
import { render } from "preact";
import { App } from "./cart/app.tsx";

render(<App />, document.getElementById("root")!);

// The page opens before the cart's process does, and says so.
if ("serviceWorker" in navigator && import.meta.env.PROD) {
  void navigator.serviceWorker.register("/cart-sw.js");
}
