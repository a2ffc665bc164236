import "@saunter/ui/styles/base.css";
import "@saunter/ui/styles/parts.css";
import "./camera.css";
import "./kiosk/kiosk.css";
import { render } from "preact";
import { App } from "./kiosk/app.tsx";

render(<App />, document.getElementById("root")!);
