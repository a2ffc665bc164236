import "@saunter/ui/styles/base.css";
import "@saunter/ui/styles/parts.css";
import "@saunter/ui/styles/frame.css";
import "@saunter/ui/styles/review.css";
import "./chain-console.css";
import { render } from "preact";
import { App } from "./app.tsx";

render(<App />, document.getElementById("root")!);
