/** The row's own attribute: its place among the rows, "0.2". */
export const rowAttribute = 'data-condition';

/** Moves the focus to a row's first control; to the closed group that it stands in, where that is not open. False: there is none. */
export function focusRow(row: readonly number[], inside: ParentNode = document): boolean {
  for (let length = row.length; length > 0; length -= 1) {
    const found = inside.querySelector<HTMLElement>(`[${rowAttribute}="${row.slice(0, length).join('.')}"]`);
    if (found === null) continue;
    const control = found.querySelector<HTMLElement>('select, input, button');
    (control ?? found).focus({ preventScroll: true });
    found.scrollIntoView({ block: 'nearest' });
    return true;
  }
  return false;
}
