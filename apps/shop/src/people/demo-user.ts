/** Who pays for what lies in a demonstration's smart carts, one a cart. */
export const DEMO_CART_CUSTOMER_IDS = ["demo-dan", "demo-eve", "demo-finn", "demo-gail"] as const;

/** The operator of a demonstration, whose password everybody knows. */
export const DEMO_USER_ID = "demo-user";
