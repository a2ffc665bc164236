/** Every word of carts in the console. Other languages are typed by these. */
export const carts = {};
