/** The event of a part that came into the page after it was loaded: forms in it are as those of the page. */
export const SHOWN = "shown";
