import type { Answer } from "@saunter/client/api";
import "./people.css";

export type User = Answer<"GET /v1/users">["items"][number];
