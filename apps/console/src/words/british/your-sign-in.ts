/** Every word of your sign in in the console. Other languages are typed by these. */
export const yourSignIn = {};
