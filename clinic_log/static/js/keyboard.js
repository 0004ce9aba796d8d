// What every shortcut asks first: whether somebody is typing, whether a dialog is open, which keys are held.
const FIELDS = "input, textarea, select, [contenteditable]";
const TEXTS = "input:not([type=radio], [type=checkbox], [type=button], [type=submit]), textarea, [contenteditable]";

export const isInField = (event) => Boolean(event.target.closest?.(FIELDS));
export const isDialogOpen = () => document.querySelector("dialog[open]") !== null;
export const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;
export const isWithControl = (event) => (event.ctrlKey || event.metaKey) && !event.altKey;

// Alt and a key, known by its place on the keyboard. On a Mac the same keys write other characters into a text: there
// they are left alone.
export function isWithAlt(event, letter) {
  const writes = event.key.length === 1 && event.key.toLowerCase() !== letter && Boolean(event.target.closest?.(TEXTS));
  return event.altKey && !event.ctrlKey && !event.metaKey && !writes;
}
