// Everything is drawn in the browser: the server has data, not pages.
export const ssr = false;
export const prerender = false;
