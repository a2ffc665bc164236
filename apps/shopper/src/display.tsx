import "@saunter/ui/styles/base.css";
import "@saunter/ui/styles/parts.css";
import "./display/display.css";
import { render } from "preact";
import { App } from "./display/app.tsx";

render(<App />, document.getElementById("root")!);
