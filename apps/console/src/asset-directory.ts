/** Where style sheet, script and icon are: one up from here, in sources, in what is built of them, and in the image. */
export const ASSET_DIRECTORY = new URL('../assets/', import.meta.url);
