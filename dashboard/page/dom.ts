/** Finds and fills elements of the page. */

export function element(id: string): HTMLElement {
  const node = document.getElementById(id);
  if (!node) throw new Error(`the page has no #${id}`);
  return node;
}

export function setText(id: string, text: string): void {
  const node = element(id);
  // A screen reader reads a status aloud every time it is set, even to the same text.
  if (node.textContent !== text) node.textContent = text;
}
