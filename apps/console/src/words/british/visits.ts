/** Every word of visits in the console. Other languages are typed by these. */
export const visits = {};
