/** The operator of a demonstration, whose password everybody knows. */
export const DEMO_USER_ID = "demo-user";
